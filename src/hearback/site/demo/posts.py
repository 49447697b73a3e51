"""The blog posts of the town, each as a feed document with one entry."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from hearback.site.demo.dice import Dice
from hearback.site.demo.folk import Blog, blogs, colleagues, people
from hearback.site.demo.reading import chunks, headers_of
from hearback.site.demo.rhythm import before, utc
from hearback.site.demo.shapes import TownDecision, TownPost, TownThread

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Writing:
    """A post as it was written. blog: the key of its feed; headers: title, age, by, settle, turn, assign."""

    slug: str
    blog: str
    headers: dict[str, str]
    text: str


@cache
def writings() -> tuple[Writing, ...]:
    """Return every post that was written, in the order of the files."""
    return tuple(
        _writing(path.stem, slug, rest)
        for path in sorted((HERE / "posts").glob("*.txt"))
        for slug, rest in chunks(path.read_text(encoding="utf-8"))
    )


def _writing(blog: str, slug: str, rest: str) -> Writing:
    lines = rest.strip().splitlines()
    names = ("title:", "age:", "by:", "settle:", "turn:", "assign:")
    count = next(place for place, line in enumerate(lines) if not line.startswith(names))
    headers = headers_of("\n".join(lines[:count]))
    return Writing(slug=slug, blog=blog, headers=headers, text="\n".join(lines[count:]).strip())


def published(writing: Writing, *, now: datetime) -> tuple[TownPost, tuple[TownDecision, ...], TownThread]:
    """Return the post, what was decided about it, and what it is for tests."""
    blog = blogs()[writing.blog]
    site = blog.feed.url.rsplit("/", 1)[0]
    link = f"{site}/{writing.slug.partition('-')[2]}"
    key = link if blog.form == "rss" else f"tag:{site.removeprefix('https://')},2026:{writing.slug}"
    moment = before(now, age=writing.headers["age"]).replace(microsecond=0)
    form = _rss if blog.form == "rss" else _atom
    raw = form(writing, blog, key=key, link=link, moment=moment).encode()
    post = TownPost(feed=blog.feed.name, raw=raw, sent_at=utc(moment), key=key)
    turn = "ours" if "settle" not in writing.headers else "settled"
    thread = TownThread(
        slug=writing.slug,
        subject=writing.headers["title"],
        keys=(key,),
        turn="ours" if turn == "ours" else "settled",
    )
    return post, tuple(_decisions(writing, key, utc(moment), now)), thread


def _decisions(writing: Writing, key: str, moment: datetime, now: datetime) -> list[TownDecision]:
    found: list[TownDecision] = []
    if who := writing.headers.get("assign"):
        address = colleagues()[who].address
        at = min(moment + timedelta(minutes=25), now)
        found.append(TownDecision(key=key, colleague=address, act="assign", reason="", at=at))
    if settled := writing.headers.get("settle"):
        who, _, reason = settled.partition(": ")
        hours = Dice(f"settled/{writing.slug}").between(2, 20)
        at = min(moment + timedelta(hours=hours), now)
        found.append(TownDecision(key=key, colleague=colleagues()[who].address, act="settle", reason=reason, at=at))
    return found


def _author(writing: Writing, blog: Blog) -> str:
    return people()[writing.headers.get("by", blog.author)].name


def _body(text: str) -> str:
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in text.split("\n\n"))


def _rss(writing: Writing, blog: Blog, *, key: str, link: str, moment: datetime) -> str:
    title, name = html.escape(writing.headers["title"]), html.escape(_author(writing, blog))
    site = blog.feed.url.rsplit("/", 1)[0]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>{html.escape(blog.feed.title)}</title>
<link>{site}/</link>
<description>{html.escape(blog.feed.title)}</description>
<language>{blog.language}</language>
<item>
<title>{title}</title>
<link>{link}</link>
<guid isPermaLink="true">{key}</guid>
<dc:creator>{name}</dc:creator>
<pubDate>{format_datetime(moment)}</pubDate>
<description>{html.escape(_body(writing.text))}</description>
</item>
</channel>
</rss>
"""


def _atom(writing: Writing, blog: Blog, *, key: str, link: str, moment: datetime) -> str:
    title, name = html.escape(writing.headers["title"]), html.escape(_author(writing, blog))
    site = blog.feed.url.rsplit("/", 1)[0]
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{blog.language}">
<id>{blog.feed.url}</id>
<title>{html.escape(blog.feed.title)}</title>
<link rel="self" href="{blog.feed.url}"/>
<link rel="alternate" href="{site}/"/>
<updated>{moment.isoformat()}</updated>
<entry>
<id>{key}</id>
<title>{title}</title>
<link rel="alternate" type="text/html" href="{link}"/>
<author><name>{name}</name></author>
<published>{moment.isoformat()}</published>
<updated>{moment.isoformat()}</updated>
<content type="html">{html.escape(_body(writing.text))}</content>
</entry>
</feed>
"""
