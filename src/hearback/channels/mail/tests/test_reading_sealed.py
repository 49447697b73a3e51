"""Facts about mails that are signed as one piece, and about invitations without other words."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as some

from hearback.channels.contract import Kind
from hearback.channels.mail.reading import read
from hearback.channels.mail.reading.invitations import summary
from hearback.channels.mail.reading.sealed import signed_content
from hearback.channels.mail.tests.mails import mail, multipart, part

INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe lamp is w\xc3\xa4t.\r\n"


@pytest.fixture(scope="module")
def sign():
    """Return a function that signs bytes as one piece, as S/MIME programs do."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ann Archer")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )

    def signed(content: bytes) -> bytes:
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
        return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])

    return signed


def whole(content: bytes) -> bytes:
    """Return a signed message without signatures around its content."""
    signed = b"\x02\x01\x01\x31\x00" + content
    wrapped = b"\x30" + bytes([len(signed)]) + signed
    inside = bytes.fromhex("06092a864886f70d010702a0") + bytes([len(wrapped)]) + wrapped
    return b"\x30" + bytes([len(inside)]) + inside


def opaque(der: bytes, *, kind: str = "application/pkcs7-mime") -> bytes:
    return mail(
        base64.encodebytes(der).decode(),
        Content_Type=f"{kind}; smime-type=signed-data; name=smime.p7m",
        Content_Transfer_Encoding="base64",
    )


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/x-pkcs7-mime"])
def test_a_mail_that_is_signed_as_one_piece_is_read(sign, kind):
    heard = read(opaque(sign(INNER), kind=kind))

    assert heard.text == "The lamp is wät.\n"
    assert [one.name for one in heard.attachments] == ["smime.p7m"]


def test_the_parts_of_a_signed_mail_are_its_own(sign):
    inner = multipart("mixed", part("See below.\n"), part("%PDF", "application/pdf; name=lamp.pdf"))

    heard = read(opaque(sign(inner)))

    assert heard.text == "See below.\n"
    assert [one.name for one in heard.attachments] == ["lamp.pdf", "smime.p7m"]


def test_a_signed_mail_of_unknown_length_is_read():
    """Older programs write BER: lengths that are not known, and the words in pieces."""
    pieces = b"".join(b"\x04" + bytes([len(piece)]) + piece for piece in (INNER[:20], INNER[20:]))
    data = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010701") + b"\xa0\x80\x24\x80" + pieces + b"\0\0" * 3
    signed = b"\x30\x80\x02\x01\x01\x31\x00" + data + b"\0\0"
    der = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80" + signed + b"\0\0" * 2

    assert signed_content(der) == INNER


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30\x03\x06\x01\x01",
        b"\x30\x82\xff\xff\x06",
        b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010703") + b"\0\0",  # encrypted
        b"\x31\x02\x05\x00",
        bytes.fromhex("300d06092a864886f70d010702") + b"\x31\x00",  # a set where the signed mail is wrapped
        bytes.fromhex("301006092a864886f70d010702a0033001ff"),
        whole(bytes.fromhex("301006092a864886f70d010703a0030401ff")),  # signed is something else than a mail
        whole(bytes.fromhex("301006092a864886f70d010701a003020101")),  # a number where the words stand
        bytes.fromhex("30050401020304"),  # words where the kind stands
        b"\x30\x80" * 2000,
    ],
)
def test_what_is_no_signed_mail_stays_sealed(der):
    assert signed_content(der) is None
    assert "cannot be read here" in read(opaque(der)).text


def test_a_signature_without_the_mail_holds_nothing(sign):
    builder_free = sign(b"")

    assert signed_content(builder_free) is None


def test_signed_mails_in_signed_mails_are_opened_a_few_times_only(sign):
    raw = INNER
    for _level in range(6):
        raw = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n" + sign(raw)

    assert "cannot be read here" in read(b"From: ann@example.org\r\n" + raw).text


