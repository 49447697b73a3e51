"""Facts about mail that is handed to us: what is taken, and in which words."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hearback.channels.mail.handed import Handed, opened
from hearback.channels.mail.tests.certificates import write_certificate
from hearback.channels.mail.tests.handed_town import LMTP, MAIL, SMTP, begun, calls, lmtp, smtp, town

__all__ = ["calls", "lmtp", "smtp", "town"]


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


def test_when_nobody_can_be_asked_the_mail_is_to_come_again(lmtp, town, calls):
    caller = calls(lmtp)
    town.is_away = True

    assert caller.says("LHLO me", "MAIL FROM:<>", "RCPT TO:<team@example.org>") == "451 4.3.0 the house is closed"


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
        try:
            caller.sends(behind)
            caller.socket.shutdown(socket.SHUT_WR)
            left = caller.file.read()
        except OSError:  # the door was quicker to close than we to speak
            left = b""
        assert b"250" not in left


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
