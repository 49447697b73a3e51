"""Carries a reply token in a plus address: team+r.TOKEN@example.org."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[\w.~-]+", re.ASCII)
_IN_ADDRESS = re.compile(r"\+r\.([\w.~-]+)@[^@]+\Z", re.ASCII | re.IGNORECASE)
_LONGEST_LOCAL_PART = 64


def with_reply_token(address: str, token: str) -> str | None:
    """Return the address with the token in it; None when no mail server would take such an address."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+r.{token}"
    if _TOKEN.fullmatch(token) is None or len(tagged) > _LONGEST_LOCAL_PART:
        return None
    return f"{tagged}@{domain}"


def reply_token_of(address: str) -> str | None:
    """Return the token that a plus address of ours carries; None when it carries none."""
    found = _IN_ADDRESS.search(address)
    return None if found is None else found[1]
