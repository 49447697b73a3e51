"""The invented people, words and states that the design page shows; nobody and nothing here is real."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from math import copysign
from typing import TYPE_CHECKING, Any

from hearback.infra.showing import Due, Face, When, initials, promise, when

if TYPE_CHECKING:
    from collections.abc import Sequence

Shown = dict[str, Any]  # what a component reads, as its first comment says

MAIL: Shown = {"icon": "mail", "label": "support@rotor.example"}
FEED: Shown = {"icon": "feed", "label": "Windward blog"}


def _colleague(number: int, name: str, hue: int, remark: str) -> Shown:
    return asdict(Face(name, initials(name), hue, ours=True, url="#", id=number)) | {"remark": remark}


def stranger(name: str, hue: int) -> Face:
    """Return somebody outside, with a hue of our choice."""
    return Face(name, initials(name), hue, url="#")


BEA = _colleague(1, "Bea Nakamura", 6, "you")
CEM = _colleague(2, "Cem Aydın", 2, "")
DOROTHEA = _colleague(3, "Dorothea Klein", 8, "away until Monday")
COLLEAGUES = [BEA, CEM, DOROTHEA]
JON = stranger("Jón Þórarinsson", 5)
REASONS = ["it is a thank-you", "it is spam", "somebody answered elsewhere", "it is for our information only"]


@dataclass(frozen=True, slots=True)
class Clock:
    """One moment that everything on the page is told from."""

    now: datetime

    def ago(self, **span: float) -> When:
        """Return a moment in the past; `span` as in timedelta."""
        return when(self.now - timedelta(**span), now=self.now)

    def due(self, hours: float) -> Due:
        """Return a promise; hours below zero are over."""
        return promise(self.now + timedelta(hours=hours, seconds=copysign(1, hours)), now=self.now)


@dataclass(frozen=True, slots=True)
class Sample:
    """A conversation as the list shows it. due_hours: below zero is over. heard_hours: how long ago."""

    face: Face
    subject: str
    preview: str
    due_hours: float
    heard_hours: float
    count: int
    assignee: Shown | None = None
    source: Shown = field(default_factory=lambda: MAIL)


LATE_INVOICE, HUM, SHEET = range(3)

_SAMPLES = [
    Sample(
        stranger("Margarethe Lindqvist", 1),
        "Invoice 1711 for the workshop in Aarhus",
        "Thank you for the quick answer, but the amount on page 3 still is not what we agreed on.",
        due_hours=-52,
        heard_hours=76,
        count=4,
    ),
    Sample(
        JON,
        "The rotor on the left side hums",
        "When the wind is above 8 m/s it hums, and my neighbours have begun to ask questions.",
        due_hours=-5,
        heard_hours=7,
        count=3,
        assignee=BEA,
    ),
    Sample(
        stranger("Priya Raman", 4),
        "Re: Data sheet for the H2 series",
        "Could you send me the one in English as well? My colleague in Pune does not read German.",
        due_hours=0.7,
        heard_hours=22,
        count=6,
        assignee=BEA,
    ),
    Sample(
        stranger("Windward", 7),
        "A month with the H2: what nobody tells you",
        "The machine is quiet and well made. The manual is neither. I called the hotline twice and",
        due_hours=2.4,
        heard_hours=21,
        count=1,
        source=FEED,
    ),
    Sample(
        stranger("r.fontana@studio.example", 3),
        "",
        "Buongiorno, allego le fotografie del danno come richiesto.",
        due_hours=14,
        heard_hours=0.8,
        count=30,
        assignee=CEM,
    ),
]


def rows(clock: Clock, *, first: int, turns: Sequence[str] = ("ours",) * 5, current: int | None = None) -> list[Shown]:
    """Return the rows of the list, numbered from `first`. turns: whose turn each is. current: the open one."""
    return [
        _row(clock, sample, turn) | {"id": first + place, "current": place == current}
        for place, (sample, turn) in enumerate(zip(_SAMPLES, turns, strict=True))
    ]


def _row(clock: Clock, sample: Sample, turn: str) -> Shown:
    return {
        "url": "#lists",
        "turn": turn,
        "face": sample.face,
        "subject": sample.subject,
        "preview": sample.preview,
        "count": sample.count,
        "assignee": sample.assignee,
        "source": sample.source,
        "promise": clock.due(sample.due_hours) if turn == "ours" else None,
        "when": clock.ago(hours=sample.heard_hours),
    }


def talk(row: Shown, **other: Any) -> Shown:
    """Return the head of a conversation; `other` overrides what it says."""
    same = {name: row[name] for name in ("id", "subject", "turn", "promise", "assignee", "source")}
    urls = dict.fromkeys(("back_url", "assign_url", "settle_url", "reopen_url"), "#conversation")
    return {**same, **urls, "person": row["face"], "settled_words": "", "newer_url": "", "older_url": ""} | other


def outbound(clock: Clock, state: str, words: str = "") -> Shown:
    """Return how far an answer got."""
    urls = dict.fromkeys(("again_url", "drop_url", "arrived_url", "cancel_url"), "#out")
    return {"state": state, "when": clock.ago(hours=1), "words": words, **urls}


def recipient(name: str, address: str, *, checked: bool = True, new: bool = False) -> Shown:
    """Return one recipient of the composer."""
    return {"value": address, "name": name, "title": address, "checked": checked, "new": new}


def person(clock: Clock) -> Shown:
    """Return the card of a person."""
    talks = [
        ("ours", "The rotor on the left side hums", 0.3),
        ("theirs", "Spare blades before winter", 40),
        ("settled", "Delivery to the ferry", 200),
        ("settled", "Question before buying: salt air", 400),
    ]
    return {
        **asdict(JON),
        "organisation": "Hvalfjörður Guesthouse",
        "identities": [
            {"icon": "mail", "shown": "jon@hvalfjord.example", "label": "Mail"},
            {"icon": "mail", "shown": "jon.thorarinsson@sea.example", "label": "Mail"},
            {"icon": "globe", "shown": "hvalfjord.example/notes", "label": "Web"},
        ],
        "facts": [
            {"label": "First heard", "words": "14 March"},
            {"label": "Messages", "words": "17 from them, 12 from us"},
            {"label": "We answer in", "words": "5 h, in the middle"},
        ],
        "talks": [
            {"url": "#person", "turn": turn, "subject": subject, "when": clock.ago(days=days), "current": days < 1}
            for turn, subject, days in talks
        ],
        "more_url": "#person",
        "more_words": "All 9 conversations",
    }


def _source(name: str, icon: str, state: tuple[str, str], words: str, rest: tuple[str, str]) -> Shown:
    act_url = "#sources" if rest[1] else ""
    shown = {"name": name, "url": "#sources", "icon": icon, "state": state[0], "state_words": state[1], "words": words}
    return shown | {"heard_words": rest[0], "act_url": act_url, "act_words": rest[1]}


SOURCES = [
    _source(
        "support@rotor.example",
        "mail",
        ("well", "Listening"),
        "Mailbox at imap.rotor.example, 3 folders · 19,470 messages",
        ("last heard 3 min ago", ""),
    ),
    _source(
        "press@rotor.example",
        "mail",
        ("ill", "Cannot connect"),
        "The server says that the password is wrong. Nothing is lost: what came since is still in the mailbox.",
        ("last heard 2 days ago", "Try now"),
    ),
    _source(
        "Old helpdesk archive",
        "archive",
        ("busy", "Importing"),
        "archive.mbox.zst · 8,211 of 19,470 messages",
        ("started 2 min ago", "Pause"),
    ),
    _source(
        "Small Turbines Weekly",
        "feed",
        ("paused", "Paused"),
        "turbines.example/atom · paused by Cem Aydın on 3 November",
        ("last heard 12 days ago", "Go on"),
    ),
]
KINDS = [
    {"url": "#sources", "icon": "mail", "label": "Mailbox", "words": "IMAP, with SMTP for the answers"},
    {"url": "#sources", "icon": "feed", "label": "Feed", "words": "A blog or site: its feed is found for you"},
    {"url": "#sources", "icon": "archive", "label": "File or folder", "words": "mbox, maildir or single mails, once"},
]
TALLY = [
    {"label": "arrivals", "count": 19_470, "ill": False},
    {"label": "messages", "count": 19_241, "ill": False},
    {"label": "heard before", "count": 226, "ill": False},
    {"label": "unreadable", "count": 3, "ill": True},
    {"label": "conversations", "count": 3_430, "ill": False},
    {"label": "people", "count": 2_117, "ill": False},
]
TABS = [
    {"label": "Ours", "url": "#lists", "count": 11, "current": True, "key": "1"},
    {"label": "Theirs", "url": "#lists", "count": 48, "current": False, "key": "2"},
    {"label": "Settled", "url": "#lists", "count": 1_204, "current": False, "key": "3"},
]


def _choices(*labels: str, selected: int = 0) -> list[Shown]:
    return [{"value": str(place), "label": label, "selected": place == selected} for place, label in enumerate(labels)]


FILTERS = [
    {"name": "source", "label": "Source", "set": False, "choices": _choices("Every source", "Windward blog")},
    {"name": "assignee", "label": "Assignee", "set": True, "choices": _choices("Anybody", "Me", "Nobody", selected=1)},
]
