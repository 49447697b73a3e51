"""Cuts files out of a text into which an old program wrote them (uuencode), and leaves what only looks so."""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

_BEGIN = re.compile(r"^begin [0-7]{3,4}[ \t]++(\S[^\n]{0,254})\n", re.MULTILINE)
_MOST = 200


class File(NamedTuple):
    """A file that stood in a text."""

    name: str
    content: bytes


def cut(text: str) -> tuple[str, list[File]]:
    """Return the text without the files in it, and the files; a missing end costs nothing but itself."""
    kept: list[str] = []
    files: list[File] = []
    at = 0
    while len(files) < _MOST and (begin := _BEGIN.search(text, at)):
        content, end = _content(text, begin.end())
        if content is None:
            kept.append(text[at : begin.end()])
        else:
            kept.append(text[at : begin.start()])
            files.append(File(begin[1].strip(), content))
        at = end
    kept.append(text[at:])
    return "".join(kept), files


def _content(text: str, start: int) -> tuple[bytes | None, int]:
    """Return what the lines from here stand for, and where they end; None when the first one stands for nothing."""
    pieces: list[bytes] = []
    at = start
    while at < len(text):
        line_end = text.find("\n", at)
        line_end = line_end if line_end >= 0 else len(text)
        line = text[at:line_end].rstrip("\r")
        if line.strip() in {"end", "`", ""}:
            at = min(line_end + 1, len(text))
            if line.strip() == "end":
                break
            continue
        piece = _line(line)
        if piece is None:
            break
        pieces.append(piece)
        at = min(line_end + 1, len(text))
    return (b"".join(pieces), at) if pieces else (None, start)


def _line(line: str) -> bytes | None:
    """Return the bytes of one line; None when it is no such line."""
    length = (ord(line[0]) - 32) & 63
    if not line.isascii() or not 0 <= len(line) - 1 - (length + 2) // 3 * 4 <= 2:
        line = line.ljust(1 + (length + 2) // 3 * 4)
        if not line.isascii() or len(line) - 1 != (length + 2) // 3 * 4:
            return None
    try:
        return binascii.a2b_uu(line[: 1 + (length + 2) // 3 * 4])
    except binascii.Error:
        return None
