"""Facts about where one mail of an mbox ends and the next begins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearback.channels.mail.files import mbox, opening
from hearback.channels.mail.tests.archives import FROM, as_mbox, mail, raws, steps


def test_line_ends_stay_as_they_are(tmp_path):
    path = tmp_path / "archive.mbox"
    raw = mail(1, body="a\n\n>From here on\n").replace(b"\n", b"\r\n")
    path.write_bytes((FROM.encode() + mail(1, body="a\n\n>From here on\n") + b"\n").replace(b"\n", b"\r\n") * 2)

    assert raws(path) == [raw.replace(b">From", b"From")] * 2


@pytest.mark.parametrize(
    "line",
    [
        "From ann@example.org Mon Mar  2 09:15:00 2026",
        "From ann at example.org  Mon Mar  2 09:15:00 2026",
        "From - Mon Mar 02 09:15:00 2026",
        "From 1750000000000000000@xxx Mon Mar 02 09:15:00 +0000 2026",
        "From ann@example.org Mon Mar  2 09:15:00 CET 2026",
        "From ann@example.org Mon Mar  2 09:15:00 2026 +0100",
        "From ann@example.org Mon Mar  2 09:15 2026",
        "From ann Mon Mar  2 09:15:00 2026 remote from there",
        "From ann@example.org Mon, 2 Mar 2026 09:15:00 +0100",
        "From ann@example.org 2 Mar 2026 09:15:00 GMT",
        "From ann@example.org 2026-03-02T09:15:00Z",
        "From ann@example.org 2026-03-02 09:15:00+01:00",
        "From Mon Mar  2 09:15:00 2026",
        "from ann@example.org mon mar  2 09:15:00 2026".replace("from", "From"),
    ],
)
def test_a_from_line_with_a_date_begins_a_mail(tmp_path, line):
    path = tmp_path / "archive"
    path.write_bytes(b"".join(line.encode() + b"\n" + mail(n) + b"\n" for n in (1, 2)))

    assert raws(path) == [mail(1), mail(2)]


@pytest.mark.parametrize(
    "line",
    [
        "From here on it rains.",
        "From Monday 2 March 2026 at 10:00 we are open",
        "From ann@example.org",
        "From: Ann <ann@example.org>",
        "From 9:00 to 17:00 in March 2026",
        "From " + "a long line " * 200,
        "From",
    ],
)
def test_a_line_that_only_begins_like_a_separator_stays_in_its_mail(tmp_path, line):
    path = tmp_path / "archive.mbox"
    raw = mail(1, body=f"Dear Bea,\n\n{line}\nmore\n")
    path.write_bytes(as_mbox(raw, mail(2)))

    assert raws(path) == [raw, mail(2)]


def test_a_separator_that_somebody_quotes_inside_a_paragraph_stays_in_its_mail(tmp_path):
    path = tmp_path / "archive.mbox"
    raw = mail(1, body=f"The file begins with\n{FROM}and that is odd.\n")
    path.write_bytes(as_mbox(raw, mail(2)))

    assert raws(path) == [raw, mail(2)]


def test_an_archive_without_empty_lines_between_its_mails_is_cut_at_the_headers(tmp_path):
    path = tmp_path / "archive.mbox"
    path.write_bytes(FROM.encode() + mail(1) + FROM.encode() + mail(2) + FROM.encode())

    assert raws(path) == [mail(1), mail(2) + FROM.encode()]


def test_mails_without_any_content_are_still_counted(tmp_path):
    path = tmp_path / "archive.mbox"
    path.write_bytes(FROM.encode() + b"\n" + FROM.encode() + b"\n" + FROM.encode().rstrip())

    assert raws(path) == [b"\n", b"\n", b""]


def test_lines_quoted_for_the_mbox_lose_exactly_one_mark(tmp_path):
    path = tmp_path / "archive.mbox"
    path.write_bytes(as_mbox(mail(1, body=">From me\n>>From you\n> From us\n>Fromage\n")))

    assert raws(path) == [mail(1, body="From me\n>From you\n> From us\n>Fromage\n")]


@pytest.mark.parametrize("before", [b"\n\n", b"\r\n", b"\xef\xbb\xbf"], ids=["empty-lines", "crlf", "byte-order-mark"])
def test_what_stands_before_the_first_mail_does_no_harm(tmp_path, before):
    path = tmp_path / "archive.mbox"
    path.write_bytes(before + as_mbox(mail(1), mail(2)))

    assert raws(path) == [mail(1), mail(2)]


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 400), min_size=1, max_size=12),
    piece=st.integers(1, 700),
    crlf=st.booleans(),
)
def test_where_the_pieces_of_a_stream_end_makes_no_difference(tmp_path_factory, sizes, piece, crlf):
    path = tmp_path_factory.mktemp("pieces") / "archive.mbox"
    mails = [mail(n, body="x" * size + "\n\nFrom nowhere\n") for n, size in enumerate(sizes)]
    line_end = b"\r\n" if crlf else b"\n"
    path.write_bytes(as_mbox(*mails).replace(b"\n", line_end))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "PIECE_BYTES", piece)
        taken = raws(path)

    assert taken == [raw.replace(b"\n", line_end) for raw in mails]


def test_a_mail_that_is_too_long_is_cut_and_the_next_ones_are_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(mbox, "LARGEST_MAIL_BYTES", 10_000)
    monkeypatch.setattr(opening, "PIECE_BYTES", 1_000)
    path = tmp_path / "archive.mbox"
    long = mail(1, body="z" * 50_000 + "\n")
    path.write_bytes(as_mbox(long, mail(2), long, mail(3), long))

    (step,) = steps(path)

    arrivals = step.arrivals
    assert [arrival.raw for arrival in arrivals[1::2]] == [mail(2), mail(3)]
    assert all(long.startswith(arrival.raw) for arrival in arrivals[::2])
    assert all(10_000 <= len(arrival.raw) < 12_000 for arrival in arrivals[::2])
    assert [arrival.origin.endswith(" (cut off)") for arrival in arrivals] == [True, False, True, False, True]


def test_a_single_file_that_is_too_long_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(mbox, "LARGEST_MAIL_BYTES", 10_000)
    monkeypatch.setattr(opening, "PIECE_BYTES", 1_000)
    path = tmp_path / "one.eml"
    path.write_bytes(mail(1, body="z" * 50_000))

    (step,) = steps(path)

    assert step.arrivals[0].origin == "one.eml (cut off)"
    assert len(step.arrivals[0].raw) < 12_000
    assert step.position["offset"] == path.stat().st_size
