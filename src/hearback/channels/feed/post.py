"""What a post says, whichever format it came in, and how it becomes a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import groupby

from hearback.channels.contract import HeardMessage, Kind, Span, SpanKind, Unreadable
from hearback.channels.feed.names import Author, Site, is_world_wide, slim, web_address, who
from hearback.channels.markup import clean, joined, unescaped, with_whole_addresses
from hearback.channels.plaintext import lines_of

_TAG = re.compile(r"<[A-Za-z/!]")
# Before the web had journals, and after anybody who reads this.
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Post:
    """One entry of a feed.

    identifier: as the feed gives it, "" when it gives none. title: plain text. body: as it came.
    is_markup: the body is HTML. base: where its relative links lead from, "" when the feed does not say.
    said_at: aware. parent: identifier of the post that this one answers; "" for none.
    """

    site: Site
    author: Author
    identifier: str = ""
    link: str = ""
    title: str = ""
    body: str = ""
    is_markup: bool = True
    base: str = ""
    said_at: datetime | None = None
    parent: str = ""
    more_links: tuple[str, ...] = field(default=())

    def heard(self) -> HeardMessage:
        """Return the post as a message. Raises Unreadable when it says nothing."""
        link = self._link()
        subject = one_line(unescaped(self.title))
        has_tags = self.is_markup and bool(_TAG.search(self.body))
        base = joined(link or self.site.link or self.site.address, self.base)
        text, spans = _divided(self.body, base=base) if has_tags else _undivided(self.body, resolve=self.is_markup)
        if not (subject or text or link):
            raise Unreadable("The post says nothing: it has no title, no text and no link.")
        author = who(self.author, site=self.site, link=link)
        said = (subject, text, f"{author.namespace}:{author.handle}" if author else "", link)
        return HeardMessage(
            key=self._key(self.identifier) or link,
            content=blake2b("\0".join(" ".join(part.split()) for part in said).encode(), digest_size=16).digest(),
            kind=Kind.POST,
            author=author,
            said_at=self.said_at and self.said_at.astimezone(UTC),
            subject=subject,
            text=text,
            spans=spans,
            answers=tuple(filter(None, [self._key(self.parent)])),
            html=clean(with_whole_addresses(self.body, base=base)) if has_tags else "",
            link=link,
        )

    def _key(self, identifier: str) -> str:
        """Return an identifier that no other feed gives to another post; "" for none."""
        identifier = one_line(identifier)
        if not identifier or is_world_wide(identifier):
            return identifier
        place = slim(self.site.link or self.site.address) or one_line(self.site.title)
        return f"{place}#{identifier}"

    def _link(self) -> str:
        """Return where the post stands on the web; "" when the feed does not say."""
        # A path from the top is meant from the top of the site, even when a service serves its feed.
        links = [one_line(link) for link in (self.link, *self.more_links)]
        bases = [self.site.link if link.startswith("/") else "" for link in links]
        whole = (web_address(base or self.site.address, link) for base, link in zip(bases, links, strict=True))
        return next(filter(None, whole), "")


def one_line(text: str) -> str:
    """Return text as one line, without what nothing can hold."""
    return " ".join(clean(text).split())


def _divided(markup: str, *, base: str) -> tuple[str, tuple[Span, ...]]:
    """Return the words of a post's HTML, and which of them are quoted."""
    pieces, spans, start = [], [], 0
    for is_quote, lines in groupby(lines_of(markup, base=base), key=lambda line: line[0] > 0):
        piece = "".join(f"{'> ' * depth}{line}".rstrip() + "\n" for depth, line in lines)
        pieces.append(piece)
        spans.append(Span(SpanKind.QUOTE if is_quote else SpanKind.NEW, start, start + len(piece)))
        start += len(piece)
    text = "".join(pieces)
    if not text:
        return "", ()
    last = spans[-1]
    return text[:-1], (*spans[:-1], Span(last.kind, last.start, last.end - 1))


def _undivided(words: str, *, resolve: bool) -> tuple[str, tuple[Span, ...]]:
    """Return plain text as it is. resolve: it was to be HTML, so character references in it are meant as letters."""
    lines = clean(unescaped(words) if resolve else words).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join(line.strip() for line in lines).strip()
    return text, (Span(SpanKind.NEW, 0, len(text)),) if text else ()


def is_plausible(year: int) -> bool:
    """Say whether somebody can have said something in this year; programs write others when they know none."""
    return _EARLIEST_YEAR <= year < _LATEST_YEAR
