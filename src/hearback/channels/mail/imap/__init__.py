"""Hears a mailbox by IMAP, without ever changing anything in it."""

from hearback.channels.mail.imap.fetching import compare, fetch
from hearback.channels.mail.imap.listening import listen
from hearback.channels.mail.imap.looking import look

__all__ = ["compare", "fetch", "listen", "look"]
