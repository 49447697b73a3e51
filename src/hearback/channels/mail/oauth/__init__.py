"""Being let in with a token instead of a password: who grants tokens (OAuth 2.0), and how servers are shown them."""

from hearback.channels.mail.oauth.granting import Client, GrantOver, Proof, Tokens, begin, exchange, refresh
from hearback.channels.mail.oauth.keys import Keys, token, use
from hearback.channels.mail.oauth.known import KNOWN, Known
from hearback.channels.mail.oauth.showing import Denied, let_in

__all__ = [
    "KNOWN",
    "Client",
    "Denied",
    "GrantOver",
    "Keys",
    "Known",
    "Proof",
    "Tokens",
    "begin",
    "exchange",
    "let_in",
    "refresh",
    "token",
    "use",
]
