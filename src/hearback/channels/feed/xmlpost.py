"""Reads a post of an RSS or Atom feed, through feedparser, from XML that was made harmless first."""

from __future__ import annotations

import io
import re
from calendar import timegm
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat  # what it parses was rewritten by canonical(): no document type, no entities

import feedparser

from hearback.channels.contract import Unreadable
from hearback.channels.feed.canonical import canonical
from hearback.channels.feed.names import Author, Site, author_in, web_address
from hearback.channels.feed.post import Post, is_plausible
from hearback.channels.plaintext import text_of

_MARKUP_TYPES = {"text/html", "application/xhtml+xml"}
_VOID_END = re.compile(r"</(?:area|br|col|embed|hr|img|input|source|track|wbr)\s*+>", re.IGNORECASE)
_DATES = ("published_parsed", "updated_parsed", "created_parsed")
_NAMED = {"content-type": "application/xml; charset=utf-8"}
# What a parser trips over when a feed nests what nobody nests.
_STUMBLES = (AttributeError, LookupError, TypeError, ValueError, OverflowError, RecursionError)


def xml_post(text: str, *, address: str) -> Post:
    """Return the first post in a feed's XML. address: of the feed. Raises Unreadable."""
    parsed = _parsed(text)
    entries, feed = _has(parsed, "entries"), _has(parsed, "feed")
    if not entries:
        raise Unreadable("There is no post in it.")
    entry = entries[0]
    # A feed made of other feeds says of each post where it is from.
    source = _has(entry, "source") or {}
    place, origin = _site(feed, address=address), _site(source, address=address)
    where = replace(place, link=origin.link or place.link, title=origin.title or place.title)
    kind, base, body = _body(entry)
    return Post(
        site=where,
        author=_author(entry) or _author(source) or _author(feed),
        identifier=_said(entry, "id"),
        link=_said(entry, "feedburner_origlink"),
        more_links=(_said(entry, "link"), _link(entry, "alternate")),
        title=_title(entry),
        body=body,
        is_markup=kind in _MARKUP_TYPES,
        base=base,
        said_at=_said_at(entry),
        parent=_parent(entry),
    )


def xml_site(text: str, *, address: str) -> Site:
    """Return what a feed's XML says about itself. address: of the feed. Raises Unreadable."""
    return _site(_has(_parsed(text), "feed"), address=address)


def _site(values: Any, *, address: str) -> Site:
    return Site(
        address=address or _link(values, "self"),
        link=web_address(address, _said(values, "link"), _link(values, "alternate")),
        title=_title(values),
    )


def _parsed(text: str) -> Any:
    document = canonical(text)
    try:
        # feedparser would try again with a parser whose patterns take quadratic time.
        expat.ParserCreate("utf-8", " ").Parse(document, True)
        return feedparser.parse(
            io.BytesIO(document), response_headers=_NAMED, resolve_relative_uris=False, sanitize_html=False
        )
    except expat.ExpatError as error:
        raise Unreadable("It is not written in XML that can be read.") from error
    except _STUMBLES as error:
        raise Unreadable("It nests its parts in a way that no reader expects.") from error


def _has(values: Any, name: str) -> Any:
    # The parser's dictionaries look for other names too, with warnings; this asks for the very one.
    return dict.get(values, name)


def _said(values: Any, name: str) -> str:
    said = _has(values, name)
    return said.strip() if isinstance(said, str) else ""


def _title(values: Any) -> str:
    title, detail = _said(values, "title"), _has(values, "title_detail") or {}
    return text_of(title) if _said(detail, "type") in _MARKUP_TYPES else title


def _link(values: Any, relation: str) -> str:
    links = _has(values, "links") or []
    return next((_said(link, "href") for link in links if _said(link, "rel") == relation and _said(link, "href")), "")


def _body(entry: Any) -> tuple[str, str, str]:
    """Return the media type, base address and words of the longest text that the entry carries."""
    found = [*(_has(entry, "content") or []), _has(entry, "summary_detail") or {}]
    texts = [part for part in found if _said(part, "type").startswith("text/") or _said(part, "type") in _MARKUP_TYPES]
    longest: Any = max(texts, key=lambda part: len(_said(part, "value")), default={})
    # The parser writes an empty element of XHTML as two tags, which a browser takes for two line breaks.
    return _said(longest, "type"), _said(longest, "base"), _VOID_END.sub("", _said(longest, "value"))


def _author(values: Any) -> Author:
    # Not the parser's own name and address: it knows no top-level domain of more than four letters (feedparser 6.0.14).
    return author_in(_said(values, "author"), link=_said(_has(values, "author_detail") or {}, "href"))


def _said_at(entry: Any) -> datetime | None:
    moments = (_has(entry, name) for name in _DATES)
    moment = next((moment for moment in moments if moment is not None and is_plausible(moment.tm_year)), None)
    return None if moment is None else datetime.fromtimestamp(timegm(moment), UTC)


def _parent(entry: Any) -> str:
    """Return what the entry says it is an answer to (RFC 4685), whatever prefix the feed chose for it."""
    named = next((value for name, value in entry.items() if name.endswith("in-reply-to")), None)
    return _said(named, "ref") if isinstance(named, dict) else ""
