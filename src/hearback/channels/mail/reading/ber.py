"""Walks through ASN.1 values as they are written in DER or BER (X.690), as far as signed mail needs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

SEQUENCE, SET, OBJECT, OCTETS, NUMBER = 0x30, 0x31, 0x06, 0x04, 0x02
_CONSTRUCTED = 0x20
_UNKNOWN_LENGTH = 0x80
_DEEPEST = 8


class NotBer(Exception):
    """What stands there is no value, or not the one that is expected."""


class Value(NamedTuple):
    """One value: its tag, and where it begins, where its inside begins and ends, and where the next one begins."""

    tag: int
    at: int
    begin: int
    end: int
    behind: int


def value_at(der: bytes, at: int, end: int) -> Value:
    """Return the value at this place. Raises NotBer."""
    if at + 2 > end:
        raise NotBer
    length, begin = der[at + 1], at + 2
    if length == _UNKNOWN_LENGTH:
        stop = _end_of_unknown(der, begin, end)
        return Value(der[at], at, begin, stop, stop + 2)
    if length > _UNKNOWN_LENGTH:
        octets = length - _UNKNOWN_LENGTH
        length, begin = int.from_bytes(der[begin : begin + octets], "big"), begin + octets
    if begin + length > end:
        raise NotBer
    return Value(der[at], at, begin, begin + length, begin + length)


def inside(der: bytes, at: int, end: int, tag: int) -> Value:
    """Return the value at this place, which has to have this tag. Raises NotBer."""
    found = value_at(der, at, end)
    if found.tag != tag:
        raise NotBer
    return found


def values(der: bytes, begin: int, end: int) -> Iterator[Value]:
    """Yield the values between two places. Raises NotBer."""
    while begin < end:
        found = value_at(der, begin, end)
        yield found
        begin = found.behind


def octets(der: bytes, begin: int, end: int, *, depth: int = 0) -> bytes:
    """Return the octet strings between two places as one; BER may divide one into more of them. Raises NotBer."""
    pieces: list[bytes] = []
    for found in values(der, begin, end):
        if found.tag == OCTETS | _CONSTRUCTED and depth < _DEEPEST:
            pieces.append(octets(der, found.begin, found.end, depth=depth + 1))
        elif found.tag == OCTETS:
            pieces.append(der[found.begin : found.end])
        else:
            raise NotBer
    return b"".join(pieces)


def _end_of_unknown(der: bytes, at: int, end: int) -> int:
    """Return where two zero octets end a value of unknown length; values within it are passed over one by one."""
    open_values = 1
    while at + 2 <= end:
        if der[at : at + 2] == b"\0\0":
            open_values -= 1
            if not open_values:
                return at
            at += 2
        elif der[at + 1] == _UNKNOWN_LENGTH:
            open_values += 1
            at += 2
        else:
            at = value_at(der, at, end).behind
    raise NotBer
