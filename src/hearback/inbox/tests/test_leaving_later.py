"""Facts about the moments before an answer leaves: it can be taken back, or wait, and never passes what was said."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import part, words

from hearback.channels.mail.tests.smtp_server import smtp_server
from hearback.inbox.answering import Written, answer, send
from hearback.inbox.models import Draft, Outbound, Turn
from hearback.infra.errors import Refusal
from hearback.sources.models import Source

MORNING = timedelta(hours=20)


@pytest.fixture
def smtp(cast):
    with smtp_server() as (box, port):
        source = cast.mailbox
        Source.objects.filter(pk=source.pk).update(settings=source.settings | {"smtp_port": port})
        yield box


@pytest.fixture
def fifteen(settings):
    settings.UNDO_SECONDS = 15


def writes(cast, number: int, **more) -> Outbound:
    return answer(number, written=Written("It does.", press=uuid4(), **more), by=cast.bea, at=cast.now)


def tried(attempt: Outbound, *, at) -> Outbound:
    send(attempt.pk, at=at, is_last_try=True)
    attempt.refresh_from_db()
    return attempt


def posts(cast, number: int, **fields):
    posted = {"text": "It does.", "press": str(uuid4()), "to": "Ann Archer <ann@example.org>"} | fields
    return words(part(cast.browser().post(f"/conversations/{number}/answer", posted, follow=True), 'id="flashes"'))


def test_an_answer_waits_so_long_that_it_can_be_taken_back(cast, fifteen):
    attempt = writes(cast, cast.asks())

    assert ProcrastinateJob.objects.get().scheduled_at == attempt.leaves_at == cast.now + timedelta(seconds=15)


def test_the_page_says_so_and_taking_back_takes_back_all_of_it(cast, fifteen):
    number = cast.asks()

    said = posts(cast, number)

    assert said.startswith("Your answer leaves in 15 seconds. You are in charge of this now.")
    attempt = Outbound.objects.get()
    page = cast.browser().get(f"/conversations/{number}").content.decode()
    assert f"/attempts/{attempt.pk}/drop" in page
    cast.browser().post(f"/attempts/{attempt.pk}/drop")
    assert (Draft.objects.get().text, Turn.objects.get().assignee) == ("It does.", None)
    assert tried(attempt, at=cast.now + timedelta(minutes=1)).state == "dropped"


def test_taking_back_leaves_somebody_who_was_in_charge_before(cast, fifteen):
    number = cast.asks()
    Turn.objects.update(assignee=cast.cem)

    posts(cast, number)
    cast.browser().post(f"/attempts/{Outbound.objects.get().pk}/drop")

    assert Turn.objects.get().assignee == cast.cem


def test_what_waits_can_leave_at_once(cast, smtp, fifteen):
    attempt = writes(cast, cast.asks(), leaves_at=cast.now + MORNING)

    cast.browser().post(f"/attempts/{attempt.pk}/now")

    attempt.refresh_from_db()
    assert attempt.leaves_at is None
    assert [job.scheduled_at for job in ProcrastinateJob.objects.order_by("id")] == [cast.now + MORNING, None]
    assert tried(attempt, at=cast.now).state == "sent"
    assert len(smtp.envelopes) == 1
    assert tried(attempt, at=cast.now + MORNING).state == "sent"
    assert len(smtp.envelopes) == 1


def test_an_answer_leaves_when_its_writer_wants_it_to(cast, smtp):
    attempt = writes(cast, cast.asks(), leaves_at=cast.now + MORNING)

    assert ProcrastinateJob.objects.get().scheduled_at == cast.now + MORNING
    assert tried(attempt, at=cast.now + MORNING).state == "sent"
    dated = message_from_bytes(bytes(smtp.envelopes[0].content))["Date"]
    assert parsedate_to_datetime(dated) == cast.now + MORNING


@pytest.mark.parametrize(
    ("later", "why"), [(timedelta(hours=-1), "is over"), (timedelta(days=400), "for a year at most")]
)
def test_a_moment_that_cannot_be_is_refused(cast, later, why):
    with pytest.raises(Refusal, match=why):
        writes(cast, cast.asks(), leaves_at=cast.now + later)


def test_what_was_said_meanwhile_is_read_first(cast, smtp):
    number = cast.asks()
    attempt = writes(cast, number, leaves_at=cast.now + MORNING)
    Outbound.objects.update(queued_at=cast.now - timedelta(minutes=5))
    cast.asks_again(number, "Never mind.", ago=timedelta(0))

    assert tried(attempt, at=cast.now + MORNING).state == "failed"
    assert attempt.trouble.startswith("They wrote before it was to leave.")
    cast.browser().post(f"/attempts/{attempt.pk}/again")
    assert tried(attempt, at=cast.now + MORNING).state == "sent"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"later": "2999-01-01T09:00"}, "wait for a year at most"),
        ({"later": "chosen", "leaves_at": "nonsense"}, "Your answer is on its way."),
        ({"later": "", "leaves_at": "2026-03-05T09:00"}, "Your answer is on its way."),
    ],
    ids=["too-late", "no-moment", "not-asked-for"],
)
def test_the_composer_takes_a_moment_only_when_it_is_asked_for(cast, fields, said):
    number = cast.asks()
    answered = cast.browser().post(
        f"/conversations/{number}/answer",
        {"text": "It does.", "press": str(uuid4()), "to": "ann@example.org"} | fields,
        follow=True,
    )

    assert said in words(answered)


def test_the_composer_offers_moments_and_says_when_it_will_leave(cast):
    number = cast.asks()
    page = cast.browser().get(f"/conversations/{number}").content.decode()
    assert page.count('name="later"') in {3, 4}
    offered = page.partition('name="later" value="')[2].partition('"')[0]

    assert posts(cast, number, later=offered).startswith("Your answer leaves ")
    assert "Leaves" in words(cast.browser().get(f"/conversations/{number}"))
