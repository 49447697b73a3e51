"""What a town is made of, as its loader sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Act = Literal["assign", "settle"]
Whose = Literal["ours", "theirs", "settled"]


@dataclass(frozen=True, slots=True)
class TownColleague:
    """Somebody who works here. languages: codes, best first; role: in words, for the reader of an answer."""

    name: str
    address: str
    role: str
    languages: tuple[str, ...]
    signature: str


@dataclass(frozen=True, slots=True)
class TownMailbox:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class TownFeed:
    name: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class TownMail:
    """One mail as a server would hand it over. mailbox: the address of the mailbox it lies in."""

    mailbox: str
    raw: bytes
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class TownPost:
    """One blog post as a feed document with one entry. feed: the name of the feed; key: its guid."""

    feed: str
    raw: bytes
    sent_at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class TownDecision:
    """What a colleague decided about a conversation.

    key: a Message-ID of the conversation, without brackets, or the guid of a post.
    colleague: the address; for "assign" who is in charge, for "settle" who settled it.
    reason: why it needs no answer; "" for "assign".
    """

    key: str
    colleague: str
    act: Act
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TownDraft:
    """An answer begun. key: a Message-ID of the conversation, without brackets; colleague: the address."""

    key: str
    colleague: str
    text: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class TownThread:
    """A conversation as it was written, for tests. keys: Message-IDs or a guid, oldest first; turn: whose it is."""

    slug: str
    subject: str
    keys: tuple[str, ...]
    turn: Whose


@dataclass(frozen=True, slots=True)
class Town:
    """Everything there is, mails and posts oldest first."""

    colleagues: tuple[TownColleague, ...]
    mailboxes: tuple[TownMailbox, ...]
    feeds: tuple[TownFeed, ...]
    mails: tuple[TownMail, ...]
    posts: tuple[TownPost, ...]
    decisions: tuple[TownDecision, ...]
    drafts: tuple[TownDraft, ...]
    threads: tuple[TownThread, ...]
