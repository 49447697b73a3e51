"""The list of turns: one page by keyset, with everything a row shows, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum

from hearback.conversations.models import Participant
from hearback.inbox.models import Counter, Turn
from hearback.infra.keyset import page
from hearback.infra.rows import found as found_rows
from hearback.sources.queries import our_addresses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

PAGE = 50
BESIDE = 20  # rows beside an open conversation,
BEFORE = 6  # and how many of them stand before it
NOBODY = 0
# One question for all that a page of rows shows: as two through the ORM it costs three times the time.
# "id + 0" keeps the planner from walking all identities by number, which it takes for the way to the first one.
_ROWS = """
SELECT t.conversation_id, t.state, t.answer_due, c.subject, c.preview, c.message_count, c.last_said_at,
       s.kind, s.name, w.name, w.email, p.id, p.name, f.namespace, f.handle, f.shown, {place}
FROM {asked} JOIN inbox_turn t ON t.conversation_id = asked.id
JOIN conversations_conversation c ON c.id = t.conversation_id
JOIN sources_source s ON s.id = t.source_id
LEFT JOIN staff_colleague w ON w.id = t.assignee_id
LEFT JOIN people_identity i ON i.id = c.identity_id
LEFT JOIN people_person p ON p.id = i.person_id
LEFT JOIN LATERAL (
    SELECT namespace, handle, shown FROM people_identity WHERE person_id = p.id ORDER BY id + 0 LIMIT 1
) f ON true
ORDER BY {place}
"""
_LISTED = _ROWS.format(asked="unnest(%s::bigint[]) WITH ORDINALITY AS asked (id, place)", place="asked.place")
# The bare first comparison is for the index.
_SIDE = """
(SELECT id, {sign}row_number() OVER () AS place FROM (
    SELECT conversation_id AS id FROM inbox_turn WHERE state = %(state)s{narrowed} AND {column} {than}= %(moment)s
    AND ({column}, conversation_id) {than} (%(moment)s, %(turn)s)
    ORDER BY {column} {way}, conversation_id {way} LIMIT {most}) AS side)
"""
_ITSELF = "(SELECT conversation_id, 0 FROM inbox_turn WHERE conversation_id = %(turn)s AND state = %(state)s{narrowed})"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which turns: state, and optionally a source and an assignee (NOBODY: those without one)."""

    state: str = Turn.OURS
    source: int | None = None
    assignee: int | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """Whom a conversation is with: the person's name, "" when unknown, and their first identity.

    person: 0 for somebody we wrote to who has not spoken there yet.
    """

    person: int
    name: str
    namespace: str
    handle: str
    shown: str


