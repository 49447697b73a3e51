"""Facts about when two mails say the same: what their content's sixteen bytes are equal for."""

from __future__ import annotations

import base64
import quopri
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.mails import mail, multipart, part

WORDS = "Grüße an Bea,\n\ndie Lampe ist kaputt.\n"
PLAIN = {"Content_Type": "text/plain; charset=utf-8", "Content_Transfer_Encoding": "8bit"}


def content(raw):
    return read(raw).content


@pytest.mark.parametrize(
    "other",
    [
        mail(WORDS, **PLAIN).replace(b"\n", b"\r\n"),
        mail(WORDS + "\n\n", **PLAIN),
        mail(WORDS.replace("\n", " \n"), **PLAIN),
        mail(quopri.encodestring(WORDS.encode()), **{**PLAIN, "Content_Transfer_Encoding": "quoted-printable"}),
        mail(base64.encodebytes(WORDS.encode()), **{**PLAIN, "Content_Transfer_Encoding": "base64"}),
        mail(WORDS.encode("latin-1"), Content_Type="text/plain; charset=iso-8859-1"),
        mail(
            WORDS, **PLAIN, Received="from a by b", X_Spam="no", To="cem@example.net", Message_ID="<other@example.org>"
        ),
        mail(WORDS, **PLAIN, From='"A. Archer" <Ann@Example.org>', Subject="=?utf-8?q?The_lamp?="),
        mail(WORDS, **PLAIN, Date="Tue, 4 Mar 2025 10:15:00 +0100"),
    ],
)
def test_the_same_words_on_another_way_are_the_same(other):
    assert content(other) == content(mail(WORDS, **PLAIN))


@pytest.mark.parametrize(
    "other",
    [
        mail(WORDS + "Ann", **PLAIN),
        mail(WORDS.replace("die Lampe", "dieLampe"), **PLAIN),
        mail(WORDS, **PLAIN, Subject="The chair"),
        mail(WORDS, **PLAIN, From="bea@example.net"),
        mail(WORDS, **PLAIN, From=None),
        mail(WORDS, Content_Type="text/html; charset=utf-8"),
        multipart("mixed", part(WORDS), part("x", "image/png")),
    ],
)
def test_other_words_are_not_the_same(other):
    assert content(other) != content(mail(WORDS, **PLAIN))


def test_without_a_message_id_the_moment_counts_too():
    first = mail(Message_ID=None)

    assert content(first) == content(mail(Message_ID=None))
    assert content(first) != content(mail(Message_ID=None, Date="Tue, 4 Mar 2025 10:15:00 +0100"))


def test_attachments_count_by_name_and_content():
    def carrying(name, body):
        return multipart(
            "mixed", part("See below"), part(body, "image/png", Content_Disposition=f"attachment; filename={name}")
        )

    assert content(carrying("a.png", "x")) == content(carrying("a.png", "x"))
    assert len({content(carrying(name, body)) for name in ("a.png", "b.png") for body in ("x", "y")}) == 4


def collapsed(text):
    return re.sub(r"[ \t\n\v\f\r]+", " ", text).strip(" ")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r")), st.text(alphabet="ab \n", max_size=8))
def test_bodies_are_the_same_exactly_when_their_words_are(one, other):
    assert (content(mail(one, **PLAIN)) == content(mail(other, **PLAIN))) == (collapsed(one) == collapsed(other))
