"""Facts about when something was said, where the clock it was written by goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.raw_mail import MONDAY, mail

from hearback.conversations.models import Message
from hearback.inbox.models import Turn
from hearback.listening.moments import believable
from hearback.listening.rereading import reread

US = "Bea <hello@rotor.example>"


def state() -> str:
    return Turn.objects.get().state


@pytest.mark.parametrize(
    ("said_at", "is_believed"),
    [
        (MONDAY - timedelta(days=900), True),
        (MONDAY + timedelta(hours=23), True),
        (MONDAY + timedelta(hours=25), False),
        (MONDAY.replace(year=1969), False),
        (None, False),
    ],
)
def test_a_date_that_cannot_be_is_the_moment_of_hearing(said_at, is_believed):
    assert believable(said_at, heard_at=MONDAY) == (said_at if is_believed else MONDAY)


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(seconds=1), timedelta(hours=3)])
def test_an_answer_by_a_clock_that_is_behind_makes_it_our_turn(hears, behind):
    hears(mail(key="1@example.org", at=MONDAY - timedelta(hours=5)))
    hears(mail("Yes.", key="2@rotor.example", author=US, answers=("1@example.org",)))
    assert state() == "theirs"

    hears(mail("And red?", key="3@example.org", answers=("1@example.org", "2@rotor.example"), at=MONDAY - behind))

    assert state() == "ours"


def test_an_answer_in_the_batch_of_what_it_answers_comes_after_it(hears):
    hears(
        mail("And red?", key="3@example.org", answers=("2@rotor.example",), at=MONDAY - timedelta(minutes=9)),
        mail("Yes.", key="2@rotor.example", author=US),
    )

    assert state() == "ours"
    assert reread().changed == 0


def test_what_answers_somebody_else_keeps_its_date(hears):
    early = MONDAY - timedelta(hours=1)
    hears(mail("We think so.", key="2@rotor.example", author=US))
    hears(mail(key="4@example.org", answers=("1@example.org",), at=early))

    assert Message.objects.get(key="4@example.org").said_at == early


def test_history_keeps_its_dates(hears):
    ago = MONDAY - timedelta(days=30)
    hears(mail("Yes.", key="2@rotor.example", author=US, at=ago + timedelta(minutes=5)))

    hears(mail("And red?", key="3@example.org", answers=("2@rotor.example",), at=ago))

    assert Message.objects.get(key="3@example.org").said_at == ago
    assert state() == "theirs"
