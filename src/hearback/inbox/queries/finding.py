"""Whom to ask about something: who here answered it, and who outside spoke of it, by the words of what was said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hearback.conversations.rules.wording import words_in
from hearback.inbox.models import Outbound
from hearback.infra.rows import found
from hearback.people.models import Person
from hearback.people.queries.privacy import restricted_now
from hearback.staff.queries import colleagues

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hearback.staff.models import Colleague

NEWEST = 2_000  # messages that are looked at
TRACES = 3  # conversations that are shown for each
HALF_LIFE_DAYS = 365.25
_MOST_WORDS = 20
_HITS = """
WITH hits AS MATERIALIZED (
    SELECT m.conversation_id, m.author_id, m.is_ours, m.said_at FROM conversations_text t
    JOIN conversations_message m ON m.conversation_id = t.conversation_id AND m.id = t.message_id
    WHERE t.search @@ %(query)s::tsquery AND m.kind = 'person' AND m.said_at <= %(at)s
    ORDER BY m.said_at DESC LIMIT %(most)s)
SELECT i.person_id, NULL::bigint, c.id, c.subject, max(h.said_at) FROM hits h
JOIN people_identity i ON i.id = h.author_id JOIN conversations_conversation p ON p.id = h.conversation_id
JOIN conversations_conversation c ON c.id = coalesce(p.merged_into_id, p.id)
WHERE NOT h.is_ours GROUP BY i.person_id, c.id
UNION ALL
SELECT NULL, o.colleague_id, c.id, c.subject, max(o.sent_at) FROM inbox_outbound o
JOIN conversations_conversation p ON p.id = o.conversation_id
JOIN conversations_conversation c ON c.id = coalesce(p.merged_into_id, p.id)
WHERE o.conversation_id IN (SELECT conversation_id FROM hits) AND o.state = %(sent)s AND o.sent_at <= %(at)s
GROUP BY o.colleague_id, c.id
UNION ALL
SELECT NULL, w.id, c.id, c.subject, max(m.said_at) FROM conversations_message m
JOIN staff_colleague w ON w.name = m.author_name
JOIN conversations_conversation p ON p.id = m.conversation_id
JOIN conversations_conversation c ON c.id = coalesce(p.merged_into_id, p.id)
WHERE m.conversation_id IN (SELECT conversation_id FROM hits) AND m.is_ours AND m.said_at <= %(at)s
GROUP BY w.id, c.id
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """A conversation in which somebody spoke of it, and when they last did."""

    conversation: int
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Knower:
    """Somebody who spoke of it: a colleague or a person outside. times: in how many conversations; newest first."""

    who: Colleague | Person
    times: int
    traces: tuple[Trace, ...]


@dataclass(frozen=True, slots=True)
class Knowers:
    """Who knows about something, the likeliest first. is_loose: nobody said all the words, these said some."""

    inside: list[Knower]
    outside: list[Knower]
    is_loose: bool = False


def who_knows(words: str, *, at: datetime, most: int = 10) -> Knowers:
    """Return whom to ask about something; each conversation counts once, half as much for each year that it is old."""
    asked = sorted(words_in(words), key=len, reverse=True)[:_MOST_WORDS]
    for sign in (" & ", " | ") if len(asked) > 1 else (" & ",) if asked else ():
        rows = found(_HITS, _asked(sign.join(map(_quoted, asked)), at))
        if rows:
            return Knowers(_inside(rows, at, most), _outside(rows, at, most), is_loose=sign == " | ")
    return Knowers([], [])


def _asked(query: str, at: datetime) -> Mapping[str, Any]:
    return {"query": query, "at": at, "most": NEWEST, "sent": Outbound.SENT}


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _inside(rows: Sequence[tuple[Any, ...]], at: datetime, most: int) -> list[Knower]:
    staff = {one.pk: one for one in colleagues()}
    traces = {who: found for who, found in _traces(rows, column=1).items() if who in staff}
    return [_knower(staff[who], traces[who]) for who in _likeliest(traces, at)[:most]]


def _outside(rows: Sequence[tuple[Any, ...]], at: datetime, most: int) -> list[Knower]:
    hidden = set(restricted_now())
    traces = {who: some for who, some in _traces(rows, column=0).items() if who not in hidden}
    likeliest = _likeliest(traces, at)[:most]
    people = Person.objects.prefetch_related("identities").in_bulk(likeliest)
    return [_knower(people[who], traces[who]) for who in likeliest]


def _traces(rows: Sequence[tuple[Any, ...]], *, column: int) -> dict[int, list[Trace]]:
    """Return who -> in which conversations, each once with the newest that they said there."""
    traces: defaultdict[int, dict[int, Trace]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row[-1]):
        if row[column] is not None:
            traces[row[column]][row[2]] = Trace(*row[2:])
    return {who: list(found.values()) for who, found in traces.items()}


def _likeliest(traces: Mapping[int, Sequence[Trace]], at: datetime) -> list[int]:
    weights = {
        who: sum(0.5 ** ((at - one.at).total_seconds() / 86_400 / HALF_LIFE_DAYS) for one in some)
        for who, some in traces.items()
    }
    return sorted(weights, key=lambda who: (-weights[who], who))


def _knower(who: Colleague | Person, traces: Sequence[Trace]) -> Knower:
    newest = sorted(traces, key=lambda one: one.at, reverse=True)
    return Knower(who, len(traces), tuple(newest[:TRACES]))
