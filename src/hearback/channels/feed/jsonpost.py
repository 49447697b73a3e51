"""Reads a post of a JSON Feed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from hearback.channels.contract import Unreadable
from hearback.channels.feed.jsonfeed import json_feed
from hearback.channels.feed.names import Author, Site, web_address
from hearback.channels.feed.post import Post, is_plausible
from hearback.channels.markup import clean

_DATES = ("date_published", "date_modified")


def json_post(text: str, *, address: str) -> Post:
    """Return the first post in a JSON Feed. address: of the feed. Raises Unreadable."""
    feed = json_feed(text)
    if feed is None:
        raise Unreadable("This is not a post of a feed.")
    entry = next((entry for entry in feed["items"] if isinstance(entry, dict)), None)
    if entry is None:
        raise Unreadable("There is no post in it.")
    markup = _said(entry, "content_html")
    return Post(
        site=json_site(feed, address=address),
        author=_author(entry) or _author(feed),
        identifier=_said(entry, "id"),
        link=_said(entry, "url"),
        more_links=(_said(entry, "external_url"),),
        title=_said(entry, "title"),
        body=markup or _said(entry, "content_text") or _said(entry, "summary"),
        is_markup=bool(markup),
        said_at=next(filter(None, (_moment(_said(entry, name)) for name in _DATES)), None),
    )


def json_site(feed: dict[str, Any], *, address: str) -> Site:
    """Return what a JSON Feed says about itself. address: of the feed."""
    return Site(
        address=address or _said(feed, "feed_url"),
        link=web_address(address, _said(feed, "home_page_url")),
        title=_said(feed, "title"),
    )


def _said(values: dict[str, Any], name: str) -> str:
    said = values.get(name)
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return ""
    return clean(str(said)).strip()


def _author(values: dict[str, Any]) -> Author:
    """Return the first author named, by version 1.1 or 1."""
    named = values.get("authors") or [values.get("author")]
    first = named[0] if isinstance(named, list) and named else None
    return Author(name=_said(first, "name"), link=_said(first, "url")) if isinstance(first, dict) else Author()


def _moment(written: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, OverflowError):
            moment = read(written[:100])
            if is_plausible(moment.year):
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
