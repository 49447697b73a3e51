"""Facts about mailboxes that are heard by JMAP: nothing is lost, nothing doubled."""

from __future__ import annotations

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail.jmap import account as accounts
from hearback.channels.mail.tests.jmap_house import House, house, server
from hearback.channels.mail.tests.jmap_server import OLD

__all__ = ["house", "server"]


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
