"""Facts about large attachments: however often one comes, it is kept once, and every mail is still had as it came."""

from __future__ import annotations

import random

import pytest
from django.db.models import Sum
from django.db.models.functions import Length
from tests.cast import mailbox
from tests.html_mails import html_mail, picture
from tests.raw_mail import fetched, mail

from hearback.listening.actions import store
from hearback.listening.bringing import hear_left_over
from hearback.listening.models import PARTED, Arrival, Piece, Unheard
from hearback.listening.queries import original, raws
from hearback.listening.rereading import reread
from hearback.sources.models import Source

FILE = random.Random(7).randbytes(300_000)


def letter(number: int, content: bytes = FILE) -> bytes:
    return html_mail(
        f"<p>Number {number}</p>", parts=(picture("plan.bin", content=content),), key=f"{number}@example.org"
    )


@pytest.fixture
def letters(cast):
    raws = [letter(number) for number in range(10)]
    cast.hears(*raws)
    return raws


def kept_bytes() -> int:
    arrivals = Arrival.objects.aggregate(size=Sum(Length("raw")))["size"]
    return arrivals + (Piece.objects.aggregate(size=Sum(Length("content")))["size"] or 0)


def test_ten_mails_with_one_file_keep_it_once(cast, letters):
    assert Piece.objects.count() == 1
    assert sum(map(len, letters)) > 4_000_000
    assert kept_bytes() < 320_000


def test_every_one_of_them_is_had_byte_for_byte(cast, letters):
    kept = list(Arrival.objects.order_by("id"))

    assert list(raws(kept).values()) == letters
    assert {one.packing for one in kept} == {PARTED}
    assert [original(one.source_id, one.id) for one in kept] == letters
    browser = cast.browser()
    assert browser.get(f"/arrivals/{cast.mailbox.pk}/{kept[3].id}/original").content == letters[3]
    assert browser.get(f"/arrivals/{cast.mailbox.pk}/{kept[3].id}/parts/0").content == FILE


def test_reading_a_batch_of_them_asks_for_pieces_once(cast, letters, django_assert_num_queries):
    cast.hears(letter(10, FILE[::-1]), mail(key="small@example.org"))
    kept = list(Arrival.objects.order_by("id"))

    with django_assert_num_queries(1):
        raws(kept)


def test_they_are_heard_and_read_again_like_others(cast, letters):
    Source.objects.get()
    assert reread(cast.mailbox).changed == 0

    stored = store(cast.mailbox, fetched(letter(11)))
    assert Unheard.objects.get().arrival_id == stored[0].number
    assert hear_left_over(cast.mailbox).messages == 1


def test_another_source_keeps_its_own(cast, letters):
    other = mailbox("Other", "other@rotor.example")

    store(other, fetched(letter(12)))

    assert {one.source_id for one in Piece.objects.all()} == {cast.mailbox.pk, other.pk}


def test_a_large_mail_without_attachments_is_kept_whole(cast):
    cast.hears(mail("word " * 40_000, key="long@example.org"))

    assert not Piece.objects.exists()
    assert Arrival.objects.get().packing != PARTED
