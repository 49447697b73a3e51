"""Keeps what a source brought as long as its rules say: then words, attachments or raw mails go, in steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.conversations.actions.deleting import erase_old_words
from hearback.conversations.actions.redacting import keep_attachments
from hearback.infra.errors import Refusal
from hearback.infra.rows import Line, found, stand_in
from hearback.listening.actions.forgetting import empty_arrivals
from hearback.people.actions.privacy import set_retention
from hearback.people.models import Retention
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hearback.sources.models import Source
    from hearback.staff.models import Colleague

CHUNK = 500
LONGEST_DAYS = 36_500
KEPT_PARTS = ("messages", "attachments", "arrivals")
# What is open stays, however old: whose turn is ours (its promise with it), and what an answer is being written to.
_OLD = (
    "SELECT d.arrival_id, m.conversation_id, m.id FROM conversations_message m"
    " JOIN conversations_delivery d ON d.conversation_id = m.conversation_id AND d.message_id = m.id"
    " JOIN conversations_conversation c ON c.id = m.conversation_id"
    " JOIN listening_arrival a ON a.source_id = d.source_id AND a.id = d.arrival_id"
    " WHERE d.source_id = %(source)s AND m.said_at < %(before)s AND m.heard_at < %(before)s AND {which}"
    " AND NOT EXISTS (SELECT 1 FROM inbox_turn t WHERE t.conversation_id = coalesce(c.merged_into_id, c.id)"
    "   AND t.state = 'ours')"
    " AND NOT EXISTS (SELECT 1 FROM inbox_outbound o WHERE o.conversation_id = coalesce(c.merged_into_id, c.id)"
    "   AND o.state IN ('queued', 'sending', 'unsure'))"
)
_WHICH = {
    "messages": "m.erased_at IS NULL",
    "attachments": "m.attachments <> '[]'::jsonb",
    "arrivals": "a.erased_at IS NULL",
}


@dataclass(frozen=True, slots=True)
class Due:
    """How much of a source is older than its rules keep it, and may go tonight."""

    messages: int = 0
    attachments: int = 0
    arrivals: int = 0

    @property
    def is_any(self) -> bool:
        """Whether something would go."""
        return bool(self.messages or self.attachments or self.arrivals)


def check(days: Mapping[str, int | None], *, by: Colleague) -> None:
    """Raise Refusal for no admin, and for what is no number of days."""
    if not by.is_admin:
        raise Refusal("Only an admin can change how long things are kept.")
    if any(one is not None and not 1 <= one <= LONGEST_DAYS for one in days.values()):
        raise Refusal("Give a number of days, 1 at least; leave it empty to keep everything.")


@transaction.atomic
def keep_for(source: Source, days: Mapping[str, int | None], *, by: Colleague, at: datetime) -> None:
    """Set after how many days what goes; None: it stays. Raises Refusal for no admin and for what is no number."""
    check(days, by=by)
    set_retention(source, {f"{what}_days": days.get(what) for what in KEPT_PARTS}, by=by, at=at)
    note("set retention", subject=f"source:{source.pk}", by=by, at=at, **days)


def due(source: Source, days: Mapping[str, int | None], *, at: datetime) -> Due:
    """Return what would go tonight by some rules."""
    return Due(**{what: len(_old(source, what, days.get(what), at=at, most=None)) for what in KEPT_PARTS})


def days_of(source: Source) -> dict[str, int | None]:
    """Return the rules of a source: what -> days."""
    rule = Retention.objects.filter(pk=source.pk).first()
    return {what: getattr(rule, f"{what}_days") if rule else None for what in KEPT_PARTS}


def keep_to(source: Source, *, at: datetime) -> Due:
    """Take away what is older than the rules of a source keep it, chunk by chunk; returns how much."""
    days = days_of(source)
    gone = dict.fromkeys(KEPT_PARTS, 0)
    for what in KEPT_PARTS:
        while count := _chunk(source, what, days[what], at=at):
            gone[what] += count
    done = Due(**gone)
    if done.is_any:
        note("keep no longer", subject=f"source:{source.pk}", by=None, at=at, **gone)
    return done


@transaction.atomic
def _chunk(source: Source, what: str, days: int | None, *, at: datetime) -> int:
    if days is None:
        return 0
    stand_in(Line.HEARING)
    rows = _old(source, what, days, at=at, most=CHUNK)
    if rows:
        places = [(row[1], row[2]) for row in rows]
        empty_arrivals(source, [row[0] for row in rows], at=at)  # what is read again would bring the rest back
        keep_attachments(dict.fromkeys(places, ()))
        if what == "messages":
            erase_old_words(places, at=at)
    return len(rows)


def _old(source: Source, what: str, days: int | None, *, at: datetime, most: int | None) -> list[tuple[int, int, int]]:
    if days is None:
        return []
    query = _OLD.format(which=_WHICH[what]) + " ORDER BY d.arrival_id LIMIT %(most)s"
    rows = found(query, {"source": source.pk, "before": at - timedelta(days=days), "most": most})
    return [(row[0], row[1], row[2]) for row in rows]
