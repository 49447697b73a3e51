"""Hears a mailbox by JMAP (RFC 8620, 8621), without ever changing anything in it."""

from hearback.channels.mail.jmap.fetching import compare, fetch
from hearback.channels.mail.jmap.listening import listen
from hearback.channels.mail.jmap.looking import look

__all__ = ["compare", "fetch", "listen", "look"]
