"""Under which name an answer leaves, and what stands below it: patterns filled with plain values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAME = "{name}"
PLACES = ("name", "email", "address", "source", "signature")
_PLACE = re.compile(r"\{(\w*)\}")
_MARK = re.compile(r"\A\s*--[ \t]*(?:\n|\Z)")
_EMPTY_LINES = re.compile(r"\n{3,}")


def unknown_places(pattern: str) -> list[str]:
    """Return the placeholders of a pattern that nothing is known for, as they stand in it."""
    return [found[0] for found in _PLACE.finditer(pattern) if found[1] not in PLACES]


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """Return a pattern with what is known in its places; a line that only held places that are empty goes."""
    lines = []
    for line in pattern.replace("\r\n", "\n").split("\n"):
        made = _PLACE.sub(lambda found: values.get(found[1], found[0]), line).rstrip()
        if made.strip() or not line.strip():
            lines.append(made)
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def signed(text: str, signature: str) -> str:
    """Return a text with a signature below it, after the line that mail programs know one by."""
    text, signature = text.replace("\r\n", "\n").rstrip(), unmarked(signature)
    return f"{text}\n\n-- \n{signature}" if signature else text


def unmarked(signature: str) -> str:
    """Return a signature without the line "-- " that somebody typed above it, and without empty lines around it."""
    return _MARK.sub("", signature.replace("\r\n", "\n")).strip("\n ")


def one_line(parts: Sequence[str]) -> str:
    """Return a name on one line."""
    return " ".join(" ".join(parts).split())
