"""Facts about the mail channel as a whole: what it can do with which settings."""

from __future__ import annotations

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.settings import parse
from hearback.channels.mail.tests.archives import as_mbox, mail
from hearback.channels.mail.tests.mails import mail as letter
from hearback.channels.mail.tests.signing import OUTSIDE, Town, signed
from hearback.channels.mail.tests.smtp_server import settings_for as smtp_settings
from hearback.channels.mail.tests.smtp_server import smtp_server
from hearback.channels.registry import channel

MAILBOX = {"address": "team@example.org", "imap_host": "imap.example.org", "imap_password": "open sesame"}


def test_the_channel_is_found_by_its_kind():
    assert channel("mail") is CHANNEL
    assert (CHANNEL.can_fetch, CHANNEL.can_listen, CHANNEL.can_answer, CHANNEL.can_import) == (True,) * 4


def test_a_mailbox_answers_when_it_has_a_server_for_that():
    assert CHANNEL.is_ready_to_answer(parse(MAILBOX | {"smtp_host": "smtp.example.org"}))
    assert not CHANNEL.is_ready_to_answer(parse(MAILBOX))


def test_it_says_who_is_proven_by_what_the_settings_trust(monkeypatch):
    town = Town()
    monkeypatch.setattr(CHANNEL, "names", town)
    fresh = OUTSIDE.encode() + signed(letter(), town)
    told = b"Authentication-Results: mx.example.net; dmarc=pass\n" + OUTSIDE.encode() + letter()
    mailbox, believing = parse(MAILBOX), parse(MAILBOX | {"checked_by": " MX.example.net., b"})

    assert CHANNEL.prove(mailbox, fresh, origin="INBOX;1;1", may_ask=True).by == "dkim"
    assert not CHANNEL.prove(mailbox, fresh, origin="INBOX;1;1", may_ask=False).was_checked
    assert not CHANNEL.prove(
        parse(MAILBOX | {"check_senders": "off"}), fresh, origin="INBOX;1;1", may_ask=True
    ).was_checked
    assert CHANNEL.prove(believing, told, origin="INBOX;1;1", may_ask=False).by == "dmarc"
    assert believing.trusted_relays == frozenset()


def test_what_lies_among_sent_mail_is_ours_whatever_way_it_went():
    gone = b"Received: from pc (pc [198.51.100.7]) by smtp.hoster.example with ESMTPSA\n" + letter()
    mailbox = parse(MAILBOX | {"sent_folder": "[Mail]/Sent;1"})

    assert CHANNEL.prove(mailbox, gone, origin="[Mail]/Sent;1;7;3", may_ask=False).verdict == "proven"
    assert CHANNEL.prove(mailbox, letter(From=None), origin="[Mail]/Sent;1;7;4", may_ask=False).verdict == "unknown"
    assert CHANNEL.prove(mailbox, gone, origin="INBOX;7;3", may_ask=False).verdict == "unknown"


def test_an_archive_says_that_it_takes_nothing_by_itself():
    look = CHANNEL.look(parse({"address": "team@example.org"}))

    assert look.sentence == "This source takes nothing by itself; it holds the archives that you import."
    assert (look.count, look.name) == (None, "team@example.org")


def test_what_an_archive_holds_can_be_read(tmp_path):
    path = tmp_path / "archive.mbox"
    path.write_bytes(as_mbox(mail(1), mail(2)))

    (step,) = CHANNEL.import_file(path, position={})

    assert [CHANNEL.read(arrival.raw).subject for arrival in step.arrivals] == ["Question 1", "Question 2"]


def test_the_connection_test_tells_every_way_out_and_tries_the_second_server():
    with smtp_server() as (_, first), smtp_server() as (_, second):
        ways = {"second_host": "localhost", "second_port": second, "second_security": "none"}
        both = CHANNEL.look(smtp_settings(first, **ways, provider="postmark", provider_key="k"))
        only = CHANNEL.look(smtp_settings(first, smtp_host="", provider="unisender_go", provider_key="k"))

    assert both.sentence.endswith(
        "Answers leave through 127.0.0.1, or when that cannot be reached Postmark, then localhost."
    )
    assert only.sentence.endswith("Answers leave through Unisender Go.")
    with pytest.raises(ChannelError, match="port 9, does not answer"):
        CHANNEL.look(smtp_settings(first, smtp_host="", **ways | {"second_port": 9}))
