"""Facts about finding the person: whom to ask about something, with the conversations that say so."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cast import words

from hearback.conversations.models import Conversation
from hearback.inbox.answering import Written, answer
from hearback.inbox.models import Outbound
from hearback.inbox.queries.finding import who_knows

HOUR = timedelta(hours=1)
YEAR = timedelta(days=365.25)


def answers(cast, number: int, *, by=None) -> None:
    """Let a colleague answer from here, and the answer arrive."""
    attempt = answer(number, written=Written("It does.", press=uuid4()), by=by or cast.bea, at=cast.now)
    Outbound.objects.filter(pk=attempt.pk).update(state=Outbound.SENT, sent_at=cast.now)


@pytest.fixture
def pumps(cast):
    """Ann asked about the pump twice, and Bea and Cem answered; Eve spoke of it once, years ago."""
    first = cast.asks("The pump drips.", subject="The pump", ago=3 * HOUR)
    second = cast.asks("The pump is loud.", subject="Noise", ago=2 * HOUR)
    cast.asks("My pump is fine.", author="Eve Ito <eve@example.net>", subject="All well", ago=3 * YEAR)
    cast.asks("The lamp is dark.", author="Dan <dan@example.com>", subject="The lamp", ago=HOUR)
    answers(cast, first)
    answers(cast, second)
    answers(cast, first, by=cast.cem)
    return cast


def named(knowers) -> list[tuple[str, int]]:
    return [(one.who.name, one.times) for one in knowers]


def test_who_answered_and_who_spoke_of_it_is_found(pumps):
    known = who_knows("Pump!", at=pumps.now)

    assert named(known.inside) == [(pumps.bea.name, 2), (pumps.cem.name, 1)]
    assert named(known.outside) == [("Ann Archer", 2), ("Eve Ito", 1)]
    assert [one.subject for one in known.outside[0].traces] == ["Noise", "The pump"]
    assert not known.is_loose


def test_an_answer_from_a_colleagues_own_mail_program_counts_too(cast):
    number = cast.asks("The pump drips.", subject="The pump", ago=3 * HOUR)
    cast.answers(number, ago=2 * HOUR)
    answers(cast, number)

    known = who_knows("pump", at=cast.now)

    assert named(known.inside) == [(cast.bea.name, 1)]
    assert known.inside[0].traces[0].at == cast.now


def test_what_was_said_lately_counts_for_more(pumps):
    pumps.asks("Another pump.", author="Eve Ito <eve@example.net>", ago=3 * YEAR)
    pumps.asks("And a pump.", author="Eve Ito <eve@example.net>", ago=3 * YEAR)

    assert named(who_knows("pump", at=pumps.now).outside) == [("Ann Archer", 2), ("Eve Ito", 3)]


def test_where_nobody_said_all_words_some_of_them_count(pumps):
    known = who_knows("loud lamp", at=pumps.now)

    assert known.is_loose
    assert {name for name, _ in named(known.outside)} == {"Ann Archer", "Dan"}


@pytest.mark.parametrize("asked", ["", "  ", "zeppelin", "'; DROP TABLE x; --", "\\", "a & !b", "\x00"])
def test_what_nobody_spoke_of_finds_nobody(pumps, asked):
    known = who_knows(asked, at=pumps.now)

    assert (known.inside, known.outside) == ([], [])


def test_what_comes_later_is_not_known_yet(pumps):
    assert named(who_knows("pump", at=pumps.now - YEAR).outside) == [("Eve Ito", 1)]


def test_what_went_into_another_conversation_counts_there(pumps):
    one, other = Conversation.objects.filter(subject__in=["The pump", "Noise"]).order_by("pk")
    Conversation.objects.filter(pk=other.pk).update(merged_into=one)

    (knower, _) = who_knows("pump", at=pumps.now).outside
    assert {trace.conversation for trace in knower.traces} == {one.pk}


def test_the_page_opens_to_the_conversations(pumps):
    shown = pumps.browser().get("/people/find", {"q": "pump"})
    told = words(shown)

    assert "answered it in 2 conversations" in told
    assert "spoke of it in 1 conversation" in told
    number = Conversation.objects.get(subject="Noise").pk
    assert f"/conversations/{number}" in shown.content.decode()
    assert "Find the person" in words(pumps.browser().get("/people"))


def test_the_page_says_when_words_are_taken_loosely_and_when_there_are_more(pumps):
    for hours in range(5):
        pumps.asks(f"Pump number {hours}.", ago=hours * HOUR, subject=f"Pump {hours}")

    assert "and 4 more" in words(pumps.browser().get("/people/find", {"q": "pump"}))
    assert "Nobody said all of these words" in words(pumps.browser().get("/people/find", {"q": "loud lamp"}))


def test_an_empty_question_and_an_empty_answer_are_told(cast):
    browser = cast.browser()

    assert "Whom should I ask?" in words(browser.get("/people/find"))
    assert "Nobody spoke of it" in words(browser.get("/people/find", {"q": "zeppelin"}))


def test_it_costs_the_same_however_many_there_are(pumps, django_assert_num_queries):
    browser = pumps.browser()
    with django_assert_num_queries(QUERIES):
        browser.get("/people/find", {"q": "pump"})
    for number in range(9):
        pumps.asks("A pump.", author=f"Writer {number} <writer{number}@example.org>")

    with django_assert_num_queries(QUERIES):
        browser.get("/people/find", {"q": "pump"})


QUERIES = 9
