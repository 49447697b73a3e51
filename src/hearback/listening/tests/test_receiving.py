"""Facts about mail that a mail server hands to a house: it is kept before yes is said, once, and then heard."""

from __future__ import annotations

import os
import signal
import smtplib
import threading
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.raw_mail import mail

from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.handed import Handed, NotNow
from hearback.channels.mail.settings import InvalidSettings, parse
from hearback.channels.mail.tests.certificates import write_certificate
from hearback.conversations.models import Delivery, Message
from hearback.listening import receiving
from hearback.listening.bringing import fetch, hear_left_over
from hearback.listening.jobs import REST
from hearback.listening.management.commands import listen_mail
from hearback.listening.models import Arrival
from hearback.listening.queries import raws
from hearback.listening.receiving import Receiver
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.sources.queries import can_compare, is_archive

SETTINGS = parse(
    {"address": "hello@rotor.example", "handed_over": "on", "handed_for": "shop@rotor.example, *@all.example"}
)
ANN = "ann@example.net"


@pytest.fixture
def handed_box(db) -> Source:
    return connect(kind="mail", name="Handed", settings=SETTINGS, address="hello@rotor.example")


def on_the_wire(body: str, *, key: str) -> bytes:
    return mail(body, key=key).replace(b"\n", b"\r\n")


def handed(raw: bytes, *recipients: str) -> Handed:
    return Handed(raw, ANN, recipients or ("hello@rotor.example",), "LMTP", "mx.example.net", "127.0.0.1", "box")


def test_a_mail_that_was_taken_is_an_arrival_with_its_envelope_and_is_heard_next(handed_box):
    Receiver().take(handed_box.pk, handed(mail("When do you open?", key="1@example.net"), "hello+x@rotor.example"))

    (arrival,) = Arrival.objects.filter(source=handed_box)
    raw = raws([arrival])[arrival.id]
    assert raw.startswith(b"Return-Path: <ann@example.net>\r\nDelivered-To: hello+x@rotor.example\r\nReceived: from mx")
    assert "hello+x@rotor.example" in CHANNEL.read(raw).addressed_to
    assert ProcrastinateJob.objects.filter(task_name=REST, args={"source": handed_box.pk}).count() == 1
    handed_box.refresh_from_db()
    assert handed_box.last_heard_at is not None
    assert hear_left_over(handed_box).messages == 1
    assert Message.objects.count() == 1


def test_the_same_mail_handed_over_again_changes_nothing(handed_box):
    for _ in range(3):
        Receiver().take(handed_box.pk, handed(mail("When?", key="1@example.net")))
        hear_left_over(handed_box)

    assert (Arrival.objects.count(), Message.objects.count(), Delivery.objects.count()) == (1, 1, 1)


def test_the_same_mail_for_another_address_of_the_mailbox_is_a_second_delivery(handed_box):
    for one in ("hello@rotor.example", "shop@rotor.example"):
        Receiver().take(handed_box.pk, handed(mail("When?", key="1@example.net"), one))
    hear_left_over(handed_box)

    assert (Arrival.objects.count(), Message.objects.count(), Delivery.objects.count()) == (2, 1, 2)


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [
        ("HELLO@rotor.example", True),
        ("hello+token@rotor.example", True),
        ("shop@rotor.example", True),
        ("anybody@all.example", True),
        ("help@rotor.example", False),
        ("looked@rotor.example", False),
    ],
)
def test_only_mailboxes_that_are_set_so_take_what_is_handed_over(handed_box, address, is_ours):
    looked_into = replace(SETTINGS, handed_over=False, handed_for="", address="looked@rotor.example")
    connect(kind="mail", name="Looked into", settings=looked_into, address="looked@rotor.example")

    assert Receiver().home_of(address) == (handed_box.pk if is_ours else None)


def test_of_two_mailboxes_with_one_address_the_older_has_it(handed_box):
    connect(kind="mail", name="Later", settings=SETTINGS, address="hello@rotor.example")

    assert Receiver().home_of("hello@rotor.example") == handed_box.pk


def test_mail_for_a_paused_mailbox_is_to_come_again(handed_box):
    Source.objects.update(is_paused=True)

    with pytest.raises(NotNow, match="paused"):
        Receiver().home_of("hello@rotor.example")
    assert Receiver().home_of("nobody@example.org") is None


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_a_database_the_mail_is_to_come_again(handed_box, monkeypatch, error):
    def broken(*_, **__):
        raise error("gone")

    monkeypatch.setattr(receiving, "store", broken)

    with pytest.raises(NotNow, match="stored just now"):
        Receiver().take(handed_box.pk, handed(b"Subject: x\r\n\r\n"))


