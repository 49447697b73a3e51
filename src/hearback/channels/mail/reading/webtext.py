"""Makes readable text from a mail's HTML, so that a mail without a plain part can be read, divided and searched.

More than the text of any page: the boxes in which mail programs put quotes and signatures become the marks
of plain mail, and what nobody sees is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from hearback.channels.mail.reading.weblines import Lines
from hearback.channels.markup import Tag, pieces, unescaped

_SPACES = re.compile(r"[ \t\n\r\f]+")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++))", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++))", re.IGNORECASE)
_START = re.compile(r"\bstart\s*=\s*[\"']?(\d{1,6})", re.IGNORECASE)
# What mail programs name the boxes in which they put the mail answered, the signature, and what nobody sees.
_MARK = re.compile(
    r"""(?P<quote>yahoo_quoted|moz-cite-prefix|helpscout_quote|freshdesk_quote)
    |(?P<signature>\bgmail_signature(?!_)|moz-signature|ms-outlook-mobile-signature|applemailsignature
        |\bid\s*=\s*["']?(?:x_)?signature\b|messagesignaturesection|protonmail_signature_block(?!-)|bloop_sign_)
    |(?P<answered>divrplyfwdmsg|appendonsend|mail-editor-reference-message-container|olk_src_body_section
        |ms-outlook-mobile-reference-message)
    |(?P<hidden>display\s*:\s*none|mso-hide\s*:\s*all)""",
    re.VERBOSE | re.IGNORECASE,
)
_INDENT_ONLY = re.compile(r"border(?:-left)?\s*:\s*(?:none|0(?:px)?)\b(?!-)|webkit-indent-blockquote", re.IGNORECASE)
_CITED = re.compile(r"\bcite\b|gmail_quote|border-left", re.IGNORECASE)

_BLOCKS = frozenset([
    "address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "html", "main", "nav", "section", "summary", "table", "tbody",
    "tfoot", "thead", "tr",
])  # fmt: skip
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "dl"])
_SOUGHT = frozenset(["div", "span", "p", "td", "table", "tr", "section", "font", "a", "body"])


def text_of(markup: str) -> str:
    """Return the words in the HTML: a line for each block, "> " before quoted ones, links with their address."""
    page = _Page()
    for piece in pieces(markup):
        if isinstance(piece, str):
            page.words(piece)
        elif piece.is_closing:
            page.close(piece.name)
        else:
            page.open(piece)
    return page.lines.text()


class _Page:
    """One pass over the page."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.boxes: list[tuple[str, int]] = []  # quoted boxes that are open: tag, how deep in tags of its name
        self.hidden: tuple[str, int] | None = None
        self.is_tight = False  # Outlook's paragraphs have no space between them
        self.link: tuple[str, tuple[int, int]] | None = None
        self.opens: dict[str, Callable[[str], None]] = {
            "a": self.open_link, "blockquote": self.open_quote, "br": self.line_break, "hr": self.rule,
            "img": self.picture, "li": self.list_entry, "ol": self.open_ordered, "ul": self.open_list,
            "pre": self.open_pre, "td": self.cell, "th": self.cell,
        }  # fmt: skip
        self.closes: dict[str, Callable[[], None]] = {
            "a": self.close_link, "blockquote": self.close_quote, "li": self.lines.end, "ol": self.close_list,
            "ul": self.close_list, "pre": self.close_pre,
        }  # fmt: skip

    def words(self, written: str) -> None:
        """Take a stretch of text."""
        if not self.hidden:
            self.lines.add(written if self.lines.is_pre else _SPACES.sub(" ", written))

    def open(self, tag: Tag) -> None:
        """Begin an element."""
        name, attributes = tag.name, tag.rest
        if self.hidden:
            if name == self.hidden[0]:
                self.hidden = (name, self.hidden[1] + 1)
            return
        if self.boxes and name == self.boxes[-1][0]:
            self.boxes[-1] = (name, self.boxes[-1][1] + 1)
        if name in _SPACED:
            self.is_tight = "MsoNormal" in attributes
        self.block_edge(name)
        opening = self.opens.get(name)
        if opening:
            opening(attributes)
        if attributes and name in _SOUGHT and (mark := _MARK.search(attributes)):
            self.marked(name, mark.lastgroup or "")

    def close(self, tag: str) -> None:
        """End an element."""
        if self.hidden:
            depth = self.hidden[1] - (tag == self.hidden[0])
            self.hidden = (self.hidden[0], depth) if depth else None
            return
        closing = self.closes.get(tag)
        if closing:
            closing()
        self.block_edge(tag)
        if self.boxes and tag == self.boxes[-1][0]:
            depth = self.boxes[-1][1] - 1
            self.boxes[-1] = (tag, depth)
            if not depth:
                self.boxes.pop()
                self.lines.quote(-1)

    def block_edge(self, tag: str) -> None:
        """End the line where a block begins or ends, with space around paragraphs and headings."""
        if tag in _SPACED and not self.is_tight:
            self.lines.gap()
        elif tag in _BLOCKS or tag in _SPACED:
            self.lines.end()

    def marked(self, tag: str, mark: str) -> None:
        """Take what a mail program says about this element."""
        if mark == "hidden":
            self.hidden = (tag, 1)
        elif mark == "quote":
            self.lines.quote(1)
            self.boxes.append((tag, 1))
        elif mark == "signature":
            self.lines.signature()
        else:
            self.lines.rule()

    def open_link(self, attributes: str) -> None:
        self.close_link()
        found = _HREF.search(attributes)
        if found:
            self.link = (unescaped(found[1] or found[2] or found[3] or "").strip()[:2000], self.lines.mark())

    def close_link(self) -> None:
        if self.link:
            address, mark = self.link
            self.lines.add_address(address, mark)
            self.link = None

    def open_quote(self, attributes: str) -> None:
        is_indent = bool(_INDENT_ONLY.search(attributes)) and not _CITED.search(attributes)
        self.lines.open_quote(is_indent=is_indent)

    def close_quote(self) -> None:
        self.lines.close_quote()

    def line_break(self, attributes: str) -> None:
        del attributes
        self.lines.line_break()

    def rule(self, attributes: str) -> None:
        del attributes
        self.lines.rule()

    def picture(self, attributes: str) -> None:
        found = _ALT.search(attributes)
        words = unescaped(found[1] or found[2] or found[3] or "") if found else ""
        if words:
            self.words(words)

    def open_list(self, attributes: str) -> None:
        del attributes
        self.lines.open_list(0)

    def open_ordered(self, attributes: str) -> None:
        start = _START.search(attributes)
        self.lines.open_list(int(start[1]) if start else 1)

    def close_list(self) -> None:
        self.lines.close_list()

    def list_entry(self, attributes: str) -> None:
        del attributes
        self.lines.list_entry()

    def open_pre(self, attributes: str) -> None:
        del attributes
        self.lines.end()
        self.lines.is_pre = True

    def close_pre(self) -> None:
        self.lines.end()
        self.lines.is_pre = False

    def cell(self, attributes: str) -> None:
        del attributes
        self.lines.add(" ")
