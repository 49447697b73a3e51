"""Facts about bytes that nobody would call a mail, and about mail that means harm."""

from __future__ import annotations

import base64
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.channels.contract import HeardMessage, Unreadable
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.mails import mail, multipart, part

PIECES = [
    b"From: ann@example.org\n", b"To: ", b"Subject: =?utf-8?b?", b"?=", b"=?x?q?", b'"', b"(", b"<", b">", b";",
    b",", b"\n", b"\r\n", b"\n\n", b"--x\n", b"--x--\n", b"Content-Type: multipart/mixed; boundary=x\n",
    b"Content-Type: text/html; charset=utf-7\n", b"Content-Type: message/rfc822\n",
    b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Disposition: attachment; filename*0*=utf-8''%ed%a0%80", b"Date: Mon, 99 Jan 99999 99:99:99 +9999\n",
    b"+2AA-", b"=\n", b"\0", b"\xff", b"\xed\xa0\x80", b"<blockquote>", b"&#xd800;", b"> ", b"-- \n",
    b"On Monday Ann wrote:\n", b"From: a\nSent: b\nTo: c\n", b"________________________________\n",
    b"References: <a@x>\n", b"Message-ID: <", b"Auto-Submitted: ", b"List-Id: <", b"9" * 400,
]  # fmt: skip


def assert_sound(heard: HeardMessage) -> None:
    """Check what holds for every mail: all of it can be stored, and the spans cover the text in order."""
    texts = [heard.key, heard.subject, heard.text, heard.html, *heard.answers, *heard.addressed_to]
    texts += [attachment.name for attachment in heard.attachments]
    people = [who.identity for who in heard.recipients] + ([heard.author] if heard.author else [])
    texts += [text for who in people for text in (who.handle, who.name, who.shown)]
    for text in texts:
        text.encode("utf-8")
        assert "\0" not in text
    assert "".join(heard.text[span.start : span.end] for span in heard.spans) == heard.text
    assert [span.start for span in heard.spans[1:]] == [span.end for span in heard.spans[:-1]]
    assert "\n" not in heard.subject
    assert len(heard.content) == 16


def assert_sound_or_unreadable(raw: bytes) -> None:
    with suppress(Unreadable):
        assert_sound(read(raw))


@given(st.binary(max_size=500))
def test_any_bytes_are_a_mail_or_unreadable(raw):
    assert_sound_or_unreadable(raw)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=60))
def test_pieces_of_mail_in_any_order_are_a_mail_or_unreadable(pieces):
    assert_sound_or_unreadable(b"From: ann@example.org\n" + b"".join(pieces))


@given(
    st.lists(
        st.sampled_from(
            [*"\n>-_:* ", "On ", " wrote:", "From:", "Sent from my x", "-- ", "Best,", "2025", "你", "\u202c"]
        ),
        max_size=60,
    )
)
def test_spans_cover_any_text(pieces):
    heard = read(mail("".join(pieces), Content_Type="text/plain; charset=utf-8"))

    assert_sound(heard)


words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)


