"""Takes the mail out of an S/MIME message that is signed and not encrypted (CMS SignedData, RFC 5652; DER or BER)."""

from __future__ import annotations

from hearback.channels.mail.reading.ber import OBJECT, SEQUENCE, NotBer, Value, inside, octets, value_at

_SIGNED = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")  # what is signed is the mail itself
_EXPLICIT = 0xA0


def signed_content(der: bytes) -> bytes | None:
    """Return what a signed message holds; None when it holds nothing, is encrypted, or is no such message.

    The signature is not looked at: what comes out is only what everybody could read in it.
    """
    try:
        signed = signed_data(der)
        at = value_at(der, value_at(der, signed.begin, signed.end).behind, signed.end).behind
        content = inside(der, at, signed.end, SEQUENCE)
        kind = inside(der, content.begin, content.end, OBJECT)
        if der[kind.begin : kind.end] != _DATA or kind.behind >= content.end:
            return None
        wrapped = inside(der, kind.behind, content.end, _EXPLICIT)
        return octets(der, wrapped.begin, wrapped.end) or None
    except NotBer:
        return None


def signed_data(der: bytes) -> Value:
    """Return the SignedData of a message: version, digests, content, certificates, signers. Raises NotBer."""
    info = inside(der, 0, len(der), SEQUENCE)
    kind = inside(der, info.begin, info.end, OBJECT)
    if der[kind.begin : kind.end] != _SIGNED:
        raise NotBer
    wrapped = inside(der, kind.behind, info.end, _EXPLICIT)
    return inside(der, wrapped.begin, wrapped.end, SEQUENCE)
