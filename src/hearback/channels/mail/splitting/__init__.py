"""Tells an author's new words from what they quote, sign with and carry along."""

from hearback.channels.mail.splitting.forwards import forwarded
from hearback.channels.mail.splitting.spans import spans_of

__all__ = ["forwarded", "spans_of"]