@given(words, words, st.binary(max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-7"]))
def test_what_is_put_into_parts_comes_out_of_them(subject, text, attachment, charset):
    encoded = base64.b64encode(subject.encode()).decode()
    raw = multipart(
        "mixed",
        part(
            base64.encodebytes(text.encode(charset)),
            f"text/plain; charset={charset}",
            Content_Transfer_Encoding="base64",
        ),
        part(base64.encodebytes(attachment), "application/pdf; name=a.pdf", Content_Transfer_Encoding="base64"),
        Subject=f"=?utf-8?b?{encoded}?=",
    )

    heard = read(raw)

    assert heard.subject == " ".join(subject.split())
    assert heard.text == text
    assert [(found.name, found.size_bytes) for found in heard.attachments] == [("a.pdf", len(attachment))]
    assert_sound(heard)


HOSTILE = {
    "recipients": lambda n: mail(To=", ".join(f"Ann {number} <ann{number}@example.org>" for number in range(n // 30))),
    "bare recipients": lambda n: mail(To="a," * (n // 2)),
    "quotes": lambda n: mail(To='"\\"' * (n // 3)),
    "comments": lambda n: mail(To="(" * n),
    "angles": lambda n: mail(From="<" * n),
    "ats": lambda n: mail(From="a@" * (n // 2)),
    "encoded words": lambda n: mail(Subject="=?a?q?" * (n // 6)),
    "encoded marks": lambda n: mail(Subject="=?utf-8?q?" + "?" * n),
    "folded": lambda n: mail(Subject="\n " * (n // 2) + "x"),
    "many fields": lambda n: b"X-A: b\n" * (n // 7) + mail(),
    "junk lines": lambda n: b"From: a@b\n" + b"junk\n" * (n // 5) + b"To: x@y\n\nHello",
    "one long author": lambda n: mail(From="Ann" + "9" * n + "<ann:example.org"),
    "one long name": lambda n: b"a" * n + b"\nFrom: a@b\n\nHello",
    "references": lambda n: mail(References="<a@b>" * (n // 5)),
    "open references": lambda n: mail(References="<" * n),
    "parameters": lambda n: mail(Content_Type="text/plain" + '; a="b' * (n // 6)),
    "numbered": lambda n: mail(Content_Type="text/plain" + "; a*1=b" * (n // 7)),
    "received": lambda n: mail(Received=" for a" * (n // 6)),
    "boundaries": lambda n: mail("--x\n" * (n // 4), Content_Type="multipart/mixed; boundary=x"),
    "false boundaries": lambda n: mail("--xy\n" * (n // 5), Content_Type="multipart/mixed; boundary=x"),
    "no boundary": lambda n: mail("--a" * (n // 3), Content_Type="multipart/mixed"),
    "base64": lambda n: mail("=A" * (n // 2), Content_Transfer_Encoding="base64"),
    "quoted printable": lambda n: mail("=3" * (n // 2), Content_Transfer_Encoding="quoted-printable"),
    "flowed": lambda n: mail("a \n>b \n" * (n // 7), Content_Type="text/plain; format=flowed"),
    "quote marks": lambda n: mail(">" * n),
    "quoted lines": lambda n: mail(">\n\n" * (n // 3)),
    "colons": lambda n: mail(":\n" * (n // 2)),
    "attributions": lambda n: mail("On 1.1.2025 Ann\n" * (n // 16)),
    "labels": lambda n: mail("From: a\n" * (n // 8)),
    "rules": lambda n: mail("_" * 20 + "\n" + "-- \n" * (n // 4)),
    "signature lines": lambda n: mail("a\n-- \n" * (n // 6)),
    "farewells": lambda n: mail("Best\n" * (n // 5)),
    "phones": lambda n: mail("Sent from my phone\n" * (n // 19)),
    "notices": lambda n: mail("This e-mail message is not\n" * (n // 27)),
    "one notice": lambda n: mail("\nThis message " + "e-mail " * (n // 7)),
    "footers": lambda n: mail("-----\nunsubscribe a@b\n" * (n // 22)),
    "dashes": lambda n: mail("-" * n + "a"),
    "spaced dashes": lambda n: mail("- " * (n // 2)),
    "spaces": lambda n: mail(" " * n + "a"),
    "wrapped": lambda n: mail((">" + "x" * 80 + "\nand\n") * (n // 86)),
}


@pytest.mark.parametrize("bomb", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_takes_time_that_grows_with_its_length_only(bomb):
    def seconds(length):
        raw = bomb(length)
        begun = time.process_time()
        assert_sound(read(raw))
        return time.process_time() - begun

    small = min(seconds(20_000) for _ in range(3))
    large = min(seconds(320_000) for _ in range(2))

    assert large < max(small, 0.005) * 16 * 4
