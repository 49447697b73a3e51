"""Facts about what came with a message: it is had as it was sent, and never runs in our name."""

from __future__ import annotations

import pytest
from tests.cast import part, words
from tests.html_mails import html_mail, picture, png
from tests.raw_mail import mail

from hearback.conversations.queries import by_key
from hearback.listening.models import Arrival

KEY = "a@example.org"


@pytest.fixture
def hears(cast):
    def heard(*parts):
        cast.hears(html_mail("<p>Hello</p>", parts=parts, key=KEY))
        return f"/arrivals/{cast.mailbox.pk}/{Arrival.objects.latest('id').id}"

    return heard


def test_it_stands_below_the_message_to_be_saved_and_pictures_are_seen(cast, hears):
    address = hears(picture("plan.png"), picture("offer.pdf", content=b"%PDF-1.4", kind="application/pdf"))

    shown = part(cast.browser().get(f"/conversations/{by_key(KEY).pk}"), 'class="attachments"')

    assert f'href="{address}/parts/0" download' in shown
    assert f'href="{address}/parts/1" download' in shown
    assert f'<img src="{address}/parts/0/seen" alt="" loading="lazy"' in shown
    assert 'aria-label="Look at plan.png"' in shown
    assert f'<img src="{address}/parts/1/seen"' not in shown


def test_a_large_picture_and_a_nameless_one_are_not_fetched_by_themselves(cast, hears):
    hears(picture("large.png", content=png() + b"\0" * 2_100_000), picture(content_id="logo@here"))

    assert "<img" not in part(cast.browser().get(f"/conversations/{by_key(KEY).pk}"), 'class="attachments"')


def test_it_is_had_byte_for_byte_under_its_name(cast, hears):
    content = bytes(range(256)) * 50

    answer = cast.browser(cast.cem).get(f"{hears(picture('Größe.bin', content=content, kind='text/html'))}/parts/0")

    assert answer.content == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.bin"


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"<svg onload='alert(1)'/>"])
@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "image/png"])
def test_it_never_runs_in_our_name(cast, hears, content, kind):
    address = hears(picture("a.html", content=content, kind=kind))
    answer = cast.browser().get(f"{address}/parts/0")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert cast.browser().get(f"{address}/parts/0/seen").status_code == 404


def test_a_picture_is_shown_by_what_it_is_and_not_by_what_it_says(cast, hears):
    answer = cast.browser().get(f"{hears(picture('a.txt', kind='text/plain'))}/parts/0/seen")

    assert (answer.content, answer["Content-Type"]) == (png(), "image/png")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_pdf_opens_in_a_tab_of_its_own_under_a_sandbox(cast, hears):
    address = hears(picture("offer.pdf", content=b"%PDF-1.4", kind="application/pdf"))

    shown = part(cast.browser().get(f"/conversations/{by_key(KEY).pk}"), 'class="attachments"')
    answer = cast.browser().get(f"{address}/parts/0/seen")

    assert f'class="attachment-look" href="{address}/parts/0/seen" target="_blank" rel="noopener"' in shown
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        'inline; filename="offer.pdf"',
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_is_not_there_cannot_be_had(cast, hears):
    address = hears(picture("a.png"))

    assert cast.browser().get(f"{address}/parts/1").status_code == 404
    assert cast.browser().get(f"/arrivals/{cast.mailbox.pk}/987654/parts/0").status_code == 404
    assert cast.browser().get("/arrivals/987654/1/parts/0").status_code == 404


def test_a_message_of_words_alone_carries_nothing(cast):
    cast.hears(mail(key=KEY))

    assert "Attachments" not in words(cast.browser().get(f"/conversations/{by_key(KEY).pk}"))
