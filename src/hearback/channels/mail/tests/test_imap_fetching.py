"""Facts about fetching by IMAP: every mail once, in bounded steps, whatever the server does."""

from __future__ import annotations

from hashlib import sha256

import pytest

from hearback.channels.contract import ChannelError, Fetched
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.imap import listed, opened
from hearback.channels.mail.settings import parse
from hearback.channels.mail.tests.imap_server import Folder, ImapServer, imap_server, settings_for


def mail(number: int) -> bytes:
    return b"Subject: Question %d\r\n\r\nWhen?\r\n" % number


def steps(server: ImapServer, cursors=None, **changes) -> list[Fetched]:
    """Return the steps that brought something."""
    taken = CHANNEL.fetch(settings_for(server, **changes), cursors=cursors or {})
    return [step for step in taken if step.arrivals]


def place_of(step: Fetched) -> tuple[int, int]:
    return step.position["uidvalidity"], step.position["uid"]


def raws(server: ImapServer, cursors=None, **changes) -> list[bytes]:
    return [arrival.raw for step in steps(server, cursors, **changes) for arrival in step.arrivals]


def until_error(server: ImapServer, cursors=None, **changes) -> tuple[list[Fetched], ChannelError]:
    taken = []
    try:
        for step in CHANNEL.fetch(settings_for(server, **changes), cursors=cursors or {}):
            taken.append(step)  # noqa: PERF402 - what came before the error counts
    except ChannelError as error:
        return [step for step in taken if step.arrivals], error
    raise AssertionError("nothing went wrong")


@pytest.fixture
def server():
    with imap_server(folders={"INBOX": Folder()}) as running:
        yield running


def test_what_a_folder_holds_comes_with_a_cursor_that_brings_only_what_is_new(server):
    server.folders["INBOX"].put(mail(1), mail(2))

    (step,) = steps(server)

    assert [arrival.raw for arrival in step.arrivals] == [mail(1), mail(2)]
    assert [arrival.origin for arrival in step.arrivals] == ["INBOX;7;1", "INBOX;7;2"]
    assert step.arrivals[0].fingerprint == sha256(mail(1)).digest()
    assert (step.place, place_of(step), step.remaining) == ("INBOX", (7, 2), 0)
    assert steps(server, {"INBOX": step.position}) == []
    server.folders["INBOX"].put(mail(3))
    assert raws(server, {"INBOX": step.position}) == [mail(3)]


def test_nothing_on_the_server_is_changed(server):
    server.folders["INBOX"].put(mail(1))

    steps(server)

    names = {command.split(b" ")[0] for command in server.commands}
    assert names == {b"CAPABILITY", b"AUTHENTICATE", b"EXAMINE", b"UID", b"LOGOUT"}
    assert all(b"BODY.PEEK[]" in command or b"RFC822.SIZE" in command for command in server.asked(b"UID"))


def test_any_bytes_arrive_as_they_are(server):
    strange = bytes(range(256)) + b"\r\nh1 OK done\r\n) {5}\r\n* BYE\r\n\xff"
    server.folders["INBOX"].put(strange, b"", mail(1))

    assert raws(server) == [strange, b"", mail(1)]


def test_steps_are_bounded_by_count(server, monkeypatch):
    monkeypatch.setattr(listed, "STEP_MAILS", 2)
    server.folders["INBOX"].put(*map(mail, range(5)))

    taken = steps(server)

    assert [len(step.arrivals) for step in taken] == [2, 2, 1]
    assert [step.remaining for step in taken] == [3, 1, 0]
    assert [step.position["uid"] for step in taken] == [2, 4, 5]


def test_a_large_mail_comes_in_a_step_of_its_own(server, monkeypatch):
    monkeypatch.setattr(listed, "STEP_BYTES", 1000)
    large = mail(2) + b"x" * 5000
    server.folders["INBOX"].put(mail(1), large, mail(3), mail(4))

    assert [[len(arrival.raw) for arrival in step.arrivals] for step in steps(server)] == [
        [len(mail(1))],
        [len(large)],
        [len(mail(3)), len(mail(4))],
    ]


