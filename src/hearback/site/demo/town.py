"""Puts the town together for a given moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from hearback.site.demo.composing import composed
from hearback.site.demo.dice import Dice
from hearback.site.demo.folk import MAILBOXES, blogs, colleagues
from hearback.site.demo.posting import Posted, posted
from hearback.site.demo.posts import published, writings
from hearback.site.demo.reading import letters
from hearback.site.demo.rhythm import spread, utc
from hearback.site.demo.shapes import Town


def town(now: datetime) -> Town:
    """Return the town as it is at that moment; the same moment gives the same bytes.

    now: aware. Nothing was sent later than it, or more than ninety days before.
    """
    at = utc(now).replace(microsecond=0)
    mail = _posted(at)
    posts = [published(writing, now=at) for writing in writings()]
    return Town(
        colleagues=tuple(colleagues().values()),
        mailboxes=tuple(MAILBOXES.values()),
        feeds=tuple(blog.feed for blog in blogs().values()),
        mails=tuple(sorted((one for each in mail for one in each.mails), key=lambda one: one.sent_at)),
        posts=tuple(sorted((post for post, _, _ in posts), key=lambda post: post.sent_at)),
        decisions=tuple(
            sorted(
                [one for each in mail for one in each.decisions] + [one for _, found, _ in posts for one in found],
                key=lambda one: one.at,
            )
        ),
        drafts=tuple(draft for each in mail for draft in each.drafts),
        threads=tuple(each.thread for each in mail) + tuple(thread for _, _, thread in posts),
    )


def _posted(now: datetime) -> list[Posted]:
    everything = [*letters(), *composed()]
    undated = sum("last" not in letter.headers for letter in everything)
    ages = iter(spread(undated, dice=Dice("ages")))
    return [
        posted(letter, now=now, age=timedelta() if "last" in letter.headers else next(ages)) for letter in everything
    ]
