"""Facts about mailboxes that are heard by JMAP: nothing is lost, nothing doubled, whatever the server does."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.jmap import account as accounts
from hearback.channels.mail.jmap import asking, listening
from hearback.channels.mail.jmap.mailboxes import chosen
from hearback.channels.mail.tests.jmap_server import OLD, jmap_server


@pytest.fixture
def server():
    with jmap_server() as account:
        yield account


class House:
    """Keeps what comes, by origin and by fingerprint, as the house does."""

    def __init__(self, settings) -> None:
        self.settings = settings
        self.cursors, self.origins, self.raws, self.removed, self.history = {}, {}, [], [], []

    def kept(self, begin):
        return [one for one in self.origins if one.startswith(begin)]

    def known(self, origins):
        return {one for one in origins if one in self.origins}

    def keep(self, arrivals) -> int:
        fresh = [one for one in arrivals if one.fingerprint not in self.origins.values()]
        self.origins |= {one.origin: one.fingerprint for one in fresh}
        self.raws += [one.raw for one in fresh]
        return len(fresh)

    def fetch(self, *, most=None):
        """Take steps, so many at most; return what came."""
        before = len(self.raws)
        for number, step in enumerate(CHANNEL.fetch(self.settings, cursors=self.cursors, kept=self.kept)):
            self.keep(step.arrivals)
            self.removed += step.removed
            self.history += [one.raw for one in step.arrivals if step.is_history]
            self.cursors[step.place] = step.position
            if most is not None and number + 1 >= most:
                break
        return self.raws[before:]

    def compare(self) -> tuple[int, int]:
        there = missing = 0
        for step in CHANNEL.compare(self.settings, cursors=self.cursors, known=self.known):
            there += step.there
            missing += self.keep(step.missing)
        return there, missing


@pytest.fixture
def house(server):
    return House(server.settings())


def test_what_lies_there_is_taken_once_and_what_comes_then(server, house):
    server.put("e1", b"one", at=OLD)
    server.put("e2", b"two")
    server.put("s1", b"mine", "sent", at=OLD)
    server.put("j1", b"spam", "junk")

    assert sorted(house.fetch()) == [b"mine", b"one", b"two"]
    assert sorted(house.history) == [b"mine", b"one"]
    assert house.fetch() == []
    server.put("e3", b"three")
    server.move("e1", "in")
    assert house.fetch() == [b"three"]
    assert sorted(house.origins) == ["Gesendet;A1;s1", "JMAP;A1;e1", "JMAP;A1;e2", "JMAP;A1;e3"]


def test_a_mail_that_is_moved_to_where_we_listen_is_heard(server, house):
    server.put("e1", b"one", "junk")
    house.fetch()

    server.move("e1", "in")

    assert house.fetch() == [b"one"]


def test_an_import_that_was_broken_off_goes_on_and_takes_nothing_twice(server, house):
    for number in range(10):
        server.put(f"e{number}", b"%d" % number, at=f"2099-01-{number + 1:02}T00:00:00Z")
    server.session["capabilities"] = {"urn:ietf:params:jmap:core": {"maxObjectsInGet": 3}}
    server.most_listed = 4

    assert len(house.fetch(most=2)) == 6
    assert "state" not in house.cursors["JMAP"]
    server.put("e10", b"10")

    assert sorted(house.fetch()) == sorted([b"10", *(b"%d" % number for number in range(6, 10))])
    assert len(house.raws) == 11


def test_a_server_that_lost_count_is_compared_as_a_whole(server, house):
    server.put("e1", b"one")
    house.fetch()
    server.put("e2", b"two")
    server.forgotten = 100

    assert house.fetch() == [b"two"]


def test_many_changes_come_in_steps(server, house):
    house.fetch()
    server.most_changes = 2
    for number in range(5):
        server.put(f"e{number}", b"%d" % number)
    server.destroy("e0")

    assert len(house.fetch()) == 4
    assert house.fetch() == []


def test_a_change_without_a_new_state_ends_the_asking(server, house):
    house.fetch()
    server.says["Email/changes"] = [{"created": ["x"]}]

    assert house.fetch() == []


def test_what_went_from_where_we_listen_is_told_where_that_matters(server):
    house = House(server.settings(when_removed="mark"))
    for name in ("e1", "e2", "e3", "e4"):
        server.put(name, name.encode())
    house.fetch()

    server.destroy("e1")
    server.move("e2", "bin")
    house.fetch()
    assert sorted(house.removed) == ["JMAP;A1;e1", "JMAP;A1;e2"]

    server.destroy("e3")
    server.forgotten = 100
    house.fetch()
    assert house.removed[2:] == ["JMAP;A1;e1", "JMAP;A1;e2", "JMAP;A1;e3"]


def test_another_account_under_the_same_name_is_heard_from_its_beginning(server, house):
    server.put("e1", b"one")
    house.fetch()
    server.session["primaryAccounts"] = {"urn:ietf:params:jmap:mail": "A2"}
    server.put("e2", b"two")

    assert house.fetch() == [b"two"]
    assert house.cursors["JMAP"]["account"] == "A2"


def test_only_what_is_wanted_of_the_past_is_taken(server):
    server.put("e1", b"old", at=OLD)
    server.put("e2", b"new", at="2026-02-02T00:00:00Z")
    day, now = House(server.settings(since="2026-01-31")), House(server.settings(since="now"))

    assert (day.fetch(), now.fetch()) == ([b"new"], [])
    server.put("e3", b"three")
    server.move("e1", "in")
    assert (day.fetch(), now.fetch()) == ([b"three"], [b"three"])
    assert (day.compare(), now.compare()) == ((2, 0), (1, 0))


@pytest.mark.parametrize("status", [404, 500])
def test_a_mail_that_is_not_handed_over_is_noted_and_tried_again_by_the_comparison(server, house, status):
    server.put("e1", b"one")
    server.put("e2", b"two")
    server.blobs["Be1"] = status

    assert sorted(house.fetch()) == [b"", b"two"]
    assert "JMAP;A1;e1 (withheld by the server)" in house.origins
    server.move("e1", "in")
    assert house.fetch() == []
    assert house.compare() == (2, 0)
    del server.blobs["Be1"]
    assert house.compare() == (2, 1)
    assert house.compare() == (2, 0)


def test_a_mail_that_went_while_we_read_is_no_mail(server, house):
    server.put("e1", b"one")
    server.blobs["Be1"] = 404
    told = {"state": "1", "list": [server.emails["e1"]]}
    server.says["Email/get"] = [{"state": "1"}, told, {"list": []}]

    assert house.fetch() == []
    assert house.origins == {}


def test_a_mail_larger_than_any_is_not_fetched(server, house):
    server.put("e1", b"one")
    server.emails["e1"]["size"] = 1 << 40

    assert house.fetch() == [b""]


def test_large_mails_come_in_steps_of_their_own(server, house, monkeypatch):
    monkeypatch.setattr(accounts, "STEP_BYTES", 4)
    server.put("e1", b"one", at=OLD)
    server.put("e2", b"two")
    server.put("e3", b"three")

    assert sorted(house.fetch(most=2)) == [b"one", b"two"]
    assert house.fetch() == [b"three"]


def test_the_gap_report_counts_and_brings_what_is_not_here(server, house):
    assert house.compare() == (0, 0)
    server.put("e1", b"one")
    server.put("e2", b"two")
    house.fetch()
    del house.origins["JMAP;A1;e1"]
    server.put("e3", b"not fetched yet")

    assert house.compare() == (2, 1)
    assert house.compare() == (2, 0)
    server.forgotten = 100
    assert house.compare() == (0, 0)


def test_a_comparison_says_what_the_server_says(server, house):
    house.fetch()
    server.says["Email/query"] = ["forbidden"]

    with pytest.raises(ChannelError, match="forbidden"):
        house.compare()


def test_a_mail_that_goes_while_the_list_is_read_does_not_break_it(server, house):
    for name in ("e1", "e2", "e3"):
        server.put(name, name.encode())
    server.most_listed = 1
    server.says["Email/query"] = [{"ids": ["gone"]}, "anchorNotFound"]
    assert len(house.fetch()) == 3

    server.says["Email/query"] = ["anchorNotFound"] * 3
    server.forgotten = 100
    server.put("e4", b"four")
    with pytest.raises(ChannelError, match="anchorNotFound"):
        house.fetch()


def test_a_server_that_takes_less_at_once_than_it_says_is_asked_for_less(server, house):
    for number in range(4):
        server.put(f"e{number}", b"%d" % number)
    server.says["Email/get"] = [{"state": "4"}, "requestTooLarge", "requestTooLarge"]

    assert len(house.fetch()) == 4

    server.put("e9", b"nine")
    server.says["Email/get"] = ["requestTooLarge"] * 20
    with pytest.raises(ChannelError, match="requestTooLarge"):
        house.fetch()


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
