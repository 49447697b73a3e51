"""What tests of the room share: a source, and voices that say something there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import count

import pytest

from hearback.channels.contract import HeardIdentity, HeardMessage, Kind, Span, SpanKind
from hearback.channels.mail.settings import MailSettings
from hearback.conversations.rules.voices import Voice
from hearback.people.actions import recognise
from hearback.sources.actions import connect

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def source(db):
    return connect(kind="mail", name="Hello", settings=MailSettings(), address="hello@rotor.example")


@pytest.fixture
def voice(source):
    """Make a voice. hour: after Monday nine; author: "ann" is ann@example.org, "" nobody; answers: keys before it."""
    arrivals = count(1)

    def said(key: str, *, hour: int = 0, author: str = "ann", answers=(), words: str = "", **more) -> Voice:
        words = words or f"Words of {key}."
        somebody = HeardIdentity("mail", f"{author}@example.org", author.title(), "") if author else None
        ids = recognise(speakers=[somebody] if somebody else [], spoken_to=[], at=MONDAY).ids
        heard = HeardMessage(
            key=key,
            content=blake2b(words.encode(), digest_size=16).digest(),
            kind=more.pop("kind", Kind.PERSON),
            author=somebody,
            said_at=MONDAY + timedelta(hours=hour),
            subject=more.pop("subject", f"About {key}"),
            text=words,
            spans=(Span(SpanKind.NEW, 0, len(words)),),
            answers=tuple(answers),
        )
        about = {"is_ours": False, "is_owed": True, "why": "A person wrote to us.", "arrival": next(arrivals)} | more
        return Voice(
            message=heard,
            source=source.pk,
            heard_at=MONDAY + timedelta(days=1),
            said_at=heard.said_at,
            author=next(iter(ids.values()), None),
            spoken_to=(),
            **about,
        )

    return said
