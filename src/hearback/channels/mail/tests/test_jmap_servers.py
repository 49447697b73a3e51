"""Facts about JMAP servers: found, let in, limited, busy, strange; and what they say is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.jmap import asking, listening
from hearback.channels.mail.jmap.mailboxes import chosen
from hearback.channels.mail.tests.jmap_house import house, server
from hearback.channels.mail.tests.jmap_server import OLD

__all__ = ["house", "server"]


@pytest.mark.parametrize(
    ("capabilities", "at_once"),
    [({}, 50), (None, 50), ({"urn:ietf:params:jmap:core": {"maxObjectsInGet": 0}}, 1), ({asking.CORE: []}, 50)],
)
def test_limits_that_are_missing_or_odd_are_guessed(server, capabilities, at_once):
    server.session["capabilities"] = capabilities

    assert asking.Asking(server.settings()).at_once == at_once


def test_a_server_that_is_busy_is_left_in_peace_for_as_long_as_it_asks(server, house):
    server.put("e1", b"one")
    house.fetch()
    server.put("e2", b"two")
    server.headers["Retry-After"] = "600"
    server.says["Email/changes"] = [429]

    with pytest.raises(ChannelError, match="come back later") as error:
        house.fetch()
    assert not error.value.lasting
    assert house.cursors["JMAP"]["not_before"] >= time.time() + 500
    with pytest.raises(ChannelError, match="stay away"):
        house.fetch()
    house.cursors["JMAP"]["not_before"] = 1
    assert house.fetch() == [b"two"]


def test_a_server_that_is_busy_without_saying_for_how_long_is_asked_again(server, house):
    server.put("e1", b"one")
    server.blobs["Be1"] = 503

    with pytest.raises(ChannelError, match="come back later"):
        house.fetch()
    server.blobs.clear()
    assert house.fetch() == [b"one"]


@pytest.mark.parametrize(
    ("said", "sentence", "lasting"),
    [
        ("accountNotFound", "said no: accountNotFound", True),
        ("serverFail", "said no: serverFail", False),
        (401, "did not accept", True),
        (500, "answered 500", False),
    ],
)
def test_what_the_server_says_against_it_is_told(server, house, said, sentence, lasting):
    server.says["Mailbox/get"] = [said]

    with pytest.raises(ChannelError, match=sentence) as error:
        house.fetch()

    assert error.value.lasting is lasting


@pytest.mark.parametrize(
    ("session", "sentence"),
    [
        (b"<html>", "does not answer like a JMAP server"),
        (b"[" * 100_000, "does not answer like a JMAP server"),
        ([], "does not answer like a JMAP server"),
        ({}, "has no mail for this name"),
        ({"primaryAccounts": {asking.MAIL: "A1"}}, "does not say where"),
    ],
)
def test_what_is_no_session_is_said(server, session, sentence):
    server.session = session

    with pytest.raises(ChannelError, match=sentence):
        CHANNEL.look(server.settings())


def test_an_answer_that_is_none_is_said(server, house):
    with pytest.raises(ChannelError, match="does not answer like"):
        asking.Asking(server.settings())._read(asking.Page(200, "", {}, b"no"))
    server.says["Mailbox/get"] = [200]
    with pytest.raises(ChannelError, match="does not answer like"):
        house.fetch()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://127.0.0.1:99999"])
def test_a_server_that_is_not_there_is_said(server, url):
    with pytest.raises(ChannelError):
        CHANNEL.look(server.settings(jmap_url=url))


def test_a_server_that_goes_away_between_is_said(server, house):
    asked = asking.Asking(server.settings())
    asked._api = "http://127.0.0.1:1/"

    with pytest.raises(ChannelError):
        asked.ask("Core/echo")


def test_a_name_with_a_password_and_a_grant_are_ways_to_be_let_in(server):
    class Keys:
        def token(self, grant, *, refused=""):
            return "granted"

    before = oauth.use(Keys())
    try:
        for way in ({"jmap_user": "ann"}, {"grant": "1", "jmap_password": ""}):
            assert CHANNEL.look(server.settings(**way, jmap_url=f"http://127.0.0.1:{server.port}/session")).count == 0
    finally:
        oauth.use(before)
    with pytest.raises(ChannelError, match="did not accept"):
        CHANNEL.look(server.settings(jmap_password="wrong"))


def test_a_password_is_not_carried_from_a_safe_server_to_an_unsafe_address(server):
    asked = asking.Asking(server.settings())
    asked._url = "https://api.example.org/session"

    assert asked._address({"apiUrl": "http://api.example.org/api"}, "apiUrl") == ""
    assert asked._address({"apiUrl": "/api"}, "apiUrl") == "https://api.example.org/api"


def test_a_server_may_be_named_alone(server):
    with pytest.raises(ChannelError):
        CHANNEL.look(server.settings(jmap_url="127.0.0.1:1"))


def test_connecting_says_what_it_will_import_first(server):
    server.put("e1", b"one", at=OLD)
    server.put("e2", b"two", at=f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}")
    server.put("s1", b"mine", "sent", at=OLD)

    look = CHANNEL.look(server.settings())

    assert look.sentence.startswith("Inbox holds 2 messages; Gesendet holds 1 message; nothing on the server")
    assert [(one.value, one.count) for one in look.choices if len(one.value) == 3] == [("all", 3), ("now", 0)]
    assert [one.count for one in look.choices if len(one.value) > 3] == [1, 1]
    assert (look.count, look.found["sent_folder"]) == (3, "Gesendet")
    assert CHANNEL.look(server.settings(since="2025-01-01", sent_folder="Gesendet")).count == 1


def test_connecting_says_what_the_server_says(server):
    server.says["Email/query"] = ["forbidden"]

    with pytest.raises(ChannelError, match="forbidden"):
        CHANNEL.look(server.settings())


def test_a_server_that_does_not_count_is_believed_by_its_mailboxes(server):
    server.put("e1", b"one")
    server.says["Email/query"] = [{"ids": ["e1"]}] * 3

    assert CHANNEL.look(server.settings()).count == 1


def test_of_very_many_mailboxes_the_sum_is_told(server):
    for number in range(20):
        server.box(f"b{number}", f"Box {number}")

    assert CHANNEL.look(server.settings(folders="*")).sentence.startswith("24 folders hold 0 messages")


def test_a_mailbox_that_is_not_there_is_said(server):
    with pytest.raises(ChannelError, match="Nowhere: not on the mail server"):
        CHANNEL.look(server.settings(folders="INBOX, Nowhere, !Never"))


@pytest.mark.parametrize(
    ("folders", "ids"),
    [
        ("INBOX", {"in", "sent"}),
        ("*", {"in", "sent", "work", "arc"}),
        ("*, !Work*", {"in", "sent"}),
        ("Work/2026", {"arc", "sent"}),
        ("Work/*", {"arc", "sent"}),
        ("Spam, Inbox", {"junk", "in", "sent"}),
    ],
)
def test_mailboxes_are_chosen_by_name_by_pattern_and_by_what_they_are_for(server, folders, ids):
    listed = [*server.boxes, {"name": "without id"}, "strange", {"id": "loop", "name": "!", "parentId": "loop"}]

    assert chosen(listed, server.settings(folders=f"{folders}, !*/!")).ids - {"loop"} == ids


def test_sent_mail_may_be_left_alone(server):
    assert chosen(server.boxes, server.settings(hear_sent="no")).ids == {"in"}


def test_listening_wakes_when_the_state_changes(server, monkeypatch):
    monkeypatch.setattr(listening, "POLL_SECONDS", 0.05)
    woken, turns = [], iter([False] * 6 + [True] * 9)
    server.session["eventSourceUrl"] = "/push?types={types}&closeafter={closeafter}&ping={ping}"
    server.pushes = b"event: state\ndata: {}\n\n"

    def wake():
        woken.append(len(server.log))
        server.put(f"e{len(woken)}", b"x")

    CHANNEL.listen(server.settings(), woken=wake, stopped=lambda: next(turns))

    assert woken[:3] == [0, 1, 2]


@pytest.mark.parametrize("push", ["", "/push", "http://127.0.0.1:1/"])
def test_a_server_that_pushes_nothing_is_asked_every_minute(server, monkeypatch, push):
    monkeypatch.setattr(listening, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(listening, "_LITTLE_SECONDS", 0.01)
    server.session["eventSourceUrl"] = push
    woken, ends = [], time.monotonic() + 0.5

    CHANNEL.listen(server.settings(), woken=lambda: woken.append(1), stopped=lambda: time.monotonic() > ends)

    assert woken == [1]


def test_listening_says_what_the_server_says(server):
    server.says["Email/get"] = ["forbidden"]

    with pytest.raises(ChannelError, match="forbidden"):
        CHANNEL.listen(server.settings(), woken=list, stopped=lambda: False)
