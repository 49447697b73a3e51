"""Takes mail that another mail server hands to us, by LMTP (RFC 2033) or SMTP (RFC 5321)."""

from hearback.channels.mail.handed.door import Door, opened
from hearback.channels.mail.handed.envelope import Handed, NotNow
from hearback.channels.mail.handed.looking import home_among, look
from hearback.channels.mail.handed.talking import House, Rules

__all__ = ["Door", "Handed", "House", "NotNow", "Rules", "home_among", "look", "opened"]
