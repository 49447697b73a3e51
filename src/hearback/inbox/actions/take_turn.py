"""After a batch was placed: whose turn each conversation is, and by when we promise to answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.inbox.rules.turns import OURS, SETTLED, Asked, answer_due, turn
from hearback.infra.rows import array, execute, found

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from hearback.conversations.actions import Placed, Placing
    from hearback.conversations.actions.counting import Recounted
    from hearback.conversations.rules.voices import Voice

NOTHING_OWED = "Nothing in it is owed an answer."
HISTORY = "It was history when it was imported."
READ_OTHERWISE = "What was said is read otherwise now: nothing in it asks for an answer."


@dataclass(frozen=True, slots=True)
class _Before:
    source: int
    last_said_at: datetime
    asked_at: datetime | None
    answered_at: datetime | None
    state: str | None
    due: datetime | None
    assignee: int | None


def take_turns(
    placing: Placing,
    *,
    hours_of: Mapping[int, int],
    settle_before: datetime | None = None,
    also: Collection[int] = (),
) -> dict[int, str]:
    """Write whose turn the placed conversations are; returns conversation -> state for those that moved.

    hours_of: source -> promised working hours. settle_before: a new conversation whose last question is older
    is settled as history. also: conversations whose messages were moved by hand. Runs in the caller's transaction.
    """
    new_of: dict[int, list[Placed]] = defaultdict(list)
    for one in placing.placed:
        if one.is_new:
            new_of[one.conversation].append(one)
    touched = list({*new_of, *placing.joined.values(), *also})
    if not touched:
        return {}
    inherited = _let_go(placing.joined)
    before = _before(touched)
    turns = {}
    for number, known in before.items():
        turns[number] = _turn(
            known,
            new_of[number],
            hours=hours_of[known.source],
            settle_before=settle_before,
            inherited=inherited.get(number),
        )
    _write(turns)
    return {number: row.state for number, row in turns.items()}


def take_turns_again(recounted: Sequence[Recounted], *, hours_of: Mapping[int, int]) -> None:
    """Write whose turn conversations are in which something else was asked or answered than was known.

    What a person settled stays so unless a newer question came to light. Runs in the caller's transaction.
    """
    again = {one.conversation: one for one in recounted}
    turns = {}
    for number, known in _before(list(again)).items():
        asked = Asked(
            before=known.state,
            asked_at=known.asked_at,
            answered_at=known.answered_at,
            has_new_question=again[number].is_asked_later,
            has_new_answer=again[number].is_answered_later,
        )
        state, due = turn(asked), known.due
        if state == OURS and known.state != OURS:
            due = answer_due(known.asked_at or known.last_said_at, hours=hours_of[known.source])
        if state != known.state:
            turns[number] = _Row(known.source, state, due, known.assignee, known.last_said_at, READ_OTHERWISE)
    if turns:
        _write(turns)


@dataclass(frozen=True, slots=True)
class _Row:
    source: int
    state: str
    due: datetime | None
    assignee: int | None
    moved_at: datetime
    reason: str


def _turn(
    known: _Before, new: Sequence[Placed], *, hours: int, settle_before: datetime | None, inherited: int | None
) -> _Row:
    questions = [one.voice for one in new if one.voice.is_owed and _is_open(one.voice, known.answered_at)]
    asked = Asked(
        before=known.state,
        asked_at=known.asked_at,
        answered_at=known.answered_at,
        has_new_question=any(voice.said_at == known.asked_at for voice in questions),
        has_new_answer=any(one.voice.is_ours for one in new),
    )
    state, reason = turn(asked), ""
    if state == OURS != known.state and settle_before and known.asked_at and known.asked_at < settle_before:
        state, reason = SETTLED, HISTORY
    elif state == SETTLED:
        reason = new[-1].voice.why if new else (NOTHING_OWED if known.state is None else HISTORY)
    due = known.due
    if state == OURS and known.state != OURS:
        heard_at = min((voice.heard_at for voice in questions), default=known.last_said_at)
        due = answer_due(heard_at, hours=hours)
    return _Row(known.source, state, due, known.assignee or inherited, known.last_said_at, reason)


def _is_open(voice: Voice, answered_at: datetime | None) -> bool:
    """Say whether nothing of ours came after a question; only open ones are promised an answer."""
    return answered_at is None or voice.said_at > answered_at


def _before(touched: Sequence[int]) -> dict[int, _Before]:
    rows = found(
        "SELECT c.id, c.source_id, c.last_said_at, c.last_asked_at, c.last_answered_at,"
        " t.state, t.answer_due, t.assignee_id"
        " FROM conversations_conversation c LEFT JOIN inbox_turn t ON t.conversation_id = c.id"
        " WHERE c.id = ANY(%s::bigint[])",
        [array(touched)],
    )
    return {row[0]: _Before(*row[1:]) for row in rows}


def _let_go(joined: Mapping[int, int]) -> dict[int, int]:
    """Take the turns of conversations that went into others; returns kept conversation -> an assignee to inherit."""
    if not joined:
        return {}
    rows = found(
        "DELETE FROM inbox_turn WHERE conversation_id = ANY(%s::bigint[]) RETURNING conversation_id, assignee_id",
        [array(joined)],
    )
    return {joined[gone]: assignee for gone, assignee in rows if assignee is not None}


def _write(turns: Mapping[int, _Row]) -> None:
    rows = list(turns.items())
    execute(
        "INSERT INTO inbox_turn AS t"
        " (conversation_id, source_id, state, answer_due, assignee_id, moved_at, reason, settled_at)"
        " SELECT *, CASE WHEN state = 'settled' THEN now() END"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[], %s::timestamptz[],"
        " %s::text[]) AS fresh (conversation_id, source_id, state, answer_due, assignee_id, moved_at, reason)"
        " ON CONFLICT (conversation_id) DO UPDATE SET"
        " state = excluded.state, answer_due = excluded.answer_due, assignee_id = excluded.assignee_id,"
        " moved_at = excluded.moved_at,"
        " reason = CASE WHEN excluded.state <> 'settled' THEN '' WHEN t.state = 'settled' THEN t.reason"
        "   ELSE excluded.reason END,"
        " settled_by_id = CASE WHEN excluded.state = 'settled' THEN t.settled_by_id END,"
        " settled_at = CASE WHEN excluded.state <> 'settled' THEN NULL WHEN t.state = 'settled' THEN t.settled_at"
        "   ELSE excluded.settled_at END",
        [
            [number for number, _ in rows],
            [row.source for _, row in rows],
            [row.state for _, row in rows],
            [row.due for _, row in rows],
            [row.assignee for _, row in rows],
            [row.moved_at for _, row in rows],
            [row.reason for _, row in rows],
        ],
    )
