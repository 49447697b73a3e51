"""Writes again what conversations' rows say about their messages, after the messages were read otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hearback.conversations.rules.voices import base_subject
from hearback.infra.rows import array, execute, found

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_COLUMNS = 8  # of a conversation that tell of its messages; the last two: when it was asked last, and answered


@dataclass(frozen=True, slots=True)
class Recounted:
    """A conversation in which something else was asked or answered than was known.

    is_asked_later, is_answered_later: the newest question, or answer, is newer than the one that was known.
    """

    conversation: int
    is_asked_later: bool
    is_answered_later: bool


def count_again(conversations: Iterable[int]) -> list[Recounted]:
    """Write subject, preview and sums anew where they differ; returns where asking or answering does.

    conversations: where messages are stored, also of what went into others. Runs in the caller's transaction.
    """
    known, sums = _found(array(set(conversations)))
    changed = [number for number in known if known[number] != sums[number]]
    if changed:
        _write({number: sums[number] for number in changed})
    return [
        Recounted(
            number, _is_later(known[number][-2], sums[number][-2]), _is_later(known[number][-1], sums[number][-1])
        )
        for number in changed
        if known[number][-2:] != sums[number][-2:]
    ]


def _is_later(before: datetime | None, now: datetime | None) -> bool:
    return now is not None and (before is None or now > before)


_Rows = dict[int, tuple[Any, ...]]


def _found(conversations: str) -> tuple[_Rows, _Rows]:
    """Return conversation -> its columns as they are, and as its messages say. conversations: an array."""
    rows = found(
        "WITH home AS (SELECT DISTINCT coalesce(merged_into_id, id) AS id FROM conversations_conversation"
        "   WHERE id = ANY(%s::bigint[])),"
        " parts AS (SELECT id AS home, id AS part FROM home UNION ALL"
        "   SELECT h.id, c.id FROM home h JOIN conversations_conversation c ON c.merged_into_id = h.id)"
        " SELECT c.id, c.subject, c.preview, c.identity_id, c.started_at, c.last_said_at, c.last_outside_at,"
        "   c.last_asked_at, c.last_answered_at,"
        "   (array_agg(m.subject ORDER BY m.said_at, m.id))[1],"
        "   (array_agg(m.preview ORDER BY m.said_at DESC, m.id DESC))[1],"
        "   (array_agg(m.author_id ORDER BY m.said_at DESC, m.id DESC) FILTER (WHERE m.is_outside))[1],"
        "   min(m.said_at), max(m.said_at), max(m.said_at) FILTER (WHERE m.is_outside),"
        "   max(m.said_at) FILTER (WHERE NOT m.is_ours AND m.is_owed), max(m.said_at) FILTER (WHERE m.is_ours)"
        " FROM parts JOIN LATERAL (SELECT n.*,"
        "   NOT n.is_ours AND coalesce(jsonb_array_length(n.notice -> 'about'), 0) = 0 AS is_outside"
        "   FROM conversations_message n WHERE n.conversation_id = parts.part) m ON true"
        " JOIN conversations_conversation c ON c.id = parts.home GROUP BY c.id",
        [conversations],
    )
    sums = {row[0]: (base_subject(row[1 + _COLUMNS]), *row[2 + _COLUMNS :]) for row in rows}
    return {row[0]: row[1 : 1 + _COLUMNS] for row in rows}, sums


def _write(sums: _Rows) -> None:
    execute(
        "UPDATE conversations_conversation c SET subject = s.subject, preview = s.preview, identity_id = s.identity_id,"
        " started_at = s.started_at, last_said_at = s.last_said_at, last_outside_at = s.last_outside_at,"
        " last_asked_at = s.last_asked_at, last_answered_at = s.last_answered_at"
        " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[],"
        " %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]) AS s (id, subject, preview, identity_id,"
        " started_at, last_said_at, last_outside_at, last_asked_at, last_answered_at) WHERE c.id = s.id",
        [list(sums), *(list(column) for column in zip(*sums.values(), strict=True))],
    )
