"""Whose turn it is, from what was asked, answered and decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

OURS, THEIRS, SETTLED = "ours", "theirs", "settled"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a conversation knows of asking and answering. before: the state up to now; None when it is new.

    has_new_question: something that is owed an answer was heard just now.
    has_new_answer: we said something just now.
    """

    before: str | None
    asked_at: datetime | None
    answered_at: datetime | None
    has_new_question: bool
    has_new_answer: bool


def turn(asked: Asked) -> str:
    """Return whose turn it is.

    A question that came after our last answer is ours, unless a person settled it and nothing new was asked.
    """
    waiting = asked.asked_at is not None and (asked.answered_at is None or asked.asked_at > asked.answered_at)
    if asked.before == SETTLED and not asked.has_new_question and not asked.has_new_answer:
        return SETTLED
    if waiting:
        return SETTLED if asked.before == SETTLED and not asked.has_new_question else OURS
    if asked.answered_at is None:
        return SETTLED
    return SETTLED if asked.before == SETTLED and not asked.has_new_answer else THEIRS


def answer_due(heard_at: datetime, *, hours: int) -> datetime:
    """Return the promise: `hours` after we heard, with Saturdays and Sundays (UTC) left out."""
    due = heard_at
    left = timedelta(hours=hours)
    while True:
        midnight = datetime.combine(due.date() + timedelta(days=1), datetime.min.time(), tzinfo=due.tzinfo)
        if due.weekday() < 5:
            if due + left <= midnight:
                return due + left
            left -= midnight - due
        due = midnight
