"""Gives an answer the form of a mail: headers that thread, a plain part, an HTML part, a quoted tail."""

from hearback.channels.mail.composing.letter import compose
from hearback.channels.mail.composing.tokens import reply_token_of

__all__ = ["compose", "reply_token_of"]
