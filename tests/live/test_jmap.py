"""Facts about a mailbox on a real Cyrus that is heard by JMAP: once, whole, and also after the server lost count."""

from __future__ import annotations

import imaplib
import os
import threading
import time

import pytest

from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.jmap_house import House
from tests.live.cyrus import cyrus
from tests.live.servers import Unavailable
from tests.live.test_mailbox import mail

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def running():
    try:
        with cyrus() as server:
            yield server
    except Unavailable as error:
        if os.environ.get("HEARBACK_LIVE") == "1":
            pytest.fail(f"HEARBACK_LIVE=1 asks for real mail servers, but {error}.")
        pytest.skip(f"{error}.")


@pytest.fixture
def client(running, name):
    running.add(name)
    client = running.client(name)
    yield client
    client.logout()


def put(client, number: int, folder: str = "INBOX", *, days_ago: int = 0) -> bytes:
    raw = mail(number)
    assert client.append(folder, "", imaplib.Time2Internaldate(time.time() - days_ago * 86_400), raw)[0] == "OK"
    return raw


def test_what_lies_on_the_server_is_taken_byte_for_byte_and_then_what_comes(running, client, name):
    old = [put(client, number, days_ago=2) for number in range(150)]
    sent = put(client, 200, "Sent", days_ago=1)
    put(client, 201, "Junk")
    look = CHANNEL.look(running.settings(name))
    house = House(running.settings(name, **look.found))

    assert (look.count, look.found["sent_folder"]) == (151, "Sent")
    assert len(house.fetch(most=1)) in {50, 100, 150, 151}  # broken off, and gone on with
    house.fetch()
    assert sorted(house.raws) == sorted([*old, sent]) == sorted(house.history)
    assert sum(origin.startswith("Sent;") for origin in house.origins) == 1

    new = put(client, 300)
    assert house.fetch() == [new]
    assert house.fetch() == []
    assert house.compare() == (152, 0)


def test_what_is_deleted_or_moved_on_the_server_is_told(running, client, name):
    for number in range(4):
        put(client, number)
    house = House(running.settings(name, when_removed="mark"))
    house.fetch()

    client.select("INBOX")
    client.store("1", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.copy("1", "Trash")
    client.store("1", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.store("1", "+FLAGS", r"(\Seen)")
    house.fetch()

    assert len(house.removed) == 2
    assert house.compare() == (2, 0)


def test_a_state_that_the_server_does_not_know_loses_and_doubles_nothing(running, client, name):
    put(client, 1)
    house = House(running.settings(name))
    house.fetch()
    new = put(client, 2)
    house.cursors["JMAP"] = {**house.cursors["JMAP"], "state": "nonsense"}

    assert house.fetch() == [new]


def test_what_is_missing_here_is_found_by_the_comparison_and_brought(running, client, name):
    for number in range(5):
        put(client, number)
    house = House(running.settings(name))
    house.fetch()
    del house.origins[next(iter(house.origins))]

    assert house.compare() == (5, 1)
    assert house.compare() == (5, 0)


def test_listening_wakes_when_mail_comes(running, client, name, monkeypatch):
    monkeypatch.setattr("hearback.channels.mail.jmap.listening.POLL_SECONDS", 1.0)
    woken, stop = [], threading.Event()
    listener = threading.Thread(
        target=CHANNEL.listen,
        args=(running.settings(name),),
        kwargs={"woken": lambda: woken.append(1), "stopped": stop.is_set},
    )
    listener.start()
    end = time.monotonic() + 15
    while not woken and time.monotonic() < end:
        time.sleep(0.1)
    put(client, 1)
    while len(woken) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    stop.set()
    listener.join()

    assert len(woken) == 2
