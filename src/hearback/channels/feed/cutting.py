"""Cuts a feed's document into its entries without touching a byte of them.

What stands before the first entry and behind the last is put around each, so that every entry is a feed of one.
The scanner wants no well-formed XML: it knows what hides a tag (comments, CDATA) and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hearback.channels.feed.document import Document
from hearback.channels.feed.jsonfeed import is_json_feed, json_spans

# Every entry carries the frame, so a long frame around many entries would make us store far more than a site sent.
_LONGEST_FRAME = 65_536
_MOST_FRAMES = 64_000_000
_LONGEST_ROOT = 8_192

_PROLOG = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.\-]*+:)?(rss|rdf|feed|channel|entry)(?=[\s/>])", re.ASCII | re.IGNORECASE)
# Sites put warnings of their programs before a feed, or the frame of a page around it.
_BURIED_ROOT = re.compile(
    r"<([A-Za-z_][\w.\-]*+:)?(rss|rdf|feed)(?=\s[^<>]{0,1000}?(?:xmlns|version)\b)", re.ASCII | re.IGNORECASE
)
_DEEPEST_ROOT = 4096
_MARK = re.compile(
    r"<!--|<!\[CDATA\[|<\?|<(/?)([A-Za-z_][\w.\-]*+:)?(?:item|entry)(?=[\s/>])", re.ASCII | re.IGNORECASE
)
_HIDING = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_TAG_END = re.compile(r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""")
_ROUGH_TAG_END = re.compile(r"[^<>]*+>")
_FEED_END = re.compile(r"</(?:[A-Za-z_][\w.\-]*+:)?(?:channel|rss|rdf|feed)\s*+>", re.ASCII | re.IGNORECASE)
_CHANNEL = re.compile(r"<(/?)((?:[A-Za-z_][\w.\-]*+:)?channel)(?=[\s>])", re.ASCII | re.IGNORECASE)
_DECLARATION = re.compile(r"\s*+<\?xml[^<>]{0,200}\?>")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed in pieces: each entry's own bytes, and what stands around them all."""

    head: bytes
    entries: tuple[bytes, ...]
    tail: bytes


@dataclass(frozen=True, slots=True)
class _Mark:
    """A tag of an entry, by its letters; a whole empty entry is both opening and closing."""

    start: int
    end: int
    is_opening: bool
    is_closing: bool
    prefix: str


def is_feed(document: Document) -> bool:
    """Say whether the document is a feed, as far as its beginning tells."""
    return is_json_feed(document.text) if document.is_json else root_of(document.text) is not None


def cut(document: Document) -> Cut | None:
    """Return the pieces of a feed; None when the document is no feed.

    A feed in which no entry is found although it has some is one piece: itself.
    """
    view = _View(document)
    spans = json_spans(view.text) if document.is_json else _xml_spans(view.text)
    if spans is None:
        return None
    if not spans:
        return Cut(b"", (), b"")
    text = view.text
    entries = tuple(view.bytes(text[start:end]) for start, end in spans)
    head, tail = text[: spans[0][0]], text[spans[-1][1] :]
    frame = len(head) + len(tail)
    if frame > _LONGEST_FRAME or frame * len(entries) > max(_MOST_FRAMES, len(text)):
        head, tail = ('{"version": "https://jsonfeed.org/version/1.1", "items": [', "]}")
        if not document.is_json:
            head, tail = _short_frame(text[: spans[0][0]])
    return Cut(view.bytes(head), entries, view.bytes(tail))


class _View:
    """A document as text whose every stretch can be given back as the bytes it was."""

    def __init__(self, document: Document) -> None:
        self._encoding = document.wide_encoding or ("utf-8" if document.is_json else "latin-1")
        self._errors = "surrogateescape" if self._encoding == "utf-8" else "surrogatepass"
        try:
            self.text = document.body.decode(self._encoding, self._errors)
        except (UnicodeDecodeError, LookupError):
            self._errors = "replace"
            self.text = document.body.decode(self._encoding, self._errors)

    def bytes(self, text: str) -> bytes:
        """Return the bytes of a stretch of the text."""
        return text.encode(self._encoding, self._errors)