def test_a_mailbox_that_went_takes_nothing(db):
    with pytest.raises(NotNow):
        Receiver().take(999, handed(b"Subject: x\r\n\r\n"))


def test_nothing_is_fetched_or_compared_where_mail_is_handed_over(handed_box):
    assert (is_archive(handed_box), can_compare(handed_box), fetch(handed_box).arrivals) == (False, False, 0)
    assert list(CHANNEL.compare(SETTINGS, cursors={}, known=lambda _: set())) == []
    assert CHANNEL.look(SETTINGS).sentence == (
        "Whatever your mail server hands to `hearback listen-mail` for anybody at all.example and hello@rotor.example"
        " and shop@rotor.example is taken; nothing came so far."
    )


@pytest.mark.parametrize(
    ("filled_in", "wrong"),
    [
        ({"handed_over": "on"}, "address"),
        ({"address": "a@example.org", "handed_over": "on", "handed_for": "shop, b@example.org"}, "handed_for"),
        (
            {"address": "a@example.org", "handed_over": "on", "imap_host": "imap.example.org", "imap_password": "x"},
            "handed_over",
        ),
        ({"address": "a@example.org", "jmap_url": "api.example.org"}, "jmap_password"),
        ({"address": "a@example.org", "jmap_url": "ftp://x y", "jmap_password": "x"}, "jmap_url"),
        (
            {
                "address": "a@example.org",
                "imap_host": "imap.example.org",
                "imap_password": "x",
                "jmap_url": "api.example.org",
                "jmap_password": "x",
            },
            "jmap_url",
        ),
    ],
)
def test_what_cannot_be_together_is_said_beside_its_field(filled_in, wrong):
    with pytest.raises(InvalidSettings) as error:
        parse(filled_in)

    assert set(error.value.wrong) == {wrong}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Say where mail is handed over"),
        (["--lmtp", "2424"], "is no place to listen"),
        (["--lmtp", "127.0.0.1:99999"], "is no place to listen"),
        (["--lmtp", "127.0.0.1:0", "--largest", "1000"], "from 1 to 128"),
        (["--lmtp", "192.0.2.1:0"], "Nothing can listen on 192.0.2.1"),
        (["--smtp", "no.such.host.example:0"], "Nothing can listen on no.such.host.example"),
        (["--lmtp", "127.0.0.1:0", "--certificate", "/nowhere.pem"], "The certificate in /nowhere.pem cannot be used"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_sentence(words, sentence, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    with pytest.raises(CommandError, match=sentence):
        call_command("listen_mail", *words)


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_mail_by_both_ways_until_it_is_told_to_stop(tmp_path, monkeypatch):
    box = connect(kind="mail", name="Handed", settings=SETTINGS, address="hello@rotor.example")
    write_certificate(tmp_path, "localhost")
    monkeypatch.setenv("HEARBACK_SMTP", "127.0.0.1:0")
    monkeypatch.setenv("HEARBACK_MAIL_CERTIFICATE", str(tmp_path / "certificate.pem"))
    monkeypatch.setenv("HEARBACK_MAIL_KEY", str(tmp_path / "key.pem"))
    ports, begun = [], threading.Event()

    class Out:
        def write(self, text: str) -> None:
            ports.extend([int(text.rsplit(maxsplit=1)[-1].rstrip("."))] if text.startswith("Mail") else [])

        def flush(self) -> None:
            if len(ports) == 2:
                begun.set()

    def hand_over() -> None:
        try:
            begun.wait(10)
            with smtplib.LMTP("127.0.0.1", ports[0]) as lmtp:
                lmtp.sendmail(ANN, ["hello@rotor.example"], on_the_wire("One", key="1@example.net"))
            with smtplib.SMTP("127.0.0.1", ports[1]) as smtp:
                smtp.ehlo()
                assert smtp.has_extn("starttls")
                smtp.sendmail(ANN, ["hello@rotor.example"], on_the_wire("Two", key="2@example.net"))
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    sender = threading.Thread(target=hand_over)
    sender.start()
    command = listen_mail.Command(stdout=Out())
    call_command(command, "--lmtp", "127.0.0.1:0")
    sender.join()
    for number, handler in before.items():
        signal.signal(number, handler)

    assert Arrival.objects.filter(source=box).count() == 2