def test_of_a_mail_beyond_all_measure_the_beginning_comes(server, monkeypatch):
    monkeypatch.setattr(listed, "LARGEST_MAIL_BYTES", 1000)
    monkeypatch.setattr(listed, "STEP_BYTES", 1000)
    server.folders["INBOX"].put(b"x" * 5000, mail(2))

    assert raws(server) == [b"x" * 1000, mail(2)]


def test_gaps_between_uids_are_crossed_in_few_questions(server):
    server.folders["INBOX"].mails = {5: mail(5), 4_000_000_000: mail(6)}

    assert raws(server) == [mail(5), mail(6)]
    assert len(server.asked(b"RFC822.SIZE")) < 12


def test_a_crowded_stretch_of_uids_is_asked_for_piece_by_piece(server, monkeypatch):
    monkeypatch.setattr(opened, "_STRETCH", 3)
    server.folders["INBOX"].put(*map(mail, range(40)))

    assert raws(server) == [mail(number) for number in range(40)]
    assert len(server.asked(b"RFC822.SIZE")) > 3


def test_a_server_that_does_not_tell_its_next_uid_brings_no_mail_twice(server):
    folder = server.folders["INBOX"]
    folder.tells_next_uid = False
    folder.put(mail(1), mail(2))

    (step,) = steps(server)

    assert [arrival.raw for arrival in step.arrivals] == [mail(1), mail(2)]
    assert steps(server, {"INBOX": step.position}) == []
    assert b"UID FETCH 3:* (UID RFC822.SIZE)" in server.commands


def test_a_new_uidvalidity_brings_the_folder_from_its_beginning(server):
    server.folders["INBOX"].put(mail(1), mail(2))
    (step,) = steps(server)

    server.folders["INBOX"].uidvalidity = 8

    (again,) = steps(server, {"INBOX": step.position})
    assert [arrival.raw for arrival in again.arrivals] == [mail(1), mail(2)]
    assert [arrival.fingerprint for arrival in again.arrivals] == [arrival.fingerprint for arrival in step.arrivals]
    assert place_of(again) == (8, 2)


def test_what_servers_say_unasked_does_no_harm(server):
    server.noise = (
        b"* 9 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen $Label))\r\n* 1 FETCH (UID 1 FLAGS ())\r\n* OK [ALERT] soon\r\n"
        b"* 2 FETCH (FLAGS (\\Recent) UID x RFC822.SIZE 3)\r\n* 2 FETCH (UID 2 RFC822.SIZE many)\r\n* 3 FETCH\r\n"
        b'* 1 EXPUNGE\r\n* VANISHED 3\r\n* 2 FETCH "(\\"[ NIL ) (x\r\n* \r\n\r\n'
    )
    server.folders["INBOX"].put(mail(1), mail(2))

    assert raws(server) == [mail(1), mail(2)]


def test_a_mail_removed_while_we_look_is_passed_over(server):
    folder = server.folders["INBOX"]
    folder.put(mail(1), mail(2), mail(3))
    server.withheld = {2: "nil"}

    def remove_before_asked_again(session, tag, command):
        if b"RFC822.SIZE" in command and len(server.asked(b"RFC822.SIZE")) > 1:
            folder.mails.pop(2, None)
        session.do_uid_fetch(tag, command)

    server.scripts["UID_FETCH"] = remove_before_asked_again

    (step,) = steps(server)
    assert [arrival.raw for arrival in step.arrivals] == [mail(1), mail(3)]
    assert step.position["uid"] == 3


def test_a_folder_emptied_while_we_look_gives_nothing(server):
    server.folders["INBOX"].put(mail(1))

    def empty_before_bodies(session, tag, command):
        if b"BODY" in command:
            session.folder.mails.clear()
        session.do_uid_fetch(tag, command)

    server.scripts["UID_FETCH"] = empty_before_bodies

    assert steps(server) == []


@pytest.mark.parametrize("how", ["no", "nil"])
def test_a_mail_the_server_keeps_back_becomes_an_empty_arrival_once_a_later_one_comes(server, how):
    server.folders["INBOX"].put(mail(1), mail(2), mail(3))
    server.withheld = {2: how}

    (step,) = steps(server)

    assert [arrival.raw for arrival in step.arrivals] == [mail(1), b"", mail(3)]
    assert step.arrivals[1].origin == "INBOX;7;2 (withheld by the server)"
    assert len({arrival.fingerprint for arrival in step.arrivals}) == 3
    assert step.position["uid"] == 3


