"""Reads what an IMAP server says into values; strange words are passed over, never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_LITERAL = re.compile(rb"~?\{(\d+)\+?\}\Z")
_TOKEN = re.compile(rb'[ \t]*(?:([()])|"((?:[^"\\]|\\.)*)"|([^\s()"\[]*(?:\[[^\]]*\][^\s()]*)?))')
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


def literal_bytes(line: bytes) -> int | None:
    """Return how many raw bytes follow this line of an answer; None when none do."""
    found = _LITERAL.search(line)
    return None if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a server said: text and raw bytes in turn, beginning and ending with text."""

    parts: tuple[bytes, ...]

    @property
    def text(self) -> bytes:
        """Return the words before any raw bytes."""
        return self.parts[0]

    @property
    def tag(self) -> bytes:
        """Return the first word: b"*", b"+" or the tag of a command."""
        return self.text.partition(b" ")[0]

    @property
    def words(self) -> bytes:
        """Return what follows the tag."""
        return self.text.partition(b" ")[2]

    @property
    def condition(self) -> bytes:
        """Return the word after the tag, in capitals: OK, NO, BAD, BYE, or the name of a response."""
        return self.words.partition(b" ")[0].upper()

    @property
    def code(self) -> bytes:
        """Return the response code in brackets, in capitals, without its brackets; b"" when there is none."""
        found = re.match(rb"\w+ \[([^\]]*)\]", self.words)
        return b"" if found is None else found[1].upper()

    @property
    def remark(self) -> str:
        """Return what the server says to people."""
        remark = re.sub(rb"^\w+ ?(?:\[[^\]]*\] ?)?", b"", self.words)
        return remark.decode("utf-8", "replace").strip()

    def number_before(self, word: bytes) -> int | None:
        """Return n of "* n WORD ..."; None when this is something else."""
        found = re.match(rb"(\d+) (\w+)", self.words)
        return int(found[1]) if found is not None and found[2].upper() == word else None

    def values(self) -> list[Any]:
        """Return the words after the tag as values: bytes, None for NIL, and lists for what is in parentheses."""
        values: list[Any] = []
        open_lists = [values]
        for position, part in enumerate(self.parts):
            if position % 2:
                open_lists[-1].append(part)
                continue
            text = _LITERAL.sub(b"", part)
            for token in _TOKEN.finditer(text, len(self.tag) + 1 if position == 0 else 0):
                _put(open_lists, token)
        return values

    def pairs(self) -> dict[bytes, Any]:
        """Return the last parenthesised list as name -> value, names in capitals; {} when there is none."""
        lists = [value for value in self.values() if isinstance(value, list)]
        if not lists:
            return {}
        names = lists[-1][::2]
        return {
            name.upper(): value for name, value in zip(names, lists[-1][1::2], strict=False) if isinstance(name, bytes)
        }


def _put(open_lists: list[list[Any]], token: re.Match[bytes]) -> None:
    bracket, quoted, word = token.groups()
    if bracket == b"(":
        inner: list[Any] = []
        open_lists[-1].append(inner)
        open_lists.append(inner)
    elif bracket == b")":
        if len(open_lists) > 1:
            open_lists.pop()
    elif quoted is not None:
        open_lists[-1].append(_ESCAPED.sub(rb"\1", quoted))
    elif word:
        open_lists[-1].append(None if word.upper() == b"NIL" else word)