@given(some.binary(max_size=200), some.integers(0, 200), some.integers(0, 255))
def test_no_bytes_make_it_stumble(der, where, byte):
    whole = bytearray(b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80" + der)
    whole[where % len(whole)] = byte

    found = signed_content(bytes(whole))

    assert found is None or found in bytes(whole)


INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Lamps\\, wet and
  dry
DTSTART;TZID=Europe/Berlin:20260303T100000
DTEND;TZID=Europe/Berlin:20260303T113000
LOCATION:Room 2
ORGANIZER;CN="Ann Archer":mailto:ann@example.org
ATTENDEE;CN=Bea;PARTSTAT=ACCEPTED:mailto:bea@example.net
BEGIN:VALARM
DESCRIPTION:Wake up
END:VALARM
DESCRIPTION:Bring a lamp.\\nOr two.
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_says_what_when_where_and_by_whom():
    heard = read(mail(INVITATION, Content_Type="text/calendar; method=REQUEST; charset=utf-8"))

    assert heard.kind is Kind.CALENDAR
    assert heard.text.splitlines() == [
        "Invitation: Lamps, wet and dry",
        "2026-03-03 10:00 – 11:30 (Europe/Berlin)",
        "Room 2",
        "Invited by Ann Archer <ann@example.org>",
        "Bring a lamp.",
        "Or two.",
    ]


def test_words_of_its_own_come_before_the_calendar():
    raw = multipart("alternative", part("Do come!\n"), part(INVITATION, "text/calendar; method=REQUEST"))

    assert read(raw).text == "Do come!\n"


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"REQUEST": "REPLY"}, "Bea <bea@example.net> accepts: Lamps, wet and dry"),
        ({"REQUEST": "REPLY", "ACCEPTED": "DECLINED"}, "Bea <bea@example.net> declines: Lamps, wet and dry"),
        ({"REQUEST": "REPLY", "ACCEPTED": "X-ODD"}, "Bea <bea@example.net> answers: Lamps, wet and dry"),
        ({"REQUEST": "REPLY", "ATTENDEE": "X-NOBODY"}, "Somebody answers: Lamps, wet and dry"),
        ({"REQUEST": "CANCEL"}, "Cancelled: Lamps, wet and dry"),
        ({"METHOD:REQUEST\n": ""}, "Event: Lamps, wet and dry"),
        ({"SUMMARY": "X-SUMMARY"}, "Invitation: an event without a name"),
    ],
)
def test_what_is_asked_or_answered_comes_first(changes, first):
    text = INVITATION
    for old, new in changes.items():
        text = text.replace(old, new)

    assert summary(text).splitlines()[0] == first


@pytest.mark.parametrize(
    ("start", "end", "when"),
    [
        ("DTSTART:20260303T090000Z", "DTEND:20260304T090000Z", "2026-03-03 09:00 – 2026-03-04 09:00 (UTC)"),
        ("DTSTART;VALUE=DATE:20260303", "DTEND;VALUE=DATE:20260305", "2026-03-03 – 2026-03-05"),
        ("DTSTART;VALUE=DATE:20260303", "X:1", "2026-03-03"),
        ("DTSTART:20260303T090000", "DTEND:20260303T090000", "2026-03-03 09:00"),
        ("DTSTART:20260303T090000\nRRULE:FREQ=WEEKLY", "X:1", "2026-03-03 09:00, and again"),
    ],
)
def test_the_moments_are_told_as_they_were_written(start, end, when):
    assert summary(f"BEGIN:VEVENT\nSUMMARY:Lamps\n{start}\n{end}\nEND:VEVENT").splitlines()[1] == when


@pytest.mark.parametrize(
    "text", ["", "BEGIN:VCALENDAR", "nonsense\n" * 9, "BEGIN:VEVENT\nDTSTART:soon\nUID:1\nEND:VEVENT"]
)
def test_a_calendar_that_names_no_event_says_nothing_or_that(text):
    assert summary(text) in ("", "Event: an event without a name")


@given(some.text(max_size=200))
def test_any_text_is_no_calendar_or_one(text):
    assert isinstance(summary(f"BEGIN:VEVENT\nSUMMARY:{text}\n{text}\nEND:VEVENT"), str)


def test_an_end_without_a_beginning_is_passed_over():
    assert summary("END:VCALENDAR\nSUMMARY:Lamps") == "Event: Lamps"
