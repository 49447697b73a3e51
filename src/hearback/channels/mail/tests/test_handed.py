"""Facts about mail that is handed to us: what is taken, what is refused, and in which words."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hearback.channels.mail.handed import Handed, NotNow, Rules, door, home_among, line, opened, talking
from hearback.channels.mail.handed.room import Full, Room
from hearback.channels.mail.tests.certificates import write_certificate

LMTP = Rules(is_lmtp=True, host="box.example.org")
SMTP = replace(LMTP, is_lmtp=False)
MAIL = b"From: ann@example.net\r\nSubject: Hello\r\n\r\n..dots\r\n.\x2e\r\nend\r\n"


class Town:
    """Knows three mailboxes, and keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, Handed]] = []
        self.closed: set[int] = set()
        self.is_away = False

    def home_of(self, address: str) -> int | None:
        if self.is_away:
            raise NotNow("the house is\r\nclosed")
        return home_among({"team@example.org": 1, "help@example.org": 2, "*@all.example": 3}, address)

    def take(self, home: int, handed: Handed) -> None:
        if home in self.closed:
            raise NotNow("")
        self.kept.append((home, handed))


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def lmtp(town):
    with opened(LMTP, town) as opened_door:
        yield opened_door


@pytest.fixture
def smtp(town):
    with opened(SMTP, town) as opened_door:
        yield opened_door


