"""Facts about mail archives on disk: what they hold is handed over whole, in steps, and can be taken up again."""

from __future__ import annotations

import gzip
import os
from hashlib import sha256

import pytest

from hearback.channels.mail.files import importing, opening
from hearback.channels.mail.tests.archives import PACKINGS, as_mbox, mail, raws, refusal, steps, until_error, zstd


@pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS.keys())
def test_an_mbox_gives_its_mails_as_they_were_however_it_is_packed(tmp_path, pack):
    path = tmp_path / "archive.mbox"
    path.write_bytes(pack(as_mbox(mail(1), mail(2), mail(3))))

    (step,) = steps(path)

    assert [arrival.raw for arrival in step.arrivals] == [mail(1), mail(2), mail(3)]
    assert [arrival.fingerprint for arrival in step.arrivals] == [sha256(mail(n)).digest() for n in (1, 2, 3)]
    assert [arrival.origin for arrival in step.arrivals] == [
        f"archive.mbox@{n * len(as_mbox(mail(1)))}" for n in range(3)
    ]
    assert step.place == ""
    assert step.remaining == 0


def test_a_byte_identical_mail_in_one_file_is_handed_over_twice(tmp_path):
    path = tmp_path / "archive.mbox"
    path.write_bytes(as_mbox(mail(1), mail(1)))

    (step,) = steps(path)

    assert len(step.arrivals) == 2
    assert len({arrival.fingerprint for arrival in step.arrivals}) == 1
    assert len({arrival.origin for arrival in step.arrivals}) == 2


def test_a_large_archive_comes_in_steps_of_bounded_count_and_size(tmp_path):
    path = tmp_path / "archive.mbox"
    large = [mail(n, body="y" * (3 << 20) + "\n") for n in range(4)]
    path.write_bytes(as_mbox(*[mail(n) for n in range(1001)], *large))

    taken = steps(path)

    assert [len(step.arrivals) for step in taken] == [500, 500, 3, 2]
    assert [step.position["mails"] for step in taken] == [500, 1000, 1003, 1005]
    assert [step.remaining is not None and step.remaining >= 0 for step in taken] == [True] * 4


