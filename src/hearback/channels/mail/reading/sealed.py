"""Takes the mail out of an S/MIME message that is signed and not encrypted (CMS SignedData, RFC 5652; DER or BER)."""

from __future__ import annotations

_SIGNED = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")  # id-data: what is signed is the mail itself
_SEQUENCE, _OBJECT, _OCTETS, _EXPLICIT = 0x30, 0x06, 0x04, 0xA0
_CONSTRUCTED = 0x20
_DEEPEST = 8


class _Broken(Exception):
    """What stands there is no BER, or not the one expected."""


def signed_content(der: bytes) -> bytes | None:
    """Return what a signed message holds; None when it holds nothing, is encrypted, or is no such message.

    The signature is not looked at: what comes out is only what everybody could read in it.
    """
    try:
        info = _inside(der, 0, len(der), _SEQUENCE)
        kind, at = _value(der, *info, _OBJECT)
        if kind != _SIGNED:
            return None
        signed = _inside(der, *_inside(der, at, info[1], _EXPLICIT), _SEQUENCE)
        at = _past(der, _past(der, *signed), signed[1])  # the version, and which digests are used
        content = _inside(der, at, signed[1], _SEQUENCE)
        kind, at = _value(der, *content, _OBJECT)
        if kind != _DATA or at >= content[1]:
            return None
        return b"".join(_octets(der, *_inside(der, at, content[1], _EXPLICIT), depth=0)) or None
    except _Broken:
        return None


def _head(der: bytes, at: int, end: int) -> tuple[int, int, int, int]:
    """Return tag, where the value begins, where it ends, and where the next one begins."""
    if at + 2 > end:
        raise _Broken
    tag, length, begin = der[at], der[at + 1], at + 2
    if length == 0x80:
        stop = _end_of_indefinite(der, begin, end)
        return tag, begin, stop, stop + 2
    if length > 0x80:
        octets = length - 0x80
        length, begin = int.from_bytes(der[begin : begin + octets], "big"), begin + octets
    if begin + length > end:
        raise _Broken
    return tag, begin, begin + length, begin + length


def _end_of_indefinite(der: bytes, at: int, end: int) -> int:
    """Return where two zero octets end a value of unknown length; values within it are passed over one by one."""
    open_values = 1
    while at + 2 <= end:
        if der[at : at + 2] == b"\0\0":
            open_values -= 1
            if not open_values:
                return at
            at += 2
        elif der[at + 1] == 0x80:
            open_values += 1
            at += 2
        else:
            at = _head(der, at, end)[3]
    raise _Broken


def _inside(der: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Return where the inside of the value at this place begins and ends; it has to have this tag."""
    found, begin, stop, _behind = _head(der, at, end)
    if found != tag:
        raise _Broken
    return begin, stop


def _value(der: bytes, at: int, end: int, tag: int) -> tuple[bytes, int]:
    """Return the value at this place, which has to have this tag, and where the next one begins."""
    found, begin, stop, behind = _head(der, at, end)
    if found != tag:
        raise _Broken
    return der[begin:stop], behind


def _past(der: bytes, at: int, end: int) -> int:
    return _head(der, at, end)[3]


def _octets(der: bytes, at: int, end: int, *, depth: int) -> list[bytes]:
    """Return the pieces of octet strings, which BER may divide into more of them."""
    pieces: list[bytes] = []
    while at < end and depth < _DEEPEST:
        tag, begin, stop, behind = _head(der, at, end)
        if tag == _OCTETS | _CONSTRUCTED:
            pieces += _octets(der, begin, stop, depth=depth + 1)
        elif tag == _OCTETS:
            pieces.append(der[begin:stop])
        else:
            raise _Broken
        at = behind
    return pieces