@dataclass(frozen=True, slots=True)
class TurnRow:
    """What the list shows of a turn. assignee: (name, mail address), or None for nobody."""

    number: int
    state: str
    answer_due: datetime | None
    subject: str
    preview: str
    message_count: int
    last_said_at: datetime
    source_kind: str
    source_name: str
    assignee: tuple[str, str] | None
    outside: Outside | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of turns. older, newer: the marks to ask for the pages around this one; "" where there is none."""

    rows: list[TurnRow]
    older: str = ""
    newer: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """The part of a list around a turn, which may have left it. sooner, later: its neighbours; None at the ends."""

    rows: list[TurnRow]
    sooner: int | None
    later: int | None


def listing(chosen: Filter, *, mark: str = "", most: int = PAGE) -> Listing:
    """Return a page: ours by promise, soonest first; theirs and settled by what moved last.

    mark: from an earlier page; one that cannot be read gives the first page.
    """
    is_ours = chosen.state == Turn.OURS
    by = ("answer_due" if is_ours else "moved_at", "conversation_id")
    turns = page(_bare(_matching(chosen)), by=by, falling=not is_ours, mark=mark, most=most)
    return Listing(_rows(turns.rows), turns.older, turns.newer)


def around(chosen: Filter, turn: Turn) -> Around:
    """Return the rows before and after a turn, and itself where it is one of them.

    A turn that has left the list (it was just answered) counts as standing where it stood.
    """
    sides = [_side(chosen, forth=False, most=BEFORE), _side(chosen, forth=True, most=BESIDE)]
    asked = " UNION ALL ".join([*sides, _ITSELF.format(narrowed=_narrowed(chosen))])
    words = {"state": chosen.state, "source": chosen.source, "assignee": chosen.assignee, "turn": turn.pk}
    rows = found_rows(
        _ROWS.format(asked=f"({asked}) asked", place="asked.place"), words | {"moment": _moment(chosen, turn)}
    )
    shown = [(row[-1], row) for row in rows]
    before = [row for place, row in shown if place < 0]
    after = [row for place, row in shown if place > 0]
    sooner, later = before[-1][0] if before else None, after[0][0] if after else None
    return Around(_shown([row for _, row in shown][:BESIDE]), sooner, later)


def _side(chosen: Filter, *, forth: bool, most: int) -> str:
    rises = (chosen.state == Turn.OURS) == forth
    return _SIDE.format(
        sign="" if forth else "-",
        narrowed=_narrowed(chosen),
        column=_column(chosen),
        than=">" if rises else "<",
        way="ASC" if rises else "DESC",
        most=most,
    )


def _narrowed(chosen: Filter) -> str:
    source = "" if chosen.source is None else " AND source_id = %(source)s"
    if chosen.assignee is None:
        return source
    return source + (" AND assignee_id = %(assignee)s" if chosen.assignee else " AND assignee_id IS NULL")


def _column(chosen: Filter) -> str:
    return "answer_due" if chosen.state == Turn.OURS else "moved_at"


def _moment(chosen: Filter, turn: Turn) -> datetime:
    return (turn.answer_due if chosen.state == Turn.OURS else None) or turn.moved_at


def neighbours(chosen: Filter, turn: Turn) -> tuple[int | None, int | None]:
    """Return the conversations before and after a turn, as `around` does."""
    ways = (_from(chosen, turn, forth=forth).exclude(pk=turn.pk) for forth in (False, True))
    sooner, later = (found.values_list("pk", flat=True).first() for found in ways)
    return sooner, later


def _from(chosen: Filter, turn: Turn, *, forth: bool) -> QuerySet[Turn]:
    """Return the turns of a list from where a turn stands, that one included, onwards or backwards."""
    column, moment = _column(chosen), _moment(chosen, turn)
    sign, than = ("", "gt") if (chosen.state == Turn.OURS) == forth else ("-", "lt")
    same = Q(**{column: moment, f"conversation_id__{than}e": turn.pk})
    beyond = Q(**{f"{column}__{than}e": moment}) & (Q(**{f"{column}__{than}": moment}) | same)
    return _matching(chosen).filter(beyond).order_by(f"{sign}{column}", f"{sign}conversation_id")


def _bare(turns: QuerySet[Turn]) -> QuerySet[Turn]:
    """Return turns with what orders them only: which they are is asked of an index, before anything is joined."""
    return turns.only("state", "answer_due", "moved_at")


def _rows(turns: Sequence[Turn]) -> list[TurnRow]:
    return _shown(found_rows(_LISTED, [[turn.pk for turn in turns]]) if turns else [])


def _shown(rows: Sequence[tuple[Any, ...]]) -> list[TurnRow]:
    spoken_to = _spoken_to([row[0] for row in rows if row[11] is None])
    return [_row(row, spoken_to.get(row[0])) for row in rows]


def _row(row: tuple[Any, ...], spoken_to: Outside | None) -> TurnRow:
    number, state, due, subject, preview, count, last, kind, source, name, email, person, *known, _place = row
    assignee = (name, email) if email else None
    outside = Outside(person, *known) if person else spoken_to
    return TurnRow(number, state, due, subject, preview, count, last, kind, source, assignee, outside)


def _spoken_to(conversations: Sequence[int]) -> dict[int, Outside]:
    """Return conversation -> the first one outside whom we wrote to there."""
    if not conversations:
        return {}
    outside = Participant.objects.exclude(identity__handle__in=our_addresses()).select_related("identity")
    written_to = outside.filter(conversation_id__in=conversations).order_by("conversation_id", "-identity_id")
    return {
        one.conversation_id: Outside(
            0, one.identity.name, one.identity.namespace, one.identity.handle, one.identity.shown
        )
        for one in written_to
    }


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