@pytest.mark.parametrize("pack", [PACKINGS["plain"], gzip.compress, zstd.compress], ids=["plain", "gz", "zst"])
def test_a_position_takes_up_the_import_right_after_its_step(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(importing, "STEP_MAILS", 2)
    path = tmp_path / "archive.mbox"
    path.write_bytes(pack(as_mbox(*[mail(n) for n in range(5)])))

    for step in (taken := steps(path)):
        again = steps(path, step.position)
        assert again == taken[taken.index(step) + 1 :]

    assert taken[-1].position["read_bytes"] == taken[-1].position["size_bytes"] == path.stat().st_size


def test_mails_appended_since_the_position_was_taken_are_all_that_comes(tmp_path):
    path = tmp_path / "archive.mbox"
    path.write_bytes(as_mbox(mail(1)))
    (step,) = steps(path)

    path.write_bytes(as_mbox(mail(1), mail(2)))

    assert raws(path, step.position) == [mail(2)]


@pytest.mark.parametrize("pack", [PACKINGS["plain"], gzip.compress, zstd.compress], ids=["plain", "gz", "zst"])
@pytest.mark.parametrize("now", [(1,), (10, 11, 12)], ids=["shorter", "shifted"])
def test_a_file_written_anew_since_the_position_was_taken_is_read_from_its_beginning(tmp_path, pack, now):
    path = tmp_path / "archive.mbox"
    path.write_bytes(pack(as_mbox(mail(1), mail(2))))
    (step,) = steps(path)

    path.write_bytes(pack(as_mbox(*map(mail, now))))

    assert raws(path, step.position) == [mail(n) for n in now]


def test_the_position_of_another_file_is_not_taken_for_this_one(tmp_path):
    (tmp_path / "a.mbox").write_bytes(as_mbox(mail(1)))
    (tmp_path / "b.mbox").write_bytes(as_mbox(mail(2)))
    (step,) = steps(tmp_path / "b.mbox")

    assert raws(tmp_path / "a.mbox", step.position) == [mail(1)]


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gz", "zst"])
def test_a_packed_file_that_ends_too_early_gives_all_that_is_there_and_then_says_so(tmp_path, pack):
    path = tmp_path / "archive.mbox"
    mails = [mail(n, body=f"{os.urandom(150_000).hex()}\n") for n in range(8)]
    packed = pack(as_mbox(*mails))
    path.write_bytes(packed[: len(packed) // 2])

    taken, error = until_error(path)

    arrivals = [arrival for step in taken for arrival in step.arrivals]
    assert str(error) == "archive.mbox ends too early: the rest of it is missing."
    assert error.lasting
    assert len(arrivals) >= 3
    assert [arrival.raw for arrival in arrivals[:-1]] == mails[: len(arrivals) - 1]
    assert mails[len(arrivals) - 1].startswith(arrivals[-1].raw)
    assert arrivals[-1].origin.endswith(" (cut off)")


def test_the_mail_in_which_a_file_broke_off_comes_again_whole_when_the_file_is_mended(tmp_path):
    path = tmp_path / "archive.mbox"
    mails = [mail(n, body=f"{os.urandom(150_000).hex()}\n") for n in range(4)]
    packed = zstd.compress(as_mbox(*mails))
    path.write_bytes(packed[: len(packed) // 2])
    taken, _ = until_error(path)
    whole = sum(len(step.arrivals) for step in taken) - 1

    path.write_bytes(packed)

    assert raws(path, taken[-1].position) == mails[whole:]


def test_a_single_mail_that_breaks_off_is_handed_over_as_far_as_it_goes(tmp_path):
    path = tmp_path / "one.eml.gz"
    raw = mail(1, body=os.urandom(200_000).hex())
    packed = gzip.compress(raw)
    path.write_bytes(packed[: len(packed) // 2])

    ((step,), error) = until_error(path)

    assert raw.startswith(step.arrivals[0].raw)
    assert step.arrivals[0].origin == "one.eml.gz (cut off)"
    assert step.position["offset"] == 0
    assert str(error) == "one.eml.gz ends too early: the rest of it is missing."


@pytest.mark.parametrize(
    "damage",
    [lambda packed: packed[:-8] + b"damaged!", lambda packed: packed[:200] + b"\xff" * 50 + packed[250:]],
    ids=["checksum", "inside"],
)
@pytest.mark.parametrize(
    "pack",
    [gzip.compress, lambda raw: zstd.compress(raw, options={zstd.CompressionParameter.checksum_flag: 1})],
    ids=["gz", "zst"],
)
def test_a_damaged_packed_file_is_named(tmp_path, pack, damage):
    path = tmp_path / "archive.mbox"
    path.write_bytes(damage(pack(as_mbox(*[mail(n, body=os.urandom(500).hex()) for n in range(5)]))))

    _, error = until_error(path)

    assert str(error) == "archive.mbox is damaged and cannot be unpacked any further."


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gz", "zst"])
def test_a_packed_file_that_is_only_a_beginning_holds_nothing(tmp_path, pack):
    path = tmp_path / "archive.mbox"
    path.write_bytes(pack(as_mbox(mail(1)))[:6])

    assert refusal(path) == "archive.mbox ends too early: the rest of it is missing."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.mbox", b"", "a.mbox is empty."),
        ("a.zip", b"PK\x03\x04" + b"\x00" * 30, "a.zip is a zip archive; unpack it and import the folder."),
        ("a.pst", b"!BDN" + b"\x00" * 30, "a.pst is an Outlook archive (.pst); export it as mbox first."),
        ("a.pdf", b"%PDF-1.7\n", "a.pdf is a PDF, not a mailbox file."),
        (
            "a.png",
            b"\x89PNG\r\n\x1a\n",
            "a.png is not a mailbox file: it does not begin like a mail or an mbox archive.",
        ),
        (
            "notes.txt",
            b"Note: milk\nand bread\n",
            "notes.txt is not a mailbox file: it does not begin like a mail or an mbox archive.",
        ),
        (
            "a.eml",
            b"%!PS-Adobe",
            "a.eml is not a mailbox file: it does not begin like a mail or an mbox archive.",
        ),
    ],
)
def test_what_is_no_mailbox_file_is_refused_in_one_sentence(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)

    assert refusal(path) == sentence


def test_a_path_where_nothing_is_is_refused(tmp_path):
    assert refusal(tmp_path / "gone.mbox") == f"There is no file or folder {tmp_path}/gone.mbox."


@pytest.mark.parametrize("content", [mail(1), b"X-Strange: yes\n\nhello\n"], ids=["usual", "strange-header"])
def test_a_single_mail_in_a_file_is_handed_over_byte_for_byte(tmp_path, content):
    path = tmp_path / "one.EML"
    path.write_bytes(content)

    (step,) = steps(path)

    assert [(arrival.raw, arrival.origin) for arrival in step.arrivals] == [(content, "one.EML")]
    assert steps(path, step.position) == []


def test_a_disk_that_fails_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.mbox").write_bytes(as_mbox(mail(1)))

    class Failing:
        def read1(self, _size):
            raise OSError(5, "Input/output error")

    opened = opening.Opened.__init__
    monkeypatch.setattr(opening.Opened, "__init__", lambda self, file: opened(self, file, Failing()))

    assert refusal(tmp_path / "a.mbox") == "a.mbox cannot be read: Input/output error."


def test_frames_without_content_are_passed_over(tmp_path):
    path = tmp_path / "archive.mbox.zst"
    path.write_bytes(b"\x5f\x2a\x4d\x18\x04\x00\x00\x00note" + zstd.compress(as_mbox(mail(1))))

    assert raws(path) == [mail(1)]
