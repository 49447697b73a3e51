"""The cast of the tests: Ann (a stranger), Bea (a colleague in charge), Cem (another colleague), and their mailbox.

What they say goes the whole way in: raw bytes are stored, read, placed and given a turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from hearback.channels.mail.settings import MailSettings
from hearback.conversations.queries import by_key, current, messages
from hearback.inbox.models import Outbound, Turn
from hearback.listening.actions import store
from hearback.listening.hearing import Brought, hear
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.staff.actions import welcome
from hearback.staff.models import Colleague
from tests.raw_mail import fetched, mail

if TYPE_CHECKING:
    from collections.abc import Iterator

WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
ANN, EVE = "Ann Archer <ann@example.org>", "Eve Ito <eve@example.net>"
OURS = "hello@rotor.example"


@dataclass
class Cast:
    """Who works here, the mailbox they hear, and ways to let things happen. now: when the test began."""

    bea: Colleague
    cem: Colleague
    mailbox: Source
    now: datetime
    _numbers: count = field(default_factory=lambda: count(1))

    def hears(self, *raws: bytes, source: Source | None = None, at: datetime | None = None) -> Brought:
        """Hear mails in one batch."""
        place = source or self.mailbox
        return hear(place, store(place, fetched(*raws)), at=at or self.now)

    def key(self) -> str:
        """Return a Message-ID that nobody has used."""
        return f"{next(self._numbers)}@example.org"

    def asks(
        self, body: str = "Does the blue one fit a 3 inch pipe?\n", *, ago: timedelta = timedelta(0), **words
    ) -> int:
        """Let somebody (Ann, unless author says otherwise) write to us; return the conversation's number."""
        key, at = words.pop("key", "") or self.key(), self.now - ago
        self.hears(mail(body, key=key, at=at, **words), at=at)
        return by_key(key).pk

    def asks_again(self, conversation: int, body: str = "And the red one?\n", **words) -> int:
        """Let somebody write once more in a conversation."""
        return self.asks(body, answers=(self.last_key(conversation),), **words)

    def answers(self, conversation: int, body: str = "It does.\n", **words) -> int:
        """Let Bea answer from her own mail program, where we hear her copy."""
        words = {"author": f"Bea Nakamura <{OURS}>", "to": ANN} | words
        return self.asks(body, answers=(self.last_key(conversation),), **words)

    def last_key(self, conversation: int) -> str:
        """Return the Message-ID of the newest message of a conversation."""
        return messages(current(conversation))[-1].message.key

    def turn(self, conversation: int) -> Turn:
        """Return whose turn a conversation is."""
        return Turn.objects.get(pk=conversation)

    def attempt(self) -> Outbound:
        """Return the one answer that was written."""
        return Outbound.objects.get()

    def browser(self, colleague: Colleague | None = None) -> Client:
        """Return a browser in which a colleague (Bea, when nobody is named) is signed in."""
        client = Client()
        client.force_login(colleague or self.bea)
        return client


@pytest.fixture
def cast(db) -> Iterator[Cast]:
    """Bea, who is an admin, and Cem, who is not, hear a mailbox that can answer; it is Wednesday morning."""
    with time_machine.travel(WEDNESDAY, tick=False):
        yield gather(WEDNESDAY)


def gather(now: datetime, *, smtp_port: int = 9) -> Cast:
    """Let Bea and Cem work here, and connect their mailbox."""
    bea = welcome(email="bea@rotor.example", name="Bea Nakamura", password="seven red kites", role=Colleague.ADMIN)
    cem = welcome(email="cem@rotor.example", name="Cem Aydin", password="seven red kites", role=Colleague.COLLEAGUE)
    return Cast(bea, cem, mailbox("Hello", OURS, smtp_port=smtp_port), now)


def mailbox(name: str, address: str, *, smtp_port: int = 9) -> Source:
    """Connect a mailbox that can answer; nobody listens at port 9."""
    way_out = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "smtp_security": "none"}
    return connect(
        kind="mail", name=name, settings=MailSettings(address=address, name="Rotor", **way_out), address=address
    )


def words(shown) -> str:
    """Return what a reader sees of a page, or of a part of one: without tags, and without what only scripts see."""
    html = shown if isinstance(shown, str) else shown.content.decode()
    body = re.sub(r"<(script|noscript|style|template)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def part(response, mark: str) -> str:
    """Return the markup of the element that opens with a mark (an id or a class), to the end of that element."""
    html = response.content.decode()
    start = html.rindex("<", 0, html.index(mark))
    name = re.match(r"<(\w+)", html[start:])[1]
    depth = 0
    for tag in re.finditer(rf"<(/?){name}\b", html[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[start : html.index(">", start + tag.end()) + 1]
    raise AssertionError(f"{mark} is never closed")


def field_value(response, name: str) -> str:
    """Return the value of an input of a page."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else ""
