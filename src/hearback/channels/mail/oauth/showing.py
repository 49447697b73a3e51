"""Shows a token to a mail server: XOAUTH2 as Google and Microsoft speak it, OAUTHBEARER (RFC 7628) elsewhere."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from hearback.channels.contract import ChannelError
from hearback.channels.mail.oauth.keys import token

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Denied:
    """A server did not let us in. words: what it said; challenge: what it said before that, still in base64."""

    words: str
    is_for_now: bool = False
    challenge: bytes = b""


# Mechanism, first response, and what to say to an error before the server's final no.
Present = Callable[[bytes, bytes, bytes], Denied | None]


def let_in(ways: Iterable[str], *, grant: str, user: str, server: str, present: Present) -> None:
    """Be let in by a token; one that is refused is exchanged for a fresh one, once. Raises ChannelError.

    ways: SASL mechanisms that the server offers. present: shows a token and returns what the server says against it.
    """
    mechanism = next((one for one in ("XOAUTH2", "OAUTHBEARER") if one in set(ways)), "")
    if not mechanism:
        raise ChannelError(f"{server} lets nobody in who is signed in elsewhere; it wants a password.", lasting=True)
    shown = token(grant)
    denied = _present(present, mechanism, user, shown)
    if denied is not None and not denied.is_for_now:
        denied = _present(present, mechanism, user, token(grant, refused=shown))
    if denied is not None:
        raise _about(denied, user)


def _present(present: Present, mechanism: str, user: str, shown: str) -> Denied | None:
    if mechanism == "XOAUTH2":
        return present(b"XOAUTH2", b64encode(f"user={user}\1auth=Bearer {shown}\1\1".encode()), b"")
    # The name stands in a field where commas and equals signs are written otherwise (RFC 5801).
    name = user.replace("=", "=3D").replace(",", "=2C")
    return present(b"OAUTHBEARER", b64encode(f"n,a={name},\1auth=Bearer {shown}\1\1".encode()), b"AQ==")


def _about(denied: Denied, user: str) -> ChannelError:
    if denied.is_for_now:
        return ChannelError(f"The mail server lets nobody in just now: {denied.words}", lasting=False)
    status = _status(denied.challenge)
    said = " ".join(filter(None, (denied.words, f"(status {status})" if status else "")))
    sentence = f"The mail server does not let {user or 'us'} in with this sign-in: sign in again, as this mailbox."
    return ChannelError(f'{sentence} It said: "{said[:_LONGEST]}"' if said else sentence, lasting=True)


def _status(challenge: bytes) -> str:
    """Return the status that an error challenge names: base64 of JSON; "" when it is something else."""
    with suppress(ValueError, NotBase64, UnicodeError, RecursionError):
        told = json.loads(b64decode(challenge))
        if isinstance(told, dict):
            return " ".join(str(told.get("status", "")).split())[:40]
    return ""
