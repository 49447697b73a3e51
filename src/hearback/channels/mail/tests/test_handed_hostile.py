"""Facts about those who hand mail over wrongly, slowly, without end or with harm in mind: none of it gets far."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace

import pytest

from hearback.channels.mail.handed import door, line, opened, talking
from hearback.channels.mail.handed.room import Full, Room
from hearback.channels.mail.tests.handed_town import LMTP, Caller, begun, calls, lmtp, town

__all__ = ["calls", "lmtp", "town"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (["MAIL FROM:<a@example.net>"], "503 5.5.1"),
        (["LHLO"], "501 5.5.4"),
        (["LHLO (me)"], "501 5.5.4"),
        (["WHO"], "500 5.5.2"),
        (["LHLO me", "RCPT TO:<team@example.org>"], "503 5.5.1"),
        (["LHLO me", "DATA"], "503 5.5.1"),
        (["LHLO me", "DATA now"], "501 5.5.4"),
        (["LHLO me", "STARTTLS"], "502 5.5.1"),
        (["LHLO me", "MAIL TO:<a@example.net>"], "501 5.5.4"),
        (["LHLO me", "MAIL FROM:a@example.net"], "501 5.1.3"),
        (["LHLO me", "MAIL FROM:<a b@example.net>"], "501 5.1.3"),
        (["LHLO me", "MAIL FROM:<a\x00b@example.net>"], "501 5.1.3"),
        (["LHLO me", "MAIL FROM:<a\udcffb@example.net>"], "501 5.1.3"),
        (["LHLO me", f"MAIL FROM:<{'a' * 2000}@example.net>"], "501 5.1.3"),
        (["LHLO me", "MAIL FROM:<a@example.net> BODY=BINARYMIME"], "501 5.5.4"),
        (["LHLO me", "MAIL FROM:<a@example.net> FUTURE=1"], "555 5.5.4"),
        (["LHLO me", "MAIL FROM:<a@example.net> SIZE=x"], "501 5.5.4"),
        (["LHLO me", "MAIL FROM:<a@example.net> SIZE=64000001"], "552 5.3.4"),
        (["LHLO me", "MAIL FROM:<a@example.net>", "MAIL FROM:<b@example.net>"], "503 5.5.1"),
        (["LHLO me", "MAIL FROM:<>", "RCPT TO:<nobody@example.org>"], "550 5.1.1"),
        (["LHLO me", "MAIL FROM:<>", "RCPT TO:<postmaster>"], "550 5.1.1"),
        (["LHLO me", "MAIL FROM:<>", "RCPT TO:<>"], "550 5.1.1"),
        (["LHLO me", 'MAIL FROM:<"a b"@example.net>', "RCPT TO:<team@example.org> NOTIFY=NEVER"], "555 5.5.4"),
        (["LHLO me", "MAIL FROM:<>", "RCPT TO:<team@example.org>", "RSET", "DATA"], "503 5.5.1"),
    ],
)
def test_what_cannot_be_is_refused_and_the_talk_goes_on(lmtp, town, calls, said, answer):
    caller = calls(lmtp)

    assert caller.says(*said).startswith(answer)
    assert caller.says("NOOP").startswith("250")
    assert town.kept == []


@pytest.mark.parametrize(
    "smuggled",
    [b"\n.\n", b"\n.\r\n", b"a\nb\r\n.\r\n", b"\n\n.\r\n"],
    ids=["lf-dot-lf", "lf-dot-crlf", "lf-alone", "two"],
)
def test_a_second_mail_cannot_be_smuggled_in_behind_another_kind_of_line_end(lmtp, town, calls, smuggled):
    caller = begun(calls(lmtp))
    caller.says("DATA")

    caller.sends(
        b"Hello" + smuggled + b"MAIL FROM:<ceo@example.org>\r\nRCPT TO:<team@example.org>\r\nDATA\r\nPay\r\n.\r\n"
    )

    assert caller.hears().startswith("550 5.5.2")
    assert caller.is_sent_away()
    assert town.kept == []


def test_a_lone_carriage_return_ends_nothing(lmtp, town, calls):
    caller = begun(calls(lmtp))
    caller.says("DATA")

    caller.sends(b"Hello\r.\rMAIL FROM:<ceo@example.org>\r\n\r.\r\n.\r\n")

    assert caller.hears().startswith("250")
    assert [one.content for _, one in town.kept] == [b"Hello\r.\rMAIL FROM:<ceo@example.org>\r\n\r.\r\n"]


@pytest.mark.parametrize("said", [b"NOOP\n", b"NO\rOP\r\n"])
def test_a_command_with_another_line_end_ends_the_talk(lmtp, calls, said):
    caller = calls(lmtp)

    caller.sends(said)

    assert caller.hears().startswith("521 5.5.2")
    assert caller.is_sent_away()


@pytest.mark.parametrize("said", [b"NOOP " + b"x" * 8_190 + b"\r\n", b"x" * 9_000])
def test_a_command_without_end_ends_the_talk(lmtp, calls, said):
    caller = calls(lmtp)

    caller.sends(said)

    assert caller.hears().startswith("500 5.5.2")


@pytest.mark.parametrize("size", [60, 200_000], ids=["a-bit", "much"])
def test_a_mail_that_is_too_large_is_refused_and_the_talk_goes_on(town, calls, size):
    with opened(replace(LMTP, largest_bytes=50), town) as small:
        caller = begun(calls(small))
        caller.says("DATA")

        caller.sends(b"x" * size + b"\r\n.\r\n")

        assert caller.hears().startswith("552 5.3.4")
        assert caller.says("NOOP").startswith("250")
        assert town.kept == []


def test_a_mail_that_went_through_too_many_servers_is_refused(lmtp, town, calls):
    caller = begun(calls(lmtp))
    caller.says("DATA")

    caller.sends(b"Subject: x\r\n" + b"Received: by a\r\n" * 101 + b"\r\nHello\r\n.\r\n")

    assert caller.hears().startswith("554 5.4.6")


def test_a_head_of_any_size_is_only_bytes(lmtp, town, calls):
    caller = begun(calls(lmtp))
    caller.says("DATA")
    bomb = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 50) for number in range(100_000)) + b"X: " + b"z" * 2_000_000

    caller.sends(bomb + b"\r\n\r\nHello\r\n.\r\n")

    assert caller.hears().startswith("250")
    assert town.kept[0][1].content == bomb + b"\r\n\r\nHello\r\n"


def test_a_mail_that_breaks_off_is_not_taken(lmtp, town, calls):
    caller = begun(calls(lmtp))
    caller.says("DATA")
    caller.sends(b"Hello\r\n.\r")
    caller.file.close()
    caller.socket.close()

    assert begun(calls(lmtp)).says("NOOP").startswith("250")
    assert town.kept == []


def test_a_mail_that_comes_byte_by_byte_is_taken(lmtp, town, calls):
    caller = begun(calls(lmtp))
    caller.says("DATA")
    for one in b"Hello\r\n..\r\n.\r\n":
        caller.sends(bytes([one]))

    assert caller.hears().startswith("250")
    assert town.kept[0][1].content == b"Hello\r\n.\r\n"


def test_who_is_silent_is_sent_away(town, calls):
    with opened(replace(LMTP, silence_seconds=0.1), town) as impatient:
        assert calls(impatient).is_sent_away()


def test_who_takes_too_long_over_one_mail_is_sent_away(lmtp, town, calls, monkeypatch):
    monkeypatch.setattr(talking, "_CONTENT_SECONDS", 0.3)
    caller = begun(calls(lmtp))
    caller.says("DATA")

    with pytest.raises(ConnectionError):  # noqa: PT012  # the moment at which it ends is not known
        for _ in range(100):
            caller.sends(b"x")
            time.sleep(0.02)
        raise AssertionError("still listening")


def test_who_makes_too_many_mistakes_is_sent_away(lmtp, calls):
    caller = calls(lmtp)
    for _ in range(talking.MOST_MISTAKES + 1):
        caller.says("WHAT")

    assert caller.hears().startswith("421 4.7.0")
    assert caller.is_sent_away()


def test_who_talks_without_end_and_brings_nothing_is_sent_away(lmtp, calls, monkeypatch):
    monkeypatch.setattr(talking, "MOST_COMMANDS_WITHOUT_MAIL", 3)
    caller = calls(lmtp)

    caller.says("NOOP", "NOOP", "NOOP", "NOOP")

    assert caller.hears().startswith("421 4.7.0")


def test_a_mail_has_so_many_recipients_and_no_more(lmtp, calls, monkeypatch):
    monkeypatch.setattr(talking, "MOST_RECIPIENTS", 2)
    caller = begun(calls(lmtp), "a@all.example", "b@all.example")

    assert caller.says("RCPT TO:<c@all.example>").startswith("452 4.5.3")


def test_many_callers_are_served_at_once_and_one_too_many_is_asked_to_come_again(town, calls):
    crowded = door.Door(LMTP, town, host="127.0.0.1", port=0, most=30)
    callers = [calls(crowded) for _ in range(30)]

    late = Caller(crowded.port)

    assert late.greeting.startswith("421 4.3.2")
    late.file.close()
    late.socket.close()
    threads = [threading.Thread(target=lambda one=one: begun(one).says("DATA")) for one in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for caller in callers:
        caller.sends(b"Hello\r\n.\r\n")
    assert [caller.hears()[:3] for caller in callers] == ["250"] * 30
    assert len(town.kept) == 30
    crowded.close()
    assert callers[0].is_sent_away()


def test_a_stranger_gets_a_few_lines_only(town, monkeypatch):
    with opened(LMTP, town) as opened_door:
        assert [opened_door._may_come("192.0.2.1") for _ in range(door.MOST_OF_ONE_STRANGER + 1)][-2:] == [True, False]
        assert opened_door._may_come("192.0.2.2")


def test_a_bug_ends_one_talk_and_not_the_others(lmtp, town, calls, monkeypatch):
    monkeypatch.setattr(town, "home_of", None)
    caller = calls(lmtp)

    assert caller.says("LHLO me", "MAIL FROM:<>", "RCPT TO:<team@example.org>").startswith("421 4.3.0")
    assert calls(lmtp).says("NOOP").startswith("250")


def test_more_than_there_is_room_for_is_to_come_again(town, calls, monkeypatch):
    monkeypatch.setattr(door, "MOST_BYTES_AT_ONCE", 1_000)
    with opened(LMTP, town) as narrow:
        caller = begun(calls(narrow))
        caller.says("DATA")
        caller.sends(b"x" * 2_000)

        assert caller.hears().startswith("452 4.3.1")


def test_room_is_given_back():
    room = Room(10)
    with room.held() as one:
        one.grow(8)
        with pytest.raises(Full):
            one.grow(3)
    with room.held() as other:
        other.grow(10)
        assert other.size_bytes == 10


def test_who_hangs_up_while_we_speak_is_gone():
    ours, theirs = socket.socketpair()
    theirs.close()

    with pytest.raises(line.Gone):
        line.Line(ours, silence_seconds=1).say("x" * 5_000_000)
    ours.close()
