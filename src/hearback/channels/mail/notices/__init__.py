"""What machines say about a mail that somebody sent: bounces, delays, complaints, receipts, absences."""

from hearback.channels.mail.notices.noticing import notice_of
from hearback.channels.mail.notices.told import Told

__all__ = ["Told", "notice_of"]