def test_mails_kept_back_at_the_end_are_asked_for_again_next_time(server):
    server.folders["INBOX"].put(mail(1), mail(2), mail(3))
    server.withheld = {2: "no", 3: "nil"}

    (step,), error = until_error(server)

    assert [arrival.raw for arrival in step.arrivals] == [mail(1)]
    assert step.position["uid"] == 1
    assert str(error) == "The mail server does not hand over 2 of the mails in INBOX."
    assert not error.lasting
    server.withheld.clear()
    assert raws(server, {"INBOX": step.position}) == [mail(2), mail(3)]


def test_a_server_that_hands_over_nothing_moves_no_cursor(server):
    server.folders["INBOX"].put(mail(1))
    server.withheld = {1: "no"}

    taken, error = until_error(server)

    assert taken == []
    assert not error.lasting


def test_a_folder_that_is_gone_is_told_after_the_others_were_fetched(server):
    server.folders["Sent"] = Folder()
    server.folders["Sent"].put(mail(2))

    taken, error = until_error(server, folders="Old, Sent")

    assert [(step.place, len(step.arrivals)) for step in taken] == [("Sent", 1)]
    assert str(error) == "The folder Old is not on the mail server; was it renamed or removed?"
    assert error.lasting


def test_a_folder_that_is_busy_is_asked_for_again_later(server):
    server.scripts["EXAMINE"] = b"TAG NO [INUSE] Mailbox is locked\r\n"

    _, error = until_error(server)

    assert str(error) == "The folder INBOX cannot be read just now: Mailbox is locked"
    assert not error.lasting


def test_a_line_that_breaks_leaves_what_came_before_it(server, monkeypatch):
    monkeypatch.setattr(listed, "STEP_MAILS", 2)
    server.folders["INBOX"].put(*map(mail, range(5)))

    def break_in_the_third_mail(session, tag, command):
        if b"BODY" in command and b"3" in command:
            session.say(b"* 3 FETCH (UID 3 BODY[] {1000}\r\nSubject: Que")
            session.hang_up()
        session.do_uid_fetch(tag, command)

    server.scripts["UID_FETCH"] = break_in_the_third_mail
    (step,), error = until_error(server)

    assert [arrival.raw for arrival in step.arrivals] == [mail(0), mail(1)]
    assert str(error) == f"127.0.0.1, port {server.port}, closed the connection."
    assert not error.lasting
    server.scripts.clear()
    assert raws(server, {"INBOX": step.position}) == [mail(2), mail(3), mail(4)]


def test_the_first_import_can_begin_on_a_day(server):
    folder = server.folders["INBOX"]
    folder.put(*map(mail, range(1, 6)))
    folder.days = {4: " 3-Mar-2026", 5: " 4-Mar-2026"}

    taken = raws(server, since="2026-03-03")

    assert taken == [mail(4), mail(5)]
    assert b"UID SEARCH SINCE 3-Mar-2026" in server.commands


def test_nothing_is_imported_when_nothing_is_as_new_as_that(server):
    server.folders["INBOX"].put(mail(1))

    assert raws(server, since="2026-03-03") == []
    server.folders["INBOX"].tells_next_uid = False
    assert raws(server, since="2026-03-03") == []


def test_once_begun_the_cursor_counts_and_not_the_day(server):
    server.folders["INBOX"].put(mail(1), mail(2))

    assert raws(server, {"INBOX": {"uidvalidity": 7, "uid": 1}}, since="2026-03-03") == [mail(2)]
    assert server.asked(b"SEARCH") == []


def test_an_archive_has_nothing_to_fetch():
    assert list(CHANNEL.fetch(parse({}), cursors={})) == []


def test_a_caller_who_stops_early_leaves_no_connection_open(server, monkeypatch):
    monkeypatch.setattr(listed, "STEP_MAILS", 1)
    server.folders["INBOX"].put(mail(1), mail(2))
    fetched = CHANNEL.fetch(settings_for(server), cursors={})

    next(fetched)
    fetched.close()

    assert [command for command in server.commands if b"2" in command and b"BODY" in command] == []