def root_of(text: str) -> re.Match[str] | None:
    """Return the first tag of a feed; None when the document begins with something else."""
    position = 0
    while (position := text.find("<", position)) >= 0:
        if root := _ROOT.match(text, position):
            return root
        if prolog := _PROLOG.match(text, position):
            position = prolog.end()
            continue
        return _BURIED_ROOT.search(text, position, position + _DEEPEST_ROOT)
    return None


def _xml_spans(text: str) -> list[Span] | None:
    root = root_of(text)
    if root is None:
        return None
    prefix, name = (root[1] or "").lower(), root[2].lower()
    marks = list(_marks(text, root.start()))
    own = [mark for mark in marks if _is_own(mark.prefix, root=prefix, is_rdf=name == "rdf")]
    if marks and not own:
        return [(0, len(text))]
    nested = _balanced(own)
    return _flat(own, text) if nested is None else nested


def _is_own(prefix: str, *, root: str, is_rdf: bool) -> bool:
    """Say whether an entry's tag with this prefix belongs to the feed, rather than to something inside an entry."""
    return not prefix or (prefix != root if is_rdf else prefix == root)


def _marks(text: str, position: int) -> Iterator[_Mark]:
    """Yield the tags of entries that are not hidden in a comment or in CDATA."""
    endless: set[str] = set()
    while found := _MARK.search(text, position):
        position = found.end()
        if hiding := _HIDING.get(found[0].upper()):
            end = -1 if hiding in endless else text.find(hiding, position)
            if end >= 0:
                position = end + len(hiding)
            else:
                endless.add(hiding)
            continue
        tag = _TAG_END.match(text, position) or _ROUGH_TAG_END.match(text, position)
        if tag:
            position = tag.end()
            is_empty = text[position - 2] == "/"
            prefix = (found[2] or "").lower()
            yield _Mark(found.start(), position, not found[1], bool(found[1]) or is_empty, prefix)


def _balanced(marks: list[_Mark]) -> list[Span] | None:
    """Return the outermost entries when each beginning has its end; None otherwise."""
    spans: list[Span] = []
    depth = start = 0
    for mark in marks:
        if mark.is_opening:
            start = start if depth else mark.start
            depth += 1
        if mark.is_closing:
            depth -= 1
            if depth < 0:
                return None
            if not depth:
                spans.append((start, mark.end))
    return None if depth else spans


def _flat(marks: list[_Mark], text: str) -> list[Span]:
    """Return the entries where ends are missing: each goes to its end, the next beginning, or the feed's end."""
    spans: list[Span] = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if not mark.is_opening:
            continue
        if mark.is_closing:
            end = mark.end
        elif following is None:
            closing = _FEED_END.search(text, mark.end)
            end = closing.start() if closing else len(text)
        else:
            end = following.start if following.is_opening else following.end
        spans.append((mark.start, end))
    return spans


def _short_frame(head: str) -> tuple[str, str]:
    """Return the least that must stand before an entry, and behind it: the declaration, and what is still open."""
    declaration = _DECLARATION.match(head)
    root = root_of(head)
    if root is None:
        return "", ""
    kept, closing = [declaration[0] if declaration else "", _whole_tag(head, root)], f"</{root[0][1:]}>"
    channels = list(_CHANNEL.finditer(head, root.end()))
    if channels and not channels[-1][1]:
        kept.append(f"<{channels[-1][2]}>")
        closing = f"</{channels[-1][2]}>{closing}"
    return "".join(kept), closing


def _whole_tag(text: str, begin: re.Match[str]) -> str:
    end = _TAG_END.match(text, begin.end())
    return text[begin.start() : end.end()] if end and end.end() - begin.start() < _LONGEST_ROOT else f"{begin[0]}>"
