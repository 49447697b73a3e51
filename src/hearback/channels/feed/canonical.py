"""Rewrites a feed's XML, well-formed or not, as XML that no parser can stumble over or be misused by.

The parser then sees no document type, no entity of the feed's own, no comment, no undeclared prefix and no endless
author; every tag is closed. Whatever comes in, time and size grow with its length only.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.entities import html5
from xml.sax.saxutils import escape, quoteattr

_NAME = r"[A-Za-z_][A-Za-z0-9_.\-]*+(?::[A-Za-z_][A-Za-z0-9_.\-]*+)?+"
_TAG = re.compile(rf"""<(/?)({_NAME})(?=[\s/>])((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_ROUGH_TAG = re.compile(rf"<(/?)({_NAME})(?=[\s/>])([^<>]*+)>")
_ATTRIBUTE = re.compile(rf"""(?<![\w.:\-])({_NAME})\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++)""")
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9A-Fa-f]{1,8})|([0-9]{1,8}))|([A-Za-z][A-Za-z0-9]{0,40}));")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HIDING = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "<!D": ">"}

_DEEPEST = 200
_MOST_TAGS = 50_000
# Long enough for any name, date or address; the parser's patterns for these take quadratic time (feedparser 6.0.14).
_LONGEST_FIELD = 2000
_SHORT = frozenset(
    {
        "author",
        "creator",
        "name",
        "email",
        "managingeditor",
        "webmaster",
        "publisher",
        "owner",
        "uri",
        "url",
        "homepage",
    }
    | {"pubdate", "published", "issued", "date", "updated", "modified", "created", "lastbuilddate", "expirationdate"}
    | {"link", "origlink", "guid", "id", "comments", "category", "subject", "keywords", "valid", "point", "pos"}
)
_ENTRIES = {"item", "entry"}
_FRAMES = {"rss", "rdf", "feed", "channel"}
_KNOWN = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
_RESERVED = {"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"}


def canonical(text: str) -> bytes:
    """Return the XML in UTF-8, as one closed element; a bare declaration when there is no element in it."""
    writer = _Writer()
    position, endless = 0, set[str]()
    while (start := text.find("<", position)) >= 0:
        writer.text(unreferenced(text[position:start]))
        hiding = next((opening for opening in _HIDING if text.startswith(opening, start)), "")
        end = -1 if not hiding or hiding in endless else text.find(_HIDING[hiding], start + len(hiding))
        if end >= 0:
            if hiding == "<![CDATA[":
                writer.text(text[start + len(hiding) : end])
            position = end + len(_HIDING[hiding])
            continue
        if hiding:
            endless.add(hiding)
        tag = _TAG.match(text, start) or _ROUGH_TAG.match(text, start)
        if tag:
            writer.tag(tag)
            position = tag.end()
        else:
            writer.text("" if hiding else "<")
            position = start + max(len(hiding), 1)
    writer.text(unreferenced(text[position:]))
    return writer.closed()


def unreferenced(text: str) -> str:
    """Return text with the references of XML and HTML resolved; what is none stays as it is."""
    return _REFERENCE.sub(_letter, text) if "&" in text else text


def _letter(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return html5.get(f"{name};", found[0])
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet. room: the letters it may still hold; None for as many as there are."""

    name: str
    prefixes: tuple[str, ...]
    room: int | None = None


@dataclass(slots=True)
class _Writer:
    """Writes what it is told, and what is missing to make it well-formed."""

    written: list[str] = field(default_factory=lambda: ['<?xml version="1.0" encoding="utf-8"?>\n'])
    stack: list[_Open] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    prefixes: Counter[str] = field(default_factory=Counter)
    tags: int = 0

    def text(self, words: str) -> None:
        """Write text, as far as there is an element for it and room in it."""
        if not words or not self.stack:
            return
        room = self.stack[-1].room
        if room is not None:
            words = words[:room]
            self.stack[-1].room = room - len(words)
        self.written.append(escape(_NOT_XML.sub("", words)))

    def tag(self, found: re.Match[str]) -> None:
        """Write a tag: a beginning with what it lacks, an end when something is there to be ended."""
        is_closing, name, rest = bool(found[1]), found[2], found[3]
        if is_closing:
            self._close(name.lower())
            return
        self.tags += 1
        if len(self.stack) >= _DEEPEST or self.tags > _MOST_TAGS or name.startswith(("xmlns:", "xml:")):
            return
        local = name.rpartition(":")[2].lower()
        if local in _ENTRIES:
            self._begin_entry()
        attributes = _attributes(rest)
        declared = tuple(key[6:] for key in attributes if key.startswith("xmlns:"))
        used = {key.partition(":")[0] for key in (name, *attributes) if ":" in key} - {"xml", "xmlns", *declared}
        for prefix in sorted(used):
            if not self.prefixes[prefix]:
                attributes[f"xmlns:{prefix}"] = _KNOWN.get(prefix.lower(), f"urn:undeclared:{prefix}")
                declared = (*declared, prefix)
        self.prefixes.update(declared)
        self.names[name.lower()] += 1
        self.stack.append(_Open(name, declared, _LONGEST_FIELD if local in _SHORT else None))
        shown = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.written.append(f"<{name}{shown}>")
        if rest.endswith("/") and len(self.stack) > 1:
            self._end()

    def closed(self) -> bytes:
        """Return all that was written, everything closed."""
        while self.stack:
            self._end()
        return "".join(self.written).encode()

    def _begin_entry(self) -> None:
        """End what is left open before an entry: a title without an end would swallow it."""
        open_names = [one.name.rpartition(":")[2].lower() for one in self.stack]
        frames = [depth for depth, name in enumerate(open_names) if name in _FRAMES]
        if frames and not _ENTRIES.intersection(open_names):
            while len(self.stack) > frames[-1] + 1:
                self._end()

    def _close(self, name: str) -> None:
        """End the innermost element of the name and all in it; the root stays open for what may still come."""
        is_root = self.names[name] == 1 and self.stack[0].name.lower() == name
        if not self.names[name] or is_root:
            return
        while self.stack[-1].name.lower() != name:
            self._end()
        self._end()

    def _end(self) -> None:
        ended = self.stack.pop()
        self.names[ended.name.lower()] -= 1
        self.prefixes.subtract(ended.prefixes)
        self.written.append(f"</{ended.name}>")


def _attributes(rest: str) -> dict[str, str]:
    """Return a tag's attributes, the first of two with one name, without bindings that no parser takes."""
    found: dict[str, str] = {}
    for name, quoted in _ATTRIBUTE.findall(rest):
        value = _NOT_XML.sub("", unreferenced(quoted[1:-1] if quoted[0] in "\"'" else quoted.rstrip("/")))
        if name.startswith("xmlns:") or name == "xmlns":
            value = "".join(value.split())
            if name in {"xmlns:xml", "xmlns:xmlns"} or value in _RESERVED or (not value and name != "xmlns"):
                continue
        elif name.startswith("xmlns"):
            continue
        found.setdefault(name, value)
    return found