class Caller:
    """Says what it likes, byte by byte."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.file = self.socket.makefile("rb")
        self.greeting = self.hears()

    def says(self, *lines: str) -> str:
        self.socket.sendall("".join(f"{one}\r\n" for one in lines).encode("utf-8", "surrogateescape"))
        return [self.hears() for _ in lines][-1]

    def sends(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def hears(self) -> str:
        while (said := self.file.readline().decode())[3:4] == "-":
            pass
        return said.strip()

    def is_sent_away(self) -> bool:
        try:
            return self.file.read() == b""
        except ConnectionError:
            return True


@pytest.fixture
def calls():
    callers = []

    def call(opened_door) -> Caller:
        callers.append(Caller(opened_door.port))
        return callers[-1]

    yield call
    for caller in callers:
        caller.file.close()
        caller.socket.close()


def begun(caller: Caller, *recipients: str, hello: str = "LHLO") -> Caller:
    caller.says(f"{hello} mx.example.net", "MAIL FROM:<ann@example.net>")
    for one in recipients or ("team@example.org",):
        caller.says(f"RCPT TO:<{one}>")
    return caller


def test_a_mail_by_lmtp_is_taken_byte_for_byte_with_its_envelope(lmtp, town):
    with smtplib.LMTP("127.0.0.1", lmtp.port) as client:
        refused = client.sendmail("ann@example.net", ["team@example.org", "nobody@example.org"], MAIL)

    ((home, handed),) = town.kept
    assert (home, handed.content, handed.sender) == (1, MAIL, "ann@example.net")
    assert (handed.recipients, handed.way, handed.client) == (("team@example.org",), "LMTP", "127.0.0.1")
    assert refused == {"nobody@example.org": (550, b"5.1.1 Nobody of that address is here")}


def test_the_envelope_stands_above_the_mail_as_a_last_server_writes_it():
    handed = Handed(
        MAIL, "ann@example.net", ("team+a@example.org", "b@example.org"), "LMTP", "mx", "2001:db8::1", "box"
    )

    raw = handed.raw(at=datetime(2026, 3, 2, 10, tzinfo=UTC))

    assert raw == (
        b"Return-Path: <ann@example.net>\r\nDelivered-To: team+a@example.org\r\nDelivered-To: b@example.org\r\n"
        b"Received: from mx ([IPv6:2001:db8::1]) by box with LMTP; Mon, 02 Mar 2026 10:00:00 +0000\r\n" + MAIL
    )


def test_the_same_mail_in_the_same_envelope_has_one_fingerprint_and_another_envelope_another():
    handed = Handed(MAIL, "ann@example.net", ("a@example.org", "b@example.org"), "LMTP", "mx", "127.0.0.1", "box")

    assert replace(handed, recipients=("b@example.org", "a@example.org"), helo="my").fingerprint == handed.fingerprint
    assert replace(handed, recipients=("a@example.org",)).fingerprint != handed.fingerprint
    assert replace(handed, sender="").fingerprint != handed.fingerprint
    assert (len(handed.fingerprint), handed.origin) == (32, "handed over by 127.0.0.1")


def test_lmtp_answers_for_each_recipient_after_the_content(lmtp, town, calls):
    town.closed = {2}
    caller = begun(calls(lmtp), "team@example.org", "help@example.org", "team@example.org", "any@all.example")

    caller.says("DATA")
    caller.sends(b"Subject: x\r\n\r\nHello\r\n.\r\n")

    assert [caller.hears()[:3] for _ in range(4)] == ["250", "451", "250", "250"]
    assert [(home, one.recipients) for home, one in sorted(town.kept, key=lambda kept: kept[0])] == [
        (1, ("team@example.org",)),
        (3, ("any@all.example",)),
    ]


def test_smtp_says_yes_only_when_the_mail_is_kept_for_everybody(smtp, town):
    with smtplib.SMTP("127.0.0.1", smtp.port) as client:
        client.sendmail("", ["team@example.org", "help@example.org"], MAIL)
        town.closed = {2}
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ann@example.net", ["team@example.org", "help@example.org"], MAIL)

    assert refused.value.smtp_code == 451
    assert [(home, one.sender, one.way) for home, one in sorted(town.kept[:2], key=lambda kept: kept[0])] == [
        (1, "", "ESMTP"),
        (2, "", "ESMTP"),
    ]


def test_what_is_offered_is_said_and_lmtp_is_not_smtp(lmtp, smtp):
    with smtplib.SMTP("127.0.0.1", smtp.port) as client:
        assert client.ehlo()[0] == 250
        assert {"size", "8bitmime", "smtputf8", "pipelining", "enhancedstatuscodes"} == set(client.esmtp_features)
        assert client.docmd("LHLO me")[0] == 500
        assert client.helo("me") == (250, b"box.example.org")
        assert client.noop()[0] == 250
        assert client.docmd("VRFY team")[0] == 252
        client.sendmail("ann@example.net", ["team@example.org"], MAIL)
    with smtplib.LMTP("127.0.0.1", lmtp.port) as client:
        assert client.docmd("EHLO me")[0] == 500
        assert client.docmd("HELO me")[0] == 500


def test_letters_of_the_wide_world_are_taken(smtp, town):
    with smtplib.SMTP("127.0.0.1", smtp.port) as client:
        client.sendmail("änn@example.net", ["jörg@all.example"], MAIL, mail_options=["SMTPUTF8", "BODY=8BITMIME"])

    assert (town.kept[0][1].sender, town.kept[0][1].recipients) == ("änn@example.net", ("jörg@all.example",))


def test_many_words_may_come_at_once(lmtp, town, calls):
    caller = calls(lmtp)

    caller.sends(
        b"LHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<TEAM+x@Example.ORG>\r\nDATA\r\nHello\r\n.\r\n"
        b"MAIL FROM:<a@example.net> SIZE=5\r\nRCPT TO:<@relay.example:team@example.org>\r\nDATA\r\n.\r\nQUIT\r\n"
    )

    assert [caller.hears()[:3] for _ in range(9)] == ["250", "250", "250", "354", "250", "250", "250", "354", "250"]
    assert caller.hears()[:3] == "221"
    assert [(one.content, one.recipients) for _, one in town.kept] == [
        (b"Hello\r\n", ("TEAM+x@Example.ORG",)),
        (b"", ("team@example.org",)),
    ]


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


def test_when_nobody_can_be_asked_the_mail_is_to_come_again(lmtp, town, calls):
    caller = calls(lmtp)
    town.is_away = True

    assert caller.says("LHLO me", "MAIL FROM:<>", "RCPT TO:<team@example.org>") == "451 4.3.0 the house is closed"


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


@pytest.fixture
def tls(tmp_path):
    certificate = write_certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    return context, ssl.create_default_context(cafile=certificate)


def test_a_mail_comes_encrypted_where_there_is_a_certificate(town, tls):
    ours, theirs = tls
    with opened(replace(SMTP, tls=ours), town) as encrypting, smtplib.SMTP("localhost", encrypting.port) as client:
        client.ehlo()
        assert client.has_extn("starttls")
        assert client.docmd("STARTTLS now")[0] == 501
        client.starttls(context=theirs)
        assert client.docmd("MAIL FROM:<ann@example.net>")[0] == 503
        client.sendmail("ann@example.net", ["team@example.org"], MAIL)
        assert not client.has_extn("starttls")

    assert town.kept[0][1].way == "ESMTPS"


@pytest.mark.parametrize(
    "behind", [b"NOOP\r\n", b"", b"no tls at all, and enough of it\r\n"], ids=["early", "gone", "odd"]
)
def test_what_is_said_before_it_is_encrypted_is_nobodys_word(town, calls, tls, behind):
    with opened(replace(LMTP, tls=tls[0]), town) as encrypting:
        caller = calls(encrypting)
        caller.sends(b"LHLO me\r\n")
        caller.hears()
        caller.sends(b"STARTTLS\r\n" + (behind if behind == b"NOOP\r\n" else b""))
        assert caller.hears().startswith("220")
        caller.sends(behind)
        caller.socket.shutdown(socket.SHUT_WR)

        try:
            left = caller.file.read()
        except ConnectionError:
            left = b""
        assert b"250" not in left


def test_who_hangs_up_while_we_speak_is_gone():
    ours, theirs = socket.socketpair()
    theirs.close()

    with pytest.raises(line.Gone):
        line.Line(ours, silence_seconds=1).say("x" * 5_000_000)
    ours.close()


def test_a_door_stands_on_the_sixth_version_too(town):
    with opened(LMTP, town, host="::1") as sixth, smtplib.LMTP("::1", sixth.port) as client:
        client.sendmail("ann@example.net", ["team@example.org"], MAIL)

    assert town.kept[0][1].client == "::1"


@pytest.mark.parametrize(
    ("address", "home"),
    [("Team@example.org", 1), ("team+a+b@example.org", 1), ("x@all.example", 3), ("x@example.org", None), ("", None)],
)
def test_an_address_belongs_to_its_mailbox(town, address, home):
    assert town.home_of(address) == home
