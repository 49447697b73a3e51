"""Facts about mails put together at random by another library, and about mails of great size."""

from __future__ import annotations

import base64
import time
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from hearback.channels.contract import SpanKind
from hearback.channels.mail.reading import enclosed, read
from hearback.channels.mail.splitting.spans import LONGEST, spans_of
from hearback.channels.mail.tests.mails import mail
from hearback.channels.mail.tests.test_reading_anything import assert_sound

NAME = some.text(alphabet="abcäöüßéñłж漢字 -_.()'", min_size=1, max_size=30).filter(lambda name: name.strip(" ."))
WORDS = some.text(
    alphabet=some.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=200
).filter(str.strip)
PERSON = some.tuples(some.sampled_from(["Ann Archer", "Bäcker, Bea", "漢字", ""]), some.integers(0, 999))


TREES = some.fixed_dictionaries(
    {
        "people": some.lists(PERSON, min_size=1, max_size=8),
        "subject": WORDS,
        "text": WORDS,
        "encoding": some.sampled_from(["base64", "quoted-printable"]),
        "page": some.integers(0, 400),
        "files": some.lists(some.tuples(NAME, some.binary(max_size=300)), max_size=4),
        "levels": some.integers(0, 6),
    }
)


def written(tree: dict[str, Any]) -> bytes:
    """Return a mail as Python's own library writes it, in as many multiparts as wanted."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "Tom Tiler <tom@tiles.example>"
    message["To"] = ", ".join(
        f'"{name}" <someone{number}@example.org>' if name else f"someone{number}@example.org"
        for name, number in tree["people"]
    )
    message["Subject"] = tree["subject"]
    message.set_content(tree["text"], cte=tree["encoding"])
    if tree["page"]:
        message.add_alternative(f"<p>{'x' * tree['page']}</p>", subtype="html")
    for name, content in tree["files"]:
        message.add_attachment(content, maintype="application", subtype="x-lamp", filename=name)
    for _level in range(tree["levels"]):
        wrapped = EmailMessage(policy=policy.SMTP)
        for field in ("From", "To", "Subject"):
            wrapped[field] = message[field]
            del message[field]
        wrapped["Content-Type"] = "multipart/mixed"
        wrapped.attach(message)
        message = wrapped
    return message.as_bytes()


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_what_another_library_put_together_is_found_again(tree):
    raw = written(tree)

    heard = read(raw)

    assert_sound(heard)
    assert " ".join(heard.text.split()) == " ".join(tree["text"].split())
    assert heard.subject == " ".join(tree["subject"].split())
    assert [to.identity.handle for to in heard.recipients] == [f"someone{n}@example.org" for _, n in tree["people"]]
    assert [one.content() for one in enclosed(raw)] == [content for _name, content in tree["files"]]
    assert [(one.name, one.size_bytes) for one in heard.attachments] == [
        (" ".join(name.split()), len(content)) for name, content in tree["files"]
    ]


@settings(max_examples=100, deadline=None)
@given(TREES, some.floats(0.1, 1), some.lists(some.tuples(some.floats(0, 0.999), some.integers(0, 255)), max_size=5))
def test_cut_off_anywhere_and_with_bytes_changed_it_is_still_read(tree, length, changes):
    raw = bytearray(written(tree))
    del raw[int(len(raw) * length) :]
    for where, byte in changes:
        raw[int(len(raw) * where)] = byte

    assert_sound(read(b"From: tom@tiles.example\n" + bytes(raw)))


def seconds(raw: bytes) -> float:
    begun = time.process_time()
    assert_sound(read(raw))
    return time.process_time() - begun


GREAT = {
    "10,000 recipients": mail(To=", ".join(f'"Ann, {number}" <ann{number}@example.org>' for number in range(10_000))),
    "100,000 fields": b"".join(b"X-Lamp-%d: on\n" % number for number in range(100_000)) + mail(),
    "30 MB of text": mail("The lamp is wet. " * 1_800_000),
    "30 MB of lines": mail("> The lamp\nis wet.\n" * 1_600_000),
    "30 MB attached": mail(
        base64.encodebytes(bytes(22_000_000)).decode(),
        Content_Type="application/pdf; name=lamp.pdf",
        Content_Transfer_Encoding="base64",
    ),
    "30 MB of NUL": mail("\0" * 30_000_000),
    "30 MB in one field": mail(Subject="lamp " * 6_000_000),
    "3 MB of HTML": mail("<p>The <b>lamp</b> is wet.</p>\n" * 100_000, Content_Type="text/html"),
    "3 MB of pages in pages": mail("<div>" * 600_000, Content_Type="text/html"),
}


@pytest.mark.parametrize("raw", GREAT.values(), ids=GREAT)
def test_a_great_mail_is_read_in_seconds(raw):
    assert seconds(raw) < 10


def test_a_text_of_any_length_is_divided_at_its_beginning_only():
    text = "> Wet?\nYes.\n" * (LONGEST // 6)

    spans = spans_of(text)

    assert spans[-1].kind is SpanKind.NEW
    assert spans[-1].end == len(text)
    assert LONGEST - 20 < spans[-2].end <= LONGEST


def test_all_of_ten_thousand_recipients_are_read():
    heard = read(GREAT["10,000 recipients"])

    assert [to.identity.handle for to in heard.recipients] == [f"ann{number}@example.org" for number in range(10_000)]
    assert heard.recipients[7].identity.name == "Ann, 7"
