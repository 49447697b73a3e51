"""What tests of hearing share: a mailbox, and a way to say something to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.cast import cast
from tests.raw_mail import fetched

from hearback.channels.mail.settings import MailSettings
from hearback.infra.tests.loopback import site
from hearback.listening.actions import store
from hearback.listening.hearing import Brought, hear
from hearback.sources.actions import connect
from hearback.sources.models import Source

__all__ = ["cast"]

FEED = b"""<rss version="2.0"><channel><title>The Lighthouse Journal</title>
<item><title>Fog</title><guid>fog</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate><description>Again?</description></item>
<item><title>Lamps</title><guid>lamps</guid>
<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate><description>Fine.</description></item>
</channel></rss>"""
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


@pytest.fixture
def data(settings, tmp_path):
    """The house's data folder, empty."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def blog():
    """A blog with two posts at /feed.xml, named by its front page, on a server of its own."""
    with site() as served:
        served.put("/", b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">', Content_Type="text/html")
        served.put("/feed.xml", FEED, Content_Type="application/rss+xml")
        yield served
