"""Which colleagues should answer a conversation, by whom and with what they answered before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from hearback.inbox.models import Counter, Outbound, Turn
from hearback.people.rules.ranking.marks import marks_of
from hearback.people.rules.ranking.ranking import Ranking
from hearback.people.rules.ranking.tallies import WINDOW
from hearback.people.rules.ranking.values import Act, Circumstances, Question
from hearback.staff.queries import colleagues

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from hearback.conversations.models import Conversation
    from hearback.people.rules.ranking.values import Reason
    from hearback.staff.models import Colleague

NEWEST = 500  # answers that are looked through, and as many of those to the same person
_ANSWER = (
    "pk", "sent_at", "colleague_id", "conversation_id",
    "conversation__identity__person_id", "conversation__subject", "conversation__preview",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fit:
    """A colleague who may be the right one, and why."""

    colleague: Colleague
    score: float
    reasons: tuple[Reason, ...]


def right_person(conversation: Conversation, *, at: datetime, most: int = 5) -> list[Fit]:
    """Return who should answer, the likeliest first, by what was answered elsewhere before `at`; [] for no trace."""
    staff = {str(one.pk): one for one in colleagues()}
    person = conversation.identity.person_id if conversation.identity else None
    ranking = Ranking()
    for act in _answers(conversation, person, at=at):
        ranking.learn(act)
    question = Question(_asker(person, conversation.pk), at, _marks(conversation.subject, conversation.preview))
    ranked = ranking.rank(question, most=most, around=Circumstances(among=staff.keys(), load=_load()))
    return [Fit(staff[one.who], one.score, one.reasons) for one in ranked]


def _answers(conversation: Conversation, person: int | None, *, at: datetime) -> list[Act]:
    """Return what colleagues answered in other conversations, in the order of time."""
    sent = Outbound.objects.filter(state=Outbound.SENT, sent_at__lt=at, sent_at__gte=at - WINDOW)
    sent = sent.exclude(Q(conversation=conversation) | Q(conversation__merged_into=conversation))
    found = {row[0]: row for row in chain(_newest(sent), _newest(sent.filter(_with(person))) if person else ())}
    acts = [
        Act(str(who), said_at, to=_asker(asker, talk), marks=_marks(subject, preview))
        for _, said_at, who, talk, asker, subject, preview in found.values()
    ]
    return sorted(acts, key=lambda act: act.at)


def _newest(sent: QuerySet[Outbound]) -> list[tuple[int, datetime, int, int, int | None, str, str]]:
    return list(sent.order_by("-pk").values_list(*_ANSWER)[:NEWEST])


def _asker(person: int | None, talk: int) -> str:
    """Return what the ranking calls who asks, never what it calls a colleague."""
    return f"person {person}" if person else f"somebody in {talk}"


def _with(person: int) -> Q:
    return Q(conversation__identity__person=person)


def _marks(subject: str, preview: str) -> tuple[str, ...]:
    return marks_of(text=f"{subject} {preview}")


def _load() -> dict[str, int]:
    """Return colleague -> how many turns of ours stand with them."""
    kept = Counter.objects.filter(state=Turn.OURS, assignee_id__gt=0).values_list("assignee_id")
    return {str(who): turns for who, turns in kept.annotate(all=Sum("turns")) if turns}
