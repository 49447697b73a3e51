"""Writes text for mail programs of any width (RFC 3676, format=flowed), with a quoted tail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 72
_SIGNATURE_MARK = "-- "
_QUOTE_MARKS = re.compile(r"(?:> ?)*")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def tidy(text: str) -> str:
    """Return the text with plain line ends, without empty lines around it and without what no mail may carry."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)).strip("\n")


def quote_depth(line: str) -> tuple[int, str]:
    """Return how many quote marks stand before a line, and the line without them."""
    marks = _QUOTE_MARKS.match(line)
    assert marks is not None, "the pattern also matches nothing"
    return marks[0].count(">"), line[marks.end() :]


def flowed(text: str, *, attribution: str, quoted: str) -> str:
    """Return the plain part of a tidy text: below it what is answered, each line marked with ">"; "" for no tail."""
    lines = [piece for line in text.split("\n") for piece in _pieces(line, deeper=0)]
    if quoted:
        lines += ["", *_pieces(attribution, deeper=0)]
        lines += [piece for line in quoted.split("\n") for piece in _pieces(line, deeper=1)]
    return "\n".join(lines) + "\n"


def _pieces(line: str, *, deeper: int) -> Iterator[str]:
    """Yield one line in pieces; each but the last ends with a space, which means: it goes on."""
    depth, rest = quote_depth(line)
    depth += deeper
    if rest != _SIGNATURE_MARK:
        rest = rest.rstrip()
    marks = ">" * depth
    while True:
        end = _break(rest, _WIDTH - depth)
        piece, rest = rest[:end], rest[end:]
        is_stuffed = bool(piece) if depth else piece.startswith((" ", ">"))
        yield f"{marks}{' ' * is_stuffed}{piece}"
        if not rest:
            return


def _break(text: str, width: int) -> int:
    """Return where to end a line: after the last space within the width, else after the next one, else at the end."""
    if len(text) <= width:
        return len(text)
    return text.rfind(" ", 0, width) + 1 or text.find(" ", width) + 1 or len(text)
