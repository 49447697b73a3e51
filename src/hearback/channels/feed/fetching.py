"""Asks a feed's server what is new, politely, and hands over each entry as it came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from hearback.channels.contract import ChannelError, Fetched, RawArrival
from hearback.channels.feed.cutting import Cut, cut
from hearback.channels.feed.document import Document
from hearback.infra.http import Page, Web, WebError

_ACCEPTED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"
)
_STEP = 100
_QUICK_LOOK_BYTES = 100_000
_MOST_ENTRIES = 50_000
_LONGEST_WAIT_SECONDS = 24 * 3600
_LONGEST_HEADER = 2000
_BUSY = {429, 503}
_CALLED = tuple(
    re.compile(
        rb"<(?:%s)(?:\s[^<>]{0,500})?>\s*(?:<!\[CDATA\[\s*)?([^<>\]\s]{1,300})|\"%s\"\s*:\s*\"([^\"]{1,300})\"" % names,
        re.IGNORECASE,
    )
    for names in ((b"guid|id", b"id"), (b"link", b"url"))
)


def page_at(web: Web, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
    """Return the page, whatever its status. Raises ChannelError."""
    try:
        return web.get(url, headers={"Accept": _ACCEPTED, **(headers or {})})
    except WebError as error:
        raise ChannelError(str(error), lasting=error.lasting) from error


def document_of(page: Page) -> Document:
    """Return what a page holds, with what the server said about it."""
    return Document(page.body, address=page.url, media_type=page.headers.get("content-type", ""))


def fetch(url: str, *, position: Mapping[str, Any], web: Web, now: datetime) -> Iterator[Fetched]:
    """Yield the entries of the feed in steps; none when it did not change since the position. Raises ChannelError.

    position: "etag" and "modified" as the server gave them for "url", "seen" the hash of what came then, and
    "not_before" (seconds since 1970), when the server asked us to wait.
    """
    known = dict(position) if position.get("url") == url else {}
    if now.timestamp() < known.get("not_before", 0):
        until = datetime.fromtimestamp(known["not_before"], UTC)
        raise ChannelError(f"{url} asked us not to come back before {until:%H:%M} UTC.", lasting=False)
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    page = page_at(web, url, headers={name: value for name, value in asked.items() if value and _is_sendable(value)})
    if page.status == 304:
        known.pop("not_before", None)
        yield Fetched((), position=known)
        return
    wait = _wait_seconds(page, now=now) if page.status in _BUSY else 0
    if wait:
        yield Fetched((), position={**known, "url": url, "not_before": int(now.timestamp()) + wait})
    check(page, url=url, wait_seconds=wait)
    reached = {
        "url": url,
        "etag": page.headers.get("etag", ""),
        "modified": page.headers.get("last-modified", ""),
        "seen": sha256(page.body).hexdigest(),
    }
    if reached["seen"] == known.get("seen"):
        yield Fetched((), position=reached)
        return
    yield from _steps(page, url=url, known=known, reached=reached)


def check(page: Page, *, url: str, wait_seconds: int = 0) -> None:
    """Raise ChannelError unless the page was given. wait_seconds: how long the server asks us to stay away."""
    status = page.status
    if status == 410:
        raise ChannelError(f"The feed at {url} is gone for good (410).", lasting=True)
    if status == 404:
        raise ChannelError(f"There is nothing at {url} (404).", lasting=False)
    if status in {401, 403}:
        raise ChannelError(f"The server does not let us read {url} ({status}).", lasting=False)
    if status in _BUSY:
        when = f"in {_spoken(wait_seconds)}" if wait_seconds else "later"
        raise ChannelError(f"The server asks us to come back to {url} {when} ({status}).", lasting=False)
    if status >= 500:
        raise ChannelError(f"The server of {url} is in trouble ({status}).", lasting=False)
    if not 200 <= status < 300:
        raise ChannelError(f"The server answered {status} for {url}, which is no page.", lasting=False)


def _is_sendable(value: str) -> bool:
    """Say whether what a server once sent can be a header of ours."""
    return value.isascii() and value.isprintable() and len(value) <= _LONGEST_HEADER


def _steps(page: Page, *, url: str, known: dict[str, Any], reached: dict[str, Any]) -> Iterator[Fetched]:
    """Yield the entries; only the last step carries the new position, so that a broken row of steps is heard again."""
    document = document_of(page)
    pieces = cut(document)
    if pieces is None:
        # Not lasting: sites show pages of their own for a while (maintenance, a wall against robots).
        raise ChannelError(f"There is no feed at {url} any more; something else came.", lasting=False)
    if len(pieces.entries) > _MOST_ENTRIES:
        raise ChannelError(f"The feed at {url} has more than {_MOST_ENTRIES:,} entries.", lasting=True)
    arrivals = _arrivals(document, pieces, url=url)
    total = len(pieces.entries)
    for start in range(0, max(total, 1), _STEP):
        remaining = max(total - start - _STEP, 0)
        step = list(islice(arrivals, _STEP))
        yield Fetched(step, position=known if remaining else reached, remaining=remaining)


def _arrivals(document: Document, pieces: Cut, *, url: str) -> Iterator[RawArrival]:
    for number, entry in enumerate(pieces.entries):
        alone = Document(pieces.head + entry + pieces.tail, document.address, document.media_type)
        fingerprint = sha256(url.encode() + b"\0" + entry).digest()
        yield RawArrival(alone.written(), fingerprint, _origin(entry) or f"#{number}")


def _origin(entry: bytes) -> str:
    """Return what the entry calls itself, as far as a quick look tells; "" when it does not."""
    found = next(filter(None, (called.search(entry, 0, _QUICK_LOOK_BYTES) for called in _CALLED)), None)
    return (found[1] or found[2]).decode("utf-8", "replace") if found else ""


def _wait_seconds(page: Page, *, now: datetime) -> int:
    """Return how long the server asks us to stay away, 0 when it does not say."""
    asked = page.headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return min(int(asked[:9]), _LONGEST_WAIT_SECONDS)
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return 0
    seconds = int((until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp())
    return min(max(seconds, 0), _LONGEST_WAIT_SECONDS)


def _spoken(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
