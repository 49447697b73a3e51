"""Facts about a source that is heard by JMAP: what is on the server is here once, and the gap report says so."""

from __future__ import annotations

import pytest
from tests.raw_mail import mail

from hearback.channels.contract import ChannelError
from hearback.channels.mail.tests.jmap_server import OLD, jmap_server
from hearback.conversations.models import Delivery, Message
from hearback.listening.bringing import fetch
from hearback.listening.comparing import compare
from hearback.listening.models import Arrival, Cursor
from hearback.sources.actions import connect
from hearback.sources.queries import can_compare


@pytest.fixture
def server():
    with jmap_server() as account:
        for number in range(6):
            at = OLD if number < 3 else f"2099-01-01T10:00:0{number}Z"
            account.put(f"e{number}", mail(f"Number {number}", key=f"{number}@example.net"), at=at)
        account.session["capabilities"] = {"urn:ietf:params:jmap:core": {"maxObjectsInGet": 2}}
        yield account


@pytest.fixture
def source(db, server):
    return connect(kind="mail", name="By JMAP", settings=server.settings(), address="team@example.org")


def downloads(server, source) -> int:
    """Fetch, and return how many mails the server was asked for."""
    before = len(server.asked)
    fetch(source)
    return sum(len(told["ids"]) for method, told in server.asked[before:] if method == "Email/get")


def test_what_is_there_is_heard_once_and_nothing_is_asked_for_twice(source, server):
    assert downloads(server, source) == 6
    assert (Message.objects.count(), Delivery.objects.count()) == (6, 6)
    server.move("e1", "in", "work")
    server.put("e9", mail("Nine", key="9@example.net"))

    assert downloads(server, source) == 1
    assert Message.objects.count() == 7
    assert Cursor.objects.get(source=source).position["state"] == "8"


def test_an_import_that_broke_off_begins_where_it_was(source, server):
    server.blobs["Be4"] = 503

    with pytest.raises(ChannelError, match="come back later"):
        fetch(source)
    kept = Arrival.objects.count()
    server.blobs.clear()

    assert kept > 0
    assert downloads(server, source) == 6 - kept
    assert Message.objects.count() == 6


def test_the_gap_report_finds_what_is_not_here(source, server):
    fetch(source)
    cursor = Cursor.objects.get(source=source)
    server.put("e7", mail("Seven", key="7@example.net"))
    cursor.position["state"] = str(len(server.log))
    cursor.save()

    assert can_compare(source)
    assert (compare(source).there, compare(source).missing) == (7, 0)
    assert Message.objects.count() == 7


def test_a_server_that_says_no_is_trouble_of_the_source(source, server):
    server.lets_in = ()

    with pytest.raises(ChannelError, match="did not accept"):
        fetch(source)
    source.refresh_from_db()
    assert source.is_trouble_lasting
