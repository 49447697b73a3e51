"""Facts about how long things are kept: by rule and source, at night, and never what waits for an answer of ours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import words

from hearback.conversations.models import Message, Text
from hearback.infra.errors import Refusal
from hearback.listening.actions.keeping import Due, days_of, due, keep_for, keep_to
from hearback.listening.jobs import keep_no_longer
from hearback.listening.models import Arrival
from hearback.listening.rereading import reread
from hearback.staff.models import AuditLine

YEAR = timedelta(days=365)


@pytest.fixture
def old(cast) -> int:
    """Return a conversation of a year ago that was asked and answered."""
    conversation = cast.asks("Does it fit?\n", ago=YEAR)
    cast.answers(conversation, "It does.\n", ago=YEAR - timedelta(hours=1))
    return conversation


def rules(messages: int | None = None, attachments: int | None = None, arrivals: int | None = None):
    return {"messages": messages, "attachments": attachments, "arrivals": arrivals}


def keeps(cast, **days: int) -> None:
    keep_for(cast.mailbox, rules(**days), by=cast.bea, at=cast.now)


def test_everything_stays_until_somebody_says_otherwise(cast, old):
    assert days_of(cast.mailbox) == rules()
    assert keep_to(cast.mailbox, at=cast.now) == Due()


def test_words_go_and_that_somebody_wrote_stays(cast, old):
    keeps(cast, messages=90)

    keep_no_longer(0)

    assert set(Text.objects.values_list("words", "rest")) == {("", "")}
    assert Message.objects.filter(erased_at__isnull=False).count() == 2
    assert not [one for one in Arrival.objects.all() if bytes(one.raw)]
    assert AuditLine.objects.get(verb="keep no longer").detail == {"messages": 2, "attachments": 0, "arrivals": 0}


def test_raw_mails_go_and_the_words_stay(cast, old):
    keeps(cast, arrivals=90)

    assert keep_to(cast.mailbox, at=cast.now) == Due(arrivals=2)
    assert Text.objects.filter(words__contains="Does it fit").exists()
    assert reread().arrivals == 0


def test_what_waits_for_an_answer_of_ours_stays(cast):
    cast.asks("Does it fit?\n", ago=YEAR)
    keeps(cast, messages=90, arrivals=90)

    assert keep_to(cast.mailbox, at=cast.now) == Due()


def test_what_is_younger_stays(cast, old):
    keeps(cast, messages=400)

    assert keep_to(cast.mailbox, at=cast.now) == Due()


def test_what_would_go_is_shown_before(cast, old):
    browser, page = cast.browser(), f"/sources/{cast.mailbox.pk}/keeping"
    assert due(cast.mailbox, rules(messages=90), at=cast.now) == Due(messages=2)

    shown = browser.post(page, {"messages": "90"})

    assert "2 would go tonight" in words(shown)
    assert days_of(cast.mailbox) == rules()
    browser.post(page, {"messages": "90", "sure": "yes"})
    assert days_of(cast.mailbox) == rules(messages=90)
    assert "2 would go tonight" in words(browser.get(page))


@pytest.mark.parametrize("said", ["0", "-3", "x", "99999999"])
def test_what_is_no_number_of_days_is_refused(cast, said):
    answer = cast.browser().post(f"/sources/{cast.mailbox.pk}/keeping", {"messages": said})

    assert (answer.status_code, days_of(cast.mailbox)) == (422, rules())


def test_it_is_set_by_admins(cast):
    with pytest.raises(Refusal, match="Only an admin"):
        keep_for(cast.mailbox, rules(messages=1), by=cast.cem, at=cast.now)
    page = f"/sources/{cast.mailbox.pk}/keeping"
    assert "An admin can change it" in words(cast.browser(cast.cem).get(page))
    assert cast.browser(cast.cem).post(page, {"messages": "1"}).status_code == 422


def test_a_message_says_that_its_words_are_kept_no_longer(cast, old):
    keeps(cast, messages=90)
    keep_to(cast.mailbox, at=cast.now)

    assert "kept no longer" in words(cast.browser().get(f"/conversations/{old}"))
