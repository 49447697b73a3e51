"""Makes plain text of HTML found in the wild: paragraphs, lists, quotes, and links that keep their address."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from hearback.channels.markup import Tag, clean, joined, pieces

_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "hr"})
_BLOCKS = frozenset(
    {"div", "section", "article", "header", "footer", "aside", "main", "nav", "address", "form", "fieldset", "center"}
) | {"tr", "li", "dt", "dd", "figure", "figcaption", "caption", "details", "summary", "option", "body", "title"}
# Deeper nesting is not shown deeper, so that no page makes lines that are longer than itself.
_DEEPEST = 8
_LONGEST_ADDRESS = 500
_CELL_END = " | "


def text_of(markup: str, *, base: str = "") -> str:
    """Return the words of HTML: a line for each block, "> " before quoted ones, `words <address>` for links.

    base: where relative links lead from; without it they keep no address.
    """
    return "\n".join("> " * depth + line if line else (">" * depth) for depth, line in lines_of(markup, base=base))


def lines_of(markup: str, *, base: str = "") -> list[tuple[int, str]]:
    """Return the lines of the words of HTML, each with how deep in quotes it stands."""
    page = _Page(base)
    for piece in pieces(markup):
        if isinstance(piece, str):
            page.words(piece)
        else:
            page.tag(piece)
    return page.lines()


class _Page:
    """The lines of a page while it is read from its first letter to its last."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._breaks = 0  # 1: the next words begin a line; 2: and leave one empty before it
        self._space = False
        self._lead = ""
        self._pre = 0
        self._quotes = 0
        self._lists: list[int] = []
        self._address = ""
        self._linked: list[str] = []
        self._special: dict[str, Callable[[Tag], None]] = {
            "br": self._line_break,
            "li": self._entry,
            "ul": self._list,
            "ol": self._list,
            "blockquote": self._quote,
            "pre": self._preformatted,
            "a": self._link,
            "img": self._picture,
            "iframe": self._frame,
            "td": self._cell,
            "th": self._cell,
        }

    def lines(self) -> list[tuple[int, str]]:
        """Return the lines read so far."""
        self._end_line()
        while self._lines and not self._lines[-1][1]:
            self._lines.pop()
        return self._lines

    def tag(self, tag: Tag) -> None:
        """Take a tag."""
        if tag.name in _SPACED:
            is_inner_list = tag.name in {"ul", "ol"} and len(self._lists) > tag.is_closing
            self._break(1 if is_inner_list else 2)
        elif tag.name in _BLOCKS:
            self._break(1)
        if special := self._special.get(tag.name):
            special(tag)

    def words(self, text: str) -> None:
        """Take a stretch of text."""
        if self._pre:
            first, *more = text.split("\n")
            self._write(first)
            self._linked.append(text)
            for line in more:
                self._end_line(keep_empty=True)
                self._write(line)
            return
        found = text.split()
        if not found:
            self._space = self._space or bool(text)
            return
        self._space = self._space or text[0].isspace()
        self._write(" ".join(found))
        self._space = text[-1].isspace()
        if self._address:
            self._linked.extend(found)

    def _write(self, words: str) -> None:
        if not words:
            return
        if self._breaks:
            self._end_line()
            if self._breaks > 1 and self._lines and self._lines[-1][1]:
                self._lines.append((min(self._quotes, self._lines[-1][0]), ""))
            self._breaks = 0
        if self._line and (self._space or (self._line[-1][-1:] == ">" and words[0].isalnum())):
            self._line.append(" ")
        elif self._lead:
            self._line.append(self._lead)
        self._lead, self._space = "", False
        self._line.append(words)

    def _end_line(self, *, keep_empty: bool = False) -> None:
        if self._line[-1:] == [_CELL_END]:
            self._line.pop()
        line = clean("".join(self._line)).replace("\xa0", " ").rstrip()
        if line or (keep_empty and self._lines and self._lines[-1][1]):
            self._lines.append((self._quotes, line))
        self._line.clear()
        self._space = False

    def _break(self, lines: int) -> None:
        if self._line and lines:
            self._end_line()
        if not self._lead:
            self._breaks = max(self._breaks, lines)

    def _line_break(self, tag: Tag) -> None:
        if not tag.is_closing:
            self._breaks = 1 if self._line else 2
            self._end_line()

    def _list(self, tag: Tag) -> None:
        if not tag.is_closing:
            self._lists.append(1 if tag.name == "ol" else 0)
        elif self._lists:
            self._lists.pop()

    def _entry(self, tag: Tag) -> None:
        if tag.is_closing:
            self._lead = ""
            return
        number = self._lists[-1] if self._lists else 0
        indent = "  " * min(len(self._lists) - 1, _DEEPEST)
        self._lead = f"{indent}{number}. " if number else f"{indent}- "
        if number:
            self._lists[-1] += 1

    def _quote(self, tag: Tag) -> None:
        self._quotes = max(self._quotes - 1, 0) if tag.is_closing else min(self._quotes + 1, _DEEPEST)

    def _preformatted(self, tag: Tag) -> None:
        self._pre = max(self._pre - 1, 0) if tag.is_closing else self._pre + 1

    def _link(self, tag: Tag) -> None:
        """End a link, if one is open, and begin another."""
        if self._address and self._linked and not _says(" ".join(self._linked), self._address):
            self._space = True
            address, self._address = self._address, ""
            self._write(f"<{address}>")
        self._linked.clear()
        self._address = "" if tag.is_closing else self._whole(tag.attributes().get("href", ""))

    def _picture(self, tag: Tag) -> None:
        """Take what a picture shows; that it leads somewhere is not worth an address."""
        if alt := " ".join(tag.attributes().get("alt", "").split()):
            self._space = True
            self._write(alt)
            self._space = True

    def _frame(self, tag: Tag) -> None:
        if not tag.is_closing and (address := self._whole(tag.attributes().get("src", ""))):
            self._break(1)
            self._write(f"<{address}>")
            self._break(1)

    def _cell(self, tag: Tag) -> None:
        if self._line and self._line[-1] != _CELL_END and not tag.is_closing:
            self._space = False
            self._line.append(_CELL_END)

    def _whole(self, written: str) -> str:
        """Return an address that a reader can follow; "" for one that leads nowhere from here."""
        address = joined(self._base, "".join(written.split())) if written and written[0] != "#" else ""
        try:
            scheme = urlsplit(address).scheme
        except ValueError:
            return ""
        return address if scheme in {"http", "https", "mailto"} and len(address) <= _LONGEST_ADDRESS else ""


def _says(words: str, address: str) -> bool:
    """Say whether the words of a link show its address already."""
    shown = re.sub(r"^(?:https?://(?:www\.)?|mailto:)", "", address).rstrip("/").lower()
    return shown in words.lower()
