"""Facts about bounces whose words mislead: whom they name first is not who did not get the mail."""

from __future__ import annotations

import pytest

from hearback.channels.contract import Kind
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.bounces import COPY, letter
from hearback.channels.mail.tests.mails import multipart, part

EXCHANGE = (
    "Your message\n\n  To:      lamps@lists.example.org\n  Subject: The lamp\n"
    "  Sent:    Mon, 3 Mar 2025 10:00:00 +0100\n\n"
    "did not reach the following recipient(s):\n\n{} on Mon, 3 Mar 2025 10:00:05 +0100\n"
    "    The recipient name is not recognized\n    MSEXCH:IMS:Example:MAIL 0 (000C05A6) Unknown Recipient\n"
)
OFFICE = {"From": "System Administrator <postmaster@mx.example.org>", "Subject": "Undeliverable: The lamp"}

LETTERS = {
    "an address that begins like a label": (
        letter("Invalid final delivery userid: usera@example.org\n", Subject="Undeliverable Mail"),
        ["usera@example.org"],
    ),
    "a list was written to and a member did not get it": (
        letter(EXCHANGE.format("cem@example.org"), **OFFICE),
        ["cem@example.org"],
    ),
    "as X.400 writes it": (
        letter(EXCHANGE.format("c=US;a= ;p=Example;o=House;dda:SMTP=cem@example.org;"), **OFFICE),
        ["cem@example.org"],
    ),
    "several of them": (
        letter("Delivery to the following recipients failed:\n\n   * cem@example.org\n   * dan@example.org\n"),
        ["cem@example.org", "dan@example.org"],
    ),
    "in German": (
        letter(
            "An: liste@example.net\n\nhat folgende Empfänger nicht erreicht:\n\n cem@example.org am 3.3.\n  unbekannt"
        ),
        ["cem@example.org"],
    ),
    "in French": (
        letter("À : liste@example.net\n\nn'a pas atteint les destinataires suivants :\n\n  cem@example.org\n  inconnu"),
        ["cem@example.org"],
    ),
    "behind an address that is kept secret": (
        letter("The following address(es) failed:\n\n  an undisclosed address\n    (generated from cem@example.org)\n"),
        ["cem@example.org"],
    ),
}


@pytest.mark.parametrize(("raw", "whom"), LETTERS.values(), ids=LETTERS)
def test_it_is_found_who_did_not_get_it(raw, whom):
    message = read(raw)

    assert (message.kind, message.notice.what) == (Kind.BOUNCE, "failed")
    assert [one.recipient for one in message.notice.failures] == whom


LETTER = "Could not deliver message to the following recipient(s):\n\nFailed Recipient: cem@example.org\n"


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "E500_SMTP_Mail_Service@mx.example.org", "Subject": "Returned Mail - Error During Delivery"},
        {"From": "House_AntiVirus_for_SMTP_Gateways@mx.example.org", "Subject": "Delivery failure notification"},
        {"From": '<"System Administrator"@mx.example.org>', "Subject": "Delivery Failure"},
        {"From": "Postmaster <>", "Subject": "Undeliverable: cem@example.org"},
        {"From": "postmaster@mx.example.org", "Subject": "Undeliverable: Lamp", "In_Reply_To": "<lamp-5@example.net>"},
        {"From": "Mail.Delivery.System@mx.example.org", "Subject": "Delivery status notification"},
    ],
    ids=lambda fields: fields["From"],
)  # fmt: skip
def test_servers_are_known_by_how_they_call_themselves(fields):
    message = read(letter(LETTER, Return_Path="<x@mx.example.org>", **fields))

    assert message.kind == Kind.BOUNCE
    assert [one.recipient for one in message.notice.failures] == ["cem@example.org"]


def test_a_report_that_does_not_say_of_what_is_a_bounce_when_a_server_speaks_of_failure():
    raw = multipart(
        "report",
        part(LETTER),
        part(COPY, "message/rfc822"),
        Content_Type='multipart/report; boundary="frontier"',
        From="Mail Delivery System <postmaster@mx.example.org>",
        Subject="Delivery status notification",
    )

    assert read(raw).kind == Kind.BOUNCE


@pytest.mark.parametrize("author", ["mtanaka@example.org", "gateway.fan@example.org", "Ann <ann@smtphouse.example>"])
def test_a_person_whose_address_sounds_like_a_server_is_a_person(author):
    raw = letter("Your talk on delivery was fine.", From=author, Return_Path="<x@example.org>", Subject="The lamp")

    assert read(raw).kind == Kind.PERSON
