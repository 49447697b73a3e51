"""Facts about files in general: how much of a mail they take, and that no two are called the same."""

from __future__ import annotations

from base64 import encodebytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.inbox.rules.files import capacity, free_name, is_too_much, weight
from hearback.infra.filetypes import UNKNOWN, type_to_send


@given(st.binary(max_size=5_000))
def test_a_file_takes_no_more_of_a_mail_than_was_reckoned(content):
    written = encodebytes(content)

    assert len(written) + written.count(b"\n") <= weight(len(content))


@given(st.integers(min_value=300_000, max_value=200_000_000))
def test_what_a_mail_can_carry_is_never_too_much_for_it(largest):
    most = capacity(largest)

    assert not is_too_much([most], largest=largest)
    assert is_too_much([most + 200], largest=largest)


def test_a_mail_that_may_have_next_to_nothing_carries_nothing():
    assert capacity(1_000) == 0


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("plan.pdf", [], "plan.pdf"),
        ("plan.pdf", ["other.pdf"], "plan.pdf"),
        ("plan.pdf", ["plan.pdf"], "plan (2).pdf"),
        ("Plan.PDF", ["plan.pdf", "plan (2).pdf"], "Plan (3).PDF"),
        ("plan", ["plan"], "plan (2)"),
        (".profile", [".profile"], ".profile (2)"),
    ],
)
def test_a_second_file_of_the_same_name_is_numbered(name, taken, free):
    assert free_name(name, taken=taken) == free


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7", "photo.png", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "plan.pdf", "image/png"),
        ("Größe;3\n".encode(), "sizes.csv", "text/csv"),
        (b"\xff\xfe\x00", "sizes.csv", UNKNOWN),
        (b"MZ\x90\x00", "notes.txt", UNKNOWN),
        (b"plain", "tool.exe", UNKNOWN),
        (b"\0\0\0\x18ftypisom", "film.mp4", "video/mp4"),
        (b"\0\0\0\x18ftypheic", "photo.heic", "image/heic"),
        (b"BEGIN:VCALENDAR", "date.ics", "text/calendar"),
        (b"PK\x03\x04", "letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_file_leaves_as_what_its_bytes_are(content, name, kind):
    assert type_to_send(content, name=name) == kind
