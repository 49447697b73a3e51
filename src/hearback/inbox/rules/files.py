"""How much a mail can carry, and what its files are called: plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST_FILES = 50
_WORDS = 200_000  # of a mail are for its words and headers
_HEAD = 1_000  # of a file within a mail
_LINE, _LINE_BYTES = 76, 57  # base64: so many signs, and two for the line's end, hold so many bytes


def weight(size_bytes: int) -> int:
    """Return how many bytes of a mail a file takes."""
    lines = -(-size_bytes // _LINE_BYTES)
    return lines * (_LINE + 2) + _HEAD


def capacity(largest: int) -> int:
    """Return how many bytes of files a mail of so many bytes can carry, as one file."""
    return max((largest - _WORDS - _HEAD) // (_LINE + 2) * _LINE_BYTES, 0)


def is_too_much(sizes: Iterable[int], *, largest: int) -> bool:
    """Say whether files are more than a mail of so many bytes can carry."""
    return sum(map(weight, sizes)) > largest - _WORDS


def free_name(name: str, *, taken: Collection[str]) -> str:
    """Return a name that no other file has, whatever its capitals: "plan (2).pdf"."""
    used = {one.casefold() for one in taken}
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    number, free = 1, name
    while free.casefold() in used:
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    return free
