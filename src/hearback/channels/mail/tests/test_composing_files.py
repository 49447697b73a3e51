"""Facts about files that go with an answer: each arrives as it was, under its name, and pictures where they stand."""

from __future__ import annotations

import email
import email.policy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.letters import composed, html, parsed, plain
from hearback.channels.outgoing import OutgoingFile, picture_mark
from hearback.infra.parting import parted

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
PLAN = OutgoingFile("plan.pdf", "application/pdf", b"%PDF-1.7 plan\r\n\x00\xff")
PHOTO = OutgoingFile("photo.png", "image/png", PNG)


def shape(mail) -> object:
    """Return the types of a mail's parts, as nested tuples."""
    inner = [shape(one) for one in mail.iter_parts()] if mail.is_multipart() else []
    return (mail.get_content_subtype(), *inner) if inner else mail.get_content_subtype()


def files_of(**changes):
    return [(one.get_filename(), one.get_content_type(), one.get_content()) for one in parsed(**changes).walk()
            if one.get_filename()]  # fmt: skip


def test_a_file_goes_after_the_words_and_arrives_as_it_was():
    assert shape(parsed(files=(PLAN,))) == ("mixed", ("alternative", "plain", "html"), "pdf")
    assert files_of(files=(PLAN,)) == [("plan.pdf", "application/pdf", PLAN.content)]
    assert plain(files=(PLAN,)) == "At nine."


def test_the_same_files_always_give_the_same_bytes():
    assert composed(files=(PLAN, PHOTO)) == composed(files=(PLAN, PHOTO))


def test_a_picture_that_the_text_names_is_seen_there():
    words = {"text": f"Look:\n\n{picture_mark('photo.png')}\n\nThere.", "files": (PLAN, PHOTO)}

    mail = parsed(**words)

    assert shape(mail) == ("mixed", ("alternative", "plain", ("related", "html", "png")), "pdf")
    (picture,) = [one for one in mail.walk() if one.get_content_type() == "image/png"]
    cid = picture["Content-ID"].strip("<>")
    assert picture.get_content_disposition() == "inline"
    assert f'<p><img src="cid:{cid}" alt="[image: photo.png]"' in html(**words)
    assert "\n[image: photo.png]\n" in plain(**words)


def test_a_picture_that_the_text_does_not_name_is_attached():
    mail = parsed(files=(PHOTO,))

    assert shape(mail) == ("mixed", ("alternative", "plain", "html"), "png")
    assert "<img" not in html(files=(PHOTO,))


def test_the_name_of_what_is_no_picture_stays_words():
    words = {"text": picture_mark("plan.pdf"), "files": (PLAN,)}

    assert shape(parsed(**words)) == ("mixed", ("alternative", "plain", "html"), "pdf")
    assert html(**words) == "<p>[image: plan.pdf]</p>\n"


def test_a_mark_in_what_is_quoted_shows_nothing_of_ours():
    words = {"quoted_text": picture_mark("photo.png"), "quoted_author": "Ann", "files": (PHOTO,)}

    assert "<img" not in html(**words)
    assert shape(parsed(**words)) == ("mixed", ("alternative", "plain", "html"), "png")


def test_one_name_within_another_is_told_apart():
    within = OutgoingFile("a.png", "image/png", PNG)
    around = OutgoingFile("a.png].png", "image/png", PNG + b"2")

    page = html(text=picture_mark("a.png].png"), files=(within, around))

    assert page.count("<img") == 1
    assert 'alt="[image: a.png].png]"' in page


@pytest.mark.parametrize(
    "name",
    [
        "plan.pdf",
        'a "quoted" \\ name.pdf',
        "Überblick für Jörg.pdf",
        "план участка.pdf",
        "見積書 二〇二六年三月四日 第三版 最終 修正済み 確認用 社外秘 ではありません.pdf",
        "عرض.pdf",
        "📎 clip.pdf",
        "semi;colon=equals, comma.pdf",
        "100% sure.pdf",
        "x" * 140 + ".pdf",
        "ü" * 140 + ".pdf",
    ],
)
def test_a_name_in_any_script_arrives(name):
    raw = composed(files=(OutgoingFile(name, "application/pdf", b"%PDF-"),))

    assert [one.name for one in CHANNEL.read(raw).attachments] == [name]
    assert [one.name for one in CHANNEL.enclosed(raw)] == [name]
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert next(one.get_filename() for one in found.iter_attachments()) == name
    assert max(map(len, raw.split(b"\r\n"))) < 200


def test_a_name_can_begin_no_header_of_its_own():
    raw = composed(files=(OutgoingFile("a.pdf\r\nBcc: eve@example.com\r\n\r\nx", "application/pdf\r\nX: y", b"x"),))

    assert b"\r\nBcc" not in raw
    assert b"\r\nX:" not in raw
    assert [one.media_type for one in CHANNEL.read(raw).attachments] == ["application/octet-stream"]


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "nonsense", "a/b c", ""])
def test_a_type_that_would_not_arrive_goes_as_plain_bytes(kind):
    raw = composed(files=(OutgoingFile("a.bin", kind, b"Subject: x\r\n\r\nhello\r\n"),))

    (one,) = CHANNEL.enclosed(raw)
    assert (one.media_type, one.content()) == ("application/octet-stream", b"Subject: x\r\n\r\nhello\r\n")


def test_a_text_says_how_it_is_written():
    assert b"Content-Type: text/csv; charset=utf-8;" in composed(files=(OutgoingFile("a.csv", "text/csv", b"a;b"),))


def test_what_is_sent_with_files_says_the_same_words_when_it_comes_back():
    text = f"Look:\n\n{picture_mark('photo.png')}\n\nThere."
    heard = CHANNEL.read(composed(text=text, files=(PLAN, PHOTO)))

    assert heard.new_words == text
    assert [(one.name, one.media_type, one.size_bytes) for one in heard.attachments] == [
        ("photo.png", "image/png", len(PNG)),
        ("plan.pdf", "application/pdf", len(PLAN.content)),
    ]


def test_a_large_file_can_be_taken_out_and_put_back():
    content = random.Random(3).randbytes(200_000)

    made = parted(composed(files=(OutgoingFile("a.bin", "application/octet-stream", content),)))

    assert made is not None
    assert list(made.pieces.values()) == [content]


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(min_size=1, max_size=60),
    content=st.binary(max_size=400),
    text=st.text(max_size=80),
    is_named=st.booleans(),
)
def test_any_file_under_any_name_arrives(name, content, text, is_named):
    name = " ".join("".join(sign for sign in name if sign.isprintable()).split()) or "x"
    mark = picture_mark(name) if is_named else ""
    raw = composed(text=f"{text} {mark} .", files=(OutgoingFile(name, "image/png", content),))

    (one,) = CHANNEL.enclosed(raw)

    assert one.content() == content
