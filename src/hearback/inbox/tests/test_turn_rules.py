"""Facts about whose turn it is, and about promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.inbox.rules.turns import OURS, SETTLED, THEIRS, Asked, answer_due, turn

EARLY, LATE = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)


def asked(before=None, *, asked_at=None, answered_at=None, question=False, answer=False) -> Asked:
    return Asked(before, asked_at, answered_at, has_new_question=question, has_new_answer=answer)


@pytest.mark.parametrize(
    ("known", "whose"),
    [
        (asked(asked_at=EARLY, question=True), OURS),
        (asked(), SETTLED),
        (asked(answered_at=EARLY, answer=True), THEIRS),
        (asked(OURS, asked_at=EARLY, answered_at=LATE, answer=True), THEIRS),
        (asked(OURS, asked_at=LATE, answered_at=EARLY, answer=True), OURS),
        (asked(THEIRS, asked_at=LATE, answered_at=EARLY, question=True), OURS),
        (asked(OURS, asked_at=EARLY), OURS),
        (asked(SETTLED, asked_at=EARLY), SETTLED),
        (asked(SETTLED, asked_at=EARLY, question=True), OURS),
        (asked(SETTLED, asked_at=EARLY, answered_at=LATE), SETTLED),
        (asked(SETTLED, asked_at=EARLY, answered_at=LATE, answer=True), THEIRS),
        (asked(SETTLED, asked_at=LATE, answered_at=EARLY, answer=True), SETTLED),
        (asked(SETTLED, asked_at=EARLY, answered_at=LATE, question=True), SETTLED),
        (asked(SETTLED, question=True), SETTLED),
    ],
    ids=[
        "a-new-question",
        "nothing-asked",
        "we-wrote-first",
        "answered",
        "an-old-answer-heard-late",
        "asked-again",
        "nothing-new",
        "settled-and-nothing-new",
        "settled-and-asked-again",
        "settled-after-an-answer",
        "settled-and-we-wrote",
        "settled-and-an-old-answer-heard-late",
        "settled-and-an-old-question-heard-late",
        "settled-and-nobody-waits",
    ],
)
def test_whose_turn_it_is(known, whose):
    assert turn(known) == whose


@given(
    st.sampled_from([None, OURS, THEIRS, SETTLED]),
    st.sampled_from([None, EARLY, LATE]),
    st.sampled_from([None, EARLY, LATE]),
)
def test_it_is_ours_only_while_somebody_waits(before, asked_at, answered_at):
    whose = turn(asked(before, asked_at=asked_at, answered_at=answered_at, question=True))
    is_waited_for = asked_at is not None and (answered_at is None or asked_at > answered_at)

    assert (whose == OURS) == is_waited_for


@pytest.mark.parametrize(
    ("heard_at", "hours", "due"),
    [
        ("2026-03-02T09:00", 8, "2026-03-02T17:00"),
        ("2026-03-02T09:00", 24, "2026-03-03T09:00"),
        ("2026-03-06T17:00", 24, "2026-03-09T17:00"),
        ("2026-03-06T17:00", 7, "2026-03-07T00:00"),
        ("2026-03-07T12:00", 2, "2026-03-09T02:00"),
        ("2026-03-08T23:59", 24, "2026-03-10T00:00"),
        ("2026-03-02T09:00", 0, "2026-03-02T09:00"),
        ("2026-03-02T09:00", 120, "2026-03-09T09:00"),
    ],
    ids=["same-day", "next-day", "over-the-weekend", "to-midnight", "saturday", "sunday", "at-once", "a-week"],
)
def test_a_promise_leaves_weekends_out(heard_at, hours, due):
    heard, wanted = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (heard_at, due))

    assert answer_due(heard, hours=hours) == wanted


moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds


@given(moments, st.integers(0, 400))
def test_a_promise_is_never_sooner_than_its_hours(heard_at, hours):
    due = answer_due(heard_at, hours=hours)

    assert due - heard_at >= timedelta(hours=hours)
    assert hours == 0 or due.weekday() < 5 or due.time() == datetime.min.time()


@given(moments, st.integers(0, 300), st.integers(1, 100))
def test_a_longer_promise_is_never_due_sooner(heard_at, hours, more):
    assert answer_due(heard_at, hours=hours) <= answer_due(heard_at, hours=hours + more)


@given(moments, st.integers(0, 10_000), st.integers(0, 300))
def test_who_writes_first_is_promised_an_answer_first(heard_at, minutes, hours):
    later = heard_at + timedelta(minutes=minutes)

    assert answer_due(heard_at, hours=hours) <= answer_due(later, hours=hours)
