"""Joins the lines that a format=flowed mail (RFC 3676) cut only for its way."""

from __future__ import annotations

import re

_SIGNATURE = "-- "
_DEPTH = re.compile(r">*")


def unflowed(text: str, *, loses_space: bool) -> str:
    """Return the text with soft line ends joined, quote marks kept in front of each whole line."""
    if " \n" not in text:
        return text
    paragraphs: list[str] = []
    open_lines: list[str] = []
    open_depth = 0
    for line in text.split("\n"):
        depth = _depth(line)
        words = line[depth:]
        words = words.removeprefix(" ")
        if open_lines and (depth != open_depth or words == _SIGNATURE):
            paragraphs.append(_whole(open_lines, open_depth))
            open_lines = []
        open_depth = depth
        if words.endswith(" ") and words != _SIGNATURE:
            open_lines.append(words[:-1] if loses_space else words)
            continue
        open_lines.append(words)
        paragraphs.append(_whole(open_lines, depth))
        open_lines = []
    if open_lines:
        paragraphs.append(_whole(open_lines, open_depth))
    return "\n".join(paragraphs)


def _depth(line: str) -> int:
    if not line.startswith(">"):
        return 0
    marks = _DEPTH.match(line)
    return marks.end() if marks else 0


def _whole(lines: list[str], depth: int) -> str:
    words = "".join(lines)
    if words != _SIGNATURE:
        words = words.rstrip(" ")
    return f"{'>' * depth} {words}" if depth else words
