"""Reply tokens: signed words in a reply address that prove which conversation an answer belongs to."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNATURE = 16  # base32 characters: 80 bits


def reply_token(conversation: int, *, secret: str) -> str:
    """Return the token of a conversation: lower-case letters and digits, as mail addresses keep them."""
    number = _base36(conversation)
    return f"{number}-{_signature(number, secret)}"


def conversation_of(token: str, *, secret: str) -> int | None:
    """Return the conversation that a token proves; None for a token that we did not make."""
    number, _, signature = token.strip().lower().rpartition("-")
    if not number or not set(number) <= set(_DIGITS) or len(number) > 13:
        return None
    if not hmac.compare_digest(signature.encode(), _signature(number, secret).encode()):
        return None
    return int(number, 36)


def _signature(number: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), b"reply token\0" + number.encode(), sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_SIGNATURE]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
