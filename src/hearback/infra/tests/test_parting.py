"""Facts about mails that are kept without their large attachments: put together again, they are what they were."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.infra.parting import SMALLEST, digests, parted, whole

FILE = random.Random(7).randbytes(200_000)


def letter(content=FILE, *, width=76, ending=b"\n", last=b"\n--b--\n", encoding=b"base64"):
    text = base64.b64encode(content)
    lines = ending.join(text[start : start + width] for start in range(0, len(text), width))
    head = ending.join(
        [b"From: ann@example.org", b"", b"--b", b"Content-Transfer-Encoding: " + encoding, b"X: y", b"", b""]
    )
    return head + lines + last.replace(b"\n", ending)


@pytest.mark.parametrize("width", [4, 57, 60, 72, 76, 998])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"\n--b--\n", b"", b"\n", b"\n\n\n--b\n"])
def test_however_it_is_written_the_file_is_one_piece_and_the_mail_exact(width, ending, last):
    raw = letter(width=width, ending=ending, last=last)

    made = parted(raw)

    assert list(made.pieces.values()) == [FILE]
    assert digests(made.rest) == list(made.pieces)
    assert len(made.rest) < 1_000
    assert whole(made.rest, made.pieces) == raw


def test_one_file_twice_in_a_mail_is_kept_once():
    raw = letter() + letter(ending=b"\r\n") + letter(FILE[::-1])

    made = parted(raw)

    assert len(made.pieces) == 2
    assert len(digests(made.rest)) == 3
    assert whole(made.rest, made.pieces) == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        letter(b"small"),
        letter(encoding=b"quoted-printable"),
        letter().replace(b"\n\n", b"\n"),
        letter(width=5000),
        letter()[:50_000] + b"*" + letter()[50_000:],
        letter()[:50_000] + b"\n" + letter()[50_000:],
        letter()[:50_000] + b" \t" + letter()[50_000:],
        letter()[:150_001],
        b"Content-Transfer-Encoding: base64\n\n" + b"\n" * SMALLEST,
        b"Content-Transfer-Encoding: base64\n\n" + b"=" * 76 + b"\n" + b"=" * SMALLEST,
        b"Content-Transfer-Encoding: base64\n\n" + b"A" * 77 + b"\n" + b"A" * SMALLEST,
        b"Content-Transfer-Encoding: base64\n" + b"x" * SMALLEST,
    ],
)
def test_what_is_small_or_could_not_be_written_again_stays_whole(raw):
    assert parted(raw) is None


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=200),
            st.sampled_from(
                [b"\n", b"\r\n", b"\n\n", b"\n--", b"Content-Transfer-Encoding: base64\n\n", b"[[1, 2]]\n"]
            ),
            st.builds(
                letter, st.just(FILE), width=st.sampled_from([4, 64, 76]), ending=st.sampled_from([b"\n", b"\r\n"])
            ),
        ),
        max_size=8,
    ).map(b"".join)
)
def test_whatever_it_is_it_comes_back_as_it_was(raw):
    made = parted(raw)

    assert made is None or whole(made.rest, made.pieces) == raw


def test_a_piece_that_is_missing_is_no_mail():
    made = parted(letter())

    with pytest.raises(KeyError):
        whole(made.rest, {})
