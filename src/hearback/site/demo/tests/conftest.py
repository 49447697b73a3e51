"""One town for all facts about it, on a Tuesday afternoon."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from hearback.site.demo import Town, town

TUESDAY = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def place() -> Town:
    return town(TUESDAY)


@pytest.fixture(scope="session")
def now() -> datetime:
    return TUESDAY


@pytest.fixture(scope="session")
def parsed(place: Town) -> dict[str, EmailMessage]:
    """Return every mail with a name, by its Message-ID without brackets."""
    mails = [message_from_bytes(mail.raw, policy=default) for mail in place.mails]
    return {mail["Message-ID"].strip("<>"): mail for mail in mails if mail["Message-ID"]}


@pytest.fixture(scope="session")
def conversation(place: Town, parsed: dict[str, EmailMessage]):
    """Return a function: the mails of the conversation with that slug, oldest first."""
    keys = {thread.slug: thread.keys for thread in place.threads}
    return lambda slug: [parsed[key] for key in keys[slug]]


@pytest.fixture(scope="session")
def raw_of(place: Town):
    """Return a function: the raw mails whose bytes hold those bytes."""
    return lambda part: [mail for mail in place.mails if part in mail.raw]
