"""Finds the feeds that a web page names, the one of its posts first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from hearback.channels.markup import Tag, joined, pieces

_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x-rss+xml",
    "application/xml",
    "text/xml",
    "text/rss+xml",
}
_COMMENTS = re.compile(
    r"comment|kommentar|comentario|comentário|commento|reacties|komentar|コメント|评论", re.IGNORECASE
)
_FEEDLIKE = re.compile(r"/(?:feed|rss|atom)/?\Z|[./](?:rss|atom|rdf)\Z|(?:feed|rss|atom|index)\.(?:xml|json)\Z")
_USUAL = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.json")
_READ_LETTERS = 1_000_000


def named_feeds(page: str, *, url: str) -> list[str]:
    """Return the addresses of the feeds that a page names, posts before comments, links in its head before others."""
    base, found = url, list[tuple[bool, bool, str]]()
    for tag in _tags(page[:_READ_LETTERS]):
        attributes = tag.attributes()
        href = attributes.get("href", "").strip()
        if not href:
            continue
        if tag.name == "base":
            base = joined(url, href) if base == url else base
            continue
        is_link = tag.name == "link"
        if is_link and not _names_a_feed(attributes):
            continue
        address = joined(base, href).partition("#")[0]
        if is_link or _FEEDLIKE.search(_path(address)):
            is_comments = bool(_COMMENTS.search(f"{attributes.get('title', '')} {address}"))
            found.append((is_comments, not is_link, address))
    return list(dict.fromkeys(address for _, _, address in sorted(found, key=lambda named: named[:2])))


def usual_feeds(url: str) -> list[str]:
    """Return where sites put their feed when they name none: below the page, then at the top of the site."""
    below = url.partition("?")[0].partition("#")[0].rstrip("/") + "/"
    return list(dict.fromkeys(joined(start, name) for start in (below, joined(url, "/")) for name in _USUAL))


def _tags(page: str) -> Iterator[Tag]:
    return (
        piece for piece in pieces(page) if isinstance(piece, Tag) and piece.name in {"link", "a", "base"} and piece.rest
    )


def _names_a_feed(attributes: dict[str, str]) -> bool:
    relations = attributes.get("rel", "").lower().split()
    media_type = attributes.get("type", "").partition(";")[0].strip().lower()
    if media_type == "application/json":
        # Sites name other things by this type too; JSON Feed 1 had no type of its own.
        return "alternate" in relations and "feed" in attributes.get("href", "").lower()
    return "feed" in relations or ("alternate" in relations and media_type in _TYPES)


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
