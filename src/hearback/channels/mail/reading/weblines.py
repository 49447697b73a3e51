"""Puts the words of a page into lines, with the marks that plain mail uses for quotes, lists and rules."""

from __future__ import annotations

import re

RULE = "_" * 32
_SIGNATURE = "-- "
_SHOWN = re.compile(r"(?i)(?:https?|mailto|tel|ftp|xmpp|sips?|matrix):")
_SCHEME = re.compile(r"(?i)\A(?:https?://(?:www\.)?|mailto:|tel:)")
# Deeper nesting is not shown deeper, so that no page makes lines that are longer than itself.
_DEEPEST = 8


class Lines:
    """The lines written so far and the one being written."""

    __slots__ = ("_gap", "_indent", "_lists", "_now", "_prefix", "_quotes", "_written", "is_pre")

    def __init__(self) -> None:
        self.is_pre = False
        self._written: list[str] = []
        self._now: list[str] = []
        self._gap = False
        self._indent = ""
        self._prefix = ""
        self._quotes: list[int] = []
        self._lists: list[int] = []

    def text(self) -> str:
        """Return what was written."""
        self.end()
        return "\n".join(self._written).strip("\n")

    def add(self, words: str) -> None:
        """Add words to the line; a space at its beginning, or a second one, is no word."""
        if self.is_pre and "\n" in words:
            *whole, words = words.split("\n")
            for line in whole:
                self._now.append(line)
                self.line_break()
        elif words.startswith(" ") and not self.is_pre and (not self._now or self._now[-1].endswith(" ")):
            words = words[1:]
        if words:
            self._now.append(words)

    def end(self) -> None:
        """End the line if there is something on it."""
        if self._now:
            self.line_break()

    def line_break(self) -> None:
        """End the line, empty or not."""
        line = "".join(self._now).replace("\xa0", " ")
        self._now.clear()
        self._write(line.rstrip() if self.is_pre else line.strip())
        self._indent = ""

    def gap(self) -> None:
        """End the line, and leave an empty one before the next words."""
        self.end()
        self._gap = True

    def _write(self, line: str) -> None:
        written = self._written
        if line:
            if self._gap and written and written[-1].strip("> "):
                written.append(self._prefix.rstrip())
            self._gap = False
            written.append(self._prefix + self._indent + line)
        elif written and written[-1].strip("> "):
            written.append(self._prefix.rstrip())

    def rule(self) -> None:
        """Draw a line, unless there is one already."""
        self.end()
        if not self._written or not self._written[-1].endswith(RULE):
            self._write(RULE)

    def signature(self) -> None:
        """Write the line that begins a signature, unless it stands there already."""
        self.end()
        last = next((line for line in reversed(self._written[-2:]) if line.strip()), "")
        if last.strip() != _SIGNATURE.strip():
            self._gap = False
            self._written.append(self._prefix + _SIGNATURE)

    def quote(self, change: int) -> None:
        """Begin (1) or end (-1) a level of quoting."""
        self.end()
        depth = max(self._prefix.count(">") + change, 0) if change < 0 or self._depth() < _DEEPEST else _DEEPEST
        self._prefix = "> " * depth
        self._gap = self._gap and not change

    def _depth(self) -> int:
        return len(self._prefix) // 2

    def open_quote(self, *, is_indent: bool) -> None:
        """Begin a quotation, or a stretch that is only moved to the right."""
        change = 0 if is_indent or self._depth() >= _DEEPEST else 1
        self._quotes.append(change)
        self.quote(change)

    def close_quote(self) -> None:
        """End what the last `open_quote` began."""
        self.end()
        if self._quotes:
            self.quote(-self._quotes.pop())

    def open_list(self, first: int) -> None:
        """Begin a list: numbered from `first`, or with dashes for 0."""
        self.end()
        self._lists.append(first)

    def close_list(self) -> None:
        """End the list begun last."""
        self.end()
        if self._lists:
            self._lists.pop()

    def list_entry(self) -> None:
        """Begin an entry of the list."""
        self.end()
        number = self._lists[-1] if self._lists else 0
        indent = "  " * min(max(len(self._lists) - 1, 0), _DEEPEST)
        if number:
            self._lists[-1] += 1
        self._gap = False
        self._indent = indent
        self._now.append(f"{number}. " if number else "- ")

    def mark(self) -> tuple[int, int]:
        """Return the place where the next words will stand."""
        return len(self._written), len(self._now)

    def add_address(self, address: str, mark: tuple[int, int]) -> None:
        """Add where a link leads, unless its words since the mark say so already."""
        if not _SHOWN.match(address):
            return
        written, begin = mark
        words = "".join(self._now[begin:]) if len(self._written) == written else "".join(self._now)
        words = words.strip()
        shown = _SCHEME.sub("", address).rstrip("/")
        if words and shown.lower() not in words.lower():
            self.add(f" <{address}>" if not words.endswith(" ") else f"<{address}>")
