"""The list of turns: one page by keyset, with everything a row shows, in a fixed number of queries."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from hearback.inbox.models import Counter, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

PAGE = 50
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which turns: state, and optionally a source and an assignee (NOBODY: those without one)."""

    state: str = Turn.OURS
    source: int | None = None
    assignee: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of turns, each with its conversation, identity, person, source and assignee loaded.

    older, newer: the marks to ask for the pages around this one; "" where there is none.
    """

    turns: list[Turn]
    older: str = ""
    newer: str = ""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place in the list, between two rows; backwards: the page before it is wanted."""

    moment: datetime
    conversation: int
    backwards: bool = False


def listing(chosen: Filter, *, mark: str = "", most: int = PAGE) -> Listing:
    """Return a page: ours by promise, soonest first; theirs and settled by what moved last.

    mark: from an earlier page; one that cannot be read gives the first page.
    """
    place = _read(mark)
    backwards = place is not None and place.backwards
    found = _ordered(_matching(chosen), chosen.state, backwards=backwards)
    if place:
        found = found.filter(_beyond(place, rising=(chosen.state == Turn.OURS) != backwards, state=chosen.state))
    rows = list(_with_all(found)[: most + 1])
    more, rows = len(rows) > most, rows[:most]
    if backwards:
        rows.reverse()
    return _listing(rows, has_older=more or backwards, has_newer=bool(place) and (more or not backwards))


def _listing(rows: list[Turn], *, has_older: bool, has_newer: bool) -> Listing:
    if not rows:
        return Listing(rows)
    older = _write(_mark_of(rows[-1])) if has_older else ""
    newer = _write(replace(_mark_of(rows[0]), backwards=True)) if has_newer else ""
    return Listing(rows, older, newer)


def neighbours(chosen: Filter, turn: Turn) -> tuple[int | None, int | None]:
    """Return the conversations before and after a turn in a list; None at its ends.

    A turn that has left the list (it was just answered) counts as standing where it stood.
    """
    place = _mark_of(turn) if turn.state == chosen.state else _Mark(turn.answer_due or turn.moved_at, turn.pk)
    around = []
    for backwards in (True, False):
        found = _ordered(_matching(chosen), chosen.state, backwards=backwards)
        rising = (chosen.state == Turn.OURS) != backwards
        found = found.filter(_beyond(place, rising=rising, state=chosen.state)).exclude(pk=turn.pk)
        around.append(found.values_list("pk", flat=True).first())
    return around[0], around[1]


def counts(chosen: Filter) -> Mapping[str, int]:
    """Return state -> number of turns under the same source and assignee, from counters."""
    found = Counter.objects.all()
    if chosen.source is not None:
        found = found.filter(source_id=chosen.source)
    if chosen.assignee is not None:
        found = found.filter(assignee_id=chosen.assignee)
    sums = dict(found.values_list("state").annotate(Sum("turns")))
    return {state: int(sums.get(state, 0)) for state in (Turn.OURS, Turn.THEIRS, Turn.SETTLED)}


def _matching(chosen: Filter) -> QuerySet[Turn]:
    found = Turn.objects.filter(state=chosen.state)
    if chosen.source is not None:
        found = found.filter(source_id=chosen.source)
    if chosen.assignee is not None:
        found = found.filter(assignee_id=chosen.assignee or None)
    return found


def _ordered(found: QuerySet[Turn], state: str, *, backwards: bool) -> QuerySet[Turn]:
    column = "answer_due" if state == Turn.OURS else "moved_at"
    sign = "" if (state == Turn.OURS) != backwards else "-"
    return found.order_by(f"{sign}{column}", f"{sign}conversation_id")


def _beyond(place: _Mark, *, rising: bool, state: str) -> Q:
    column, sign = ("answer_due" if state == Turn.OURS else "moved_at"), ("gt" if rising else "lt")
    same = Q(**{column: place.moment, f"conversation_id__{sign}": place.conversation})
    return Q(**{f"{column}__{sign}e": place.moment}) & (Q(**{f"{column}__{sign}": place.moment}) | same)


def _with_all(found: QuerySet[Turn]) -> QuerySet[Turn]:
    return found.select_related("conversation__identity__person", "source", "assignee")


def _mark_of(turn: Turn) -> _Mark:
    moment = turn.answer_due if turn.state == Turn.OURS else turn.moved_at
    assert moment is not None, "a_turn_of_ours_has_a_promise"
    return _Mark(moment, turn.pk)


def _write(mark: _Mark) -> str:
    plain = json.dumps([mark.moment.isoformat(), mark.conversation, mark.backwards])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read(mark: str) -> _Mark | None:
    try:
        moment, conversation, backwards = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        at = datetime.fromisoformat(moment)
        return _Mark(at, int(conversation), bool(backwards)) if at.tzinfo else None
    except (ValueError, TypeError):
        return None
