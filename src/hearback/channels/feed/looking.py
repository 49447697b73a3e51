"""Looks at an address before it becomes a source, and finds the feed that its page names."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from hearback.channels.contract import ChannelError, Look, Unreadable
from hearback.channels.feed.cutting import Cut, cut
from hearback.channels.feed.discovering import named_feeds, usual_feeds
from hearback.channels.feed.document import Document
from hearback.channels.feed.fetching import check, document_of, page_at
from hearback.channels.feed.post import one_line
from hearback.channels.feed.reading import read, site_of
from hearback.channels.markup import unescaped
from hearback.infra.http import Page, Web

_MOST_TRIED = 6
_MOST_READ = 200
# Not strftime: it would speak the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def look(url: str, *, web: Web) -> Look:
    """Return what the feed at the address, or the one its page names, would bring. Raises ChannelError."""
    page = page_at(web, url)
    check(page, url=url)
    if found := _look_at(page, address=url):
        return found
    document = document_of(page)
    named = named_feeds(document.text, url=page.url)[:_MOST_TRIED]
    for address in named or usual_feeds(page.url):
        with suppress(ChannelError):
            candidate = page_at(web, address)
            check(candidate, url=address)
            if found := _look_at(candidate, address=address):
                return found
    raise ChannelError(f"There is no feed at {url}.", lasting=True)


def _look_at(page: Page, *, address: str) -> Look | None:
    """Return what a page's feed would bring; None when it is no feed."""
    document = document_of(page)
    pieces = cut(document)
    if pieces is None:
        return None
    try:
        name = one_line(unescaped(site_of(_shortened(document, pieces)).title)) or _host(page)
    except Unreadable as error:
        raise ChannelError(f"The feed at {address} cannot be read. {error}", lasting=True) from error
    newest = _newest(document, pieces)
    count = len(pieces.entries)
    posts = "no posts yet" if not count else "1 post" if count == 1 else f"{count:,} posts"
    when = f", the newest of {newest.day} {_MONTHS[newest.month - 1]} {newest.year}" if newest else ""
    return Look(f"{name}: {posts}{when}.", count=count, name=name, found={"url": address})


def _shortened(document: Document, pieces: Cut) -> Document:
    """Return the feed with its first entry only."""
    body = pieces.head + pieces.entries[0] + pieces.tail if pieces.entries else document.body
    return Document(body, document.address, document.media_type)


def _newest(document: Document, pieces: Cut) -> datetime | None:
    """Return when the newest post was said; None when no post tells."""
    moments = []
    for entry in pieces.entries[:_MOST_READ]:
        alone = Document(pieces.head + entry + pieces.tail, document.address, document.media_type)
        with suppress(Unreadable):
            moments.append(read(alone.written()).said_at)
    return max(filter(None, moments), default=None)


def _host(page: Page) -> str:
    return page.url.split("/")[2]
