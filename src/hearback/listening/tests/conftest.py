"""What tests of hearing share: a mailbox, and a way to say something to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.raw_mail import fetched

from hearback.channels.mail.settings import MailSettings
from hearback.listening.actions import store
from hearback.listening.hearing import Brought, hear
from hearback.sources.actions import connect
from hearback.sources.models import Source

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def mailbox(db) -> Source:
    return connect(kind="mail", name="Hello", settings=MailSettings(), address="hello@rotor.example")


@pytest.fixture
def hears(mailbox):
    """Hear mails in one batch, and say what it brought."""

    def say(*raws: bytes, source: Source | None = None, at: datetime = NOW, settle_before=None) -> Brought:
        place = source or mailbox
        return hear(place, store(place, fetched(*raws)), at=at, settle_before=settle_before)

    return say
