"""Which domains have signed a mail as it is here (DKIM, RFC 6376), and who sealed its way (ARC, RFC 8617)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import dkim
from dkim.canonicalization import CanonicalizationPolicy

from hearback.channels.mail.proving.names import Names

MOST_SIGNATURES = 8
# A mail can be broken in every way; what the library stumbles over is no signature.
_STUMBLES = (
    dkim.DKIMException,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
_SILENT = logging.getLogger("hearback.channels.mail.dkim")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass(frozen=True, slots=True)
class Seal:
    """A whole and valid chain. sealer: who sealed last. results: what the first of the chain had found, as written."""

    sealer: str
    sealers: tuple[str, ...]
    results: str


def signers_of(raw: bytes, names: Names) -> tuple[str, ...]:
    """Return the domains with a valid signature over the From and the whole body. Raises NamesDown."""
    try:
        signed = dkim.DKIM(raw, logger=_SILENT, minkey=1024)
    except _STUMBLES:
        return ()
    count = sum(name.lower() == b"dkim-signature" for name, _ in signed.headers)
    found = (_signer(signed, place, names) for place in range(min(count, MOST_SIGNATURES)))
    return tuple(dict.fromkeys(filter(None, found)))


def _signer(signed: dkim.DKIM, place: int, names: Names) -> str:
    try:
        if not signed.verify(idx=place, dnsfunc=_text(names)):
            return ""
        tags = signed.signature_fields
        policy = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"simple/simple"))
        covered = int(tags.get(b"l", b"-1"))
        if 0 <= covered < len(policy.canonicalize_body(signed.body)):
            return ""  # anybody can add words below
        return str(tags[b"d"].decode("ascii")).lower()
    except _STUMBLES:
        return ""


def seal_of(raw: bytes, names: Names) -> Seal | None:
    """Return the seal of a mail; None when there is none that holds. Raises NamesDown."""
    try:
        outcome, results, _ = dkim.ARC(raw, logger=_SILENT, minkey=1024).verify(dnsfunc=_text(names))
        if outcome != b"pass":
            return None
        sealers = tuple(one["as-domain"].decode("ascii").lower() for one in results)
        return Seal(sealers[0], sealers, results[-1]["aar-value"].decode("utf-8", "replace"))
    except _STUMBLES:
        return None


def _text(names: Names) -> Callable[..., bytes | None]:
    def text(name: bytes, timeout: float = 0) -> bytes | None:  # noqa: ARG001  # as dkim calls it
        found = names(name.decode("ascii", "replace").rstrip("."), "TXT")
        return b"".join(found[0]) if found else None

    return text
