"""Facts about files that leave with an answer: sent once, shown at it, given back, forgotten when nobody wants them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cast import EVE, part

from hearback.channels.mail.tests.smtp_server import smtp_server
from hearback.inbox import jobs
from hearback.inbox.actions import attempts, join
from hearback.inbox.actions.files import collect
from hearback.inbox.answering import Written, answer, send
from hearback.inbox.models import Content, Draft, File, Outbound
from hearback.inbox.tests.filing import (
    LARGE,
    PDF,
    PNG,
    attaches,
    listed,
    mail_of,
    names_in,
    numbers,
    upload,
    with_files,
)
from hearback.inbox.tests.writing import HOUR, WORDS, composer, opens, saves, sends
from hearback.infra.errors import Refusal
from hearback.sources.models import Source


def test_the_files_leave_with_the_answer_and_the_draft_is_empty(cast):
    number = cast.asks()
    attaches(cast, number, upload(), upload("photo.png", PNG))

    read = with_files(cast, number, text="Look:\n[image: photo.png]\n")

    mail = mail_of(cast.attempt())
    assert names_in(mail) == ["plan.pdf"]
    page = mail.get_body(("related",))
    assert 'src="cid:' in mail.get_body(("html",)).get_content()
    assert [one.get_content_type() for one in page.iter_parts()] == ["text/html", "image/png"]
    assert listed(read) == []
    assert not Draft.objects.exists()


def test_the_files_stand_at_the_answer_before_and_after_it_left(cast):
    with smtp_server() as (box, port):
        Source.objects.filter(pk=cast.mailbox.pk).update(settings=cast.mailbox.settings | {"smtp_port": port})
        number = cast.asks()
        attaches(cast, number, upload(), upload("photo.png", PNG))
        waiting = part(with_files(cast, number), 'class="message message-ours"')
        send(cast.attempt().pk, at=cast.now, is_last_try=True)
    gone = part(opens(cast, number), 'class="message message-ours"')
    cast.hears(box.envelopes[0].content)
    heard = part(opens(cast, number), 'class="message message-ours"')

    for shown in (waiting, gone):
        for one in File.objects.all():
            assert f'href="/files/{one.pk}"' in shown or f'href="/files/{one.pk}/seen"' in shown
    for shown in (waiting, gone, heard):
        assert "plan.pdf" in shown
        assert "photo.png" in shown
    assert "/arrivals/" in heard


def test_a_large_file_is_not_kept_a_second_time_in_the_answer(cast):
    number = cast.asks()
    attaches(cast, number, upload("a.bin", LARGE))

    with_files(cast, number)

    attempt = cast.attempt()
    assert attempt.is_parted
    assert len(attempt.composed) < 10_000
    (file,) = mail_of(attempt).iter_attachments()
    assert file.get_content() == LARGE


def test_only_files_that_the_page_showed_leave(cast):
    number = cast.asks()
    attaches(cast, number)
    page = opens(cast, number)
    attaches(cast, number, upload("from-the-phone.pdf", PDF + b"2"))

    read = sends(cast, number, page=page, file=numbers(page))

    assert names_in(mail_of(cast.attempt())) == ["plan.pdf"]
    assert listed(read) == ["from-the-phone.pdf"]


def test_an_answer_whose_file_was_removed_elsewhere_does_not_leave(cast):
    number = cast.asks()
    attaches(cast, number)
    page = opens(cast, number)
    cast.browser().post(f"/files/{File.objects.get().pk}/remove")

    read = sends(cast, number, page=page, file=numbers(page))

    assert "A file was removed meanwhile." in composer(read)
    assert not Outbound.objects.exists()


def test_nobody_sends_a_file_of_somebody_elses_draft(cast):
    number = cast.asks()
    attaches(cast, number, by=cast.cem)

    written = Written(WORDS, press=uuid4(), files=(File.objects.get().pk,))
    with pytest.raises(Refusal):
        answer(number, written=written, by=cast.bea, at=cast.now)


def test_an_emptied_draft_with_files_is_kept(cast):
    number = cast.asks()
    attaches(cast, number)

    saves(cast, number, "")

    assert Draft.objects.get().text == ""
    assert listed(opens(cast, number)) == ["plan.pdf"]


def test_an_answer_that_is_taken_back_gives_the_draft_its_files_back(cast):
    number = cast.asks()
    attaches(cast, number, upload("a.bin", LARGE), upload())
    with_files(cast, number)

    attempts.decide(cast.attempt().pk, choice="drop", by=cast.bea, at=cast.now)

    read = opens(cast, number)
    assert listed(read) == ["a.bin", "plan.pdf"]
    assert f">{WORDS}</textarea>" in composer(read)
    with_files(cast, number)
    again = Outbound.objects.latest("pk")
    assert names_in(mail_of(again)) == ["a.bin", "plan.pdf"]
    assert Content.objects.count() == 2


def test_what_is_given_back_stands_beside_what_was_begun_since(cast):
    number = cast.asks()
    attaches(cast, number)
    with_files(cast, number)
    attaches(cast, number)
    attaches(cast, number, upload("new.pdf", PDF + b"2"))

    attempts.decide(cast.attempt().pk, choice="drop", by=cast.bea, at=cast.now)

    assert listed(opens(cast, number)) == ["plan.pdf", "new.pdf"]


def test_files_of_a_conversation_that_went_into_another_are_still_there(cast):
    elder, number = cast.asks(ago=HOUR), cast.asks(author=EVE)
    attaches(cast, number)

    join(number, other=elder, by=cast.bea, at=cast.now)

    assert listed(opens(cast, elder)) == ["plan.pdf"]


def test_what_nobody_wants_is_forgotten_after_a_while_and_nothing_else(cast):
    kept, gone = cast.asks(ago=HOUR), cast.asks()
    attaches(cast, kept, upload("kept.bin", LARGE))
    attaches(cast, gone, upload("gone.bin", LARGE[::-1]))
    removed = File.objects.get(name="gone.bin")
    cast.browser().post(f"/files/{removed.pk}/remove")

    assert collect(at=cast.now + timedelta(hours=23)) == 0
    assert collect(at=cast.now + timedelta(hours=25)) == 1

    assert list(File.objects.values_list("name", flat=True)) == ["kept.bin"]
    assert Content.objects.count() == 1
    assert opens(cast, gone).status_code == 200


def test_files_of_answers_stay_and_those_of_no_draft_go(cast):
    number, other = cast.asks(ago=HOUR), cast.asks()
    attaches(cast, number)
    with_files(cast, number)
    attaches(cast, other, upload("lost.pdf", PDF + b"2"))
    Draft.objects.all().delete()

    collect(at=cast.now + timedelta(days=31))

    assert list(File.objects.values_list("name", flat=True)) == ["plan.pdf"]


def test_the_files_of_an_answer_that_was_given_up_go_in_the_end(cast):
    number = cast.asks()
    attaches(cast, number)
    with_files(cast, number)
    attempts.decide(cast.attempt().pk, choice="drop", by=cast.bea, at=cast.now)
    cast.browser().post(f"/files/{File.objects.get(attempt=None).pk}/remove")

    assert collect(at=cast.now + timedelta(days=31)) == 1
    assert not File.objects.exists()


def test_the_worker_collects(cast):
    attaches(cast, cast.asks())

    jobs.collect_files(timestamp=0)

    assert File.objects.exists()
