"""Hears arrivals once more whose messages are here: what the reader makes of them now replaces what it made before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hearback.conversations.actions import remember_again
from hearback.conversations.actions.counting import count_again
from hearback.conversations.rules.proofs import read_back
from hearback.inbox.actions import note_unreached
from hearback.inbox.actions.take_turn import take_turns_again
from hearback.infra.rows import Line, array, found, stand_in
from hearback.listening.actions import Stored
from hearback.listening.actions.heard import put_back
from hearback.listening.hearing import read_all, voices_of
from hearback.listening.models import Arrival
from hearback.listening.queries import raws
from hearback.listening.rules import HISTORY
from hearback.sources.models import Source
from hearback.sources.queries import promise_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.channels.contract import HeardMessage, Proof

# Bounces that named a mail of ours before it was heard; naming it, they stand in its conversation.
_LATE = """
SELECT DISTINCT b.source_id, b.arrival_id FROM conversations_delivery d
JOIN conversations_message m ON m.conversation_id = d.conversation_id AND m.id = d.message_id AND m.is_ours
JOIN conversations_conversation home ON home.id = m.conversation_id
JOIN conversations_conversation part
  ON part.id = coalesce(home.merged_into_id, home.id) OR part.merged_into_id = coalesce(home.merged_into_id, home.id)
JOIN conversations_message n ON n.conversation_id = part.id AND n.notice -> 'about' = '[]'
  AND n.notice -> 'speaks_of' ? m.key
JOIN conversations_delivery b ON b.conversation_id = n.conversation_id AND b.message_id = n.id
WHERE d.arrival_id = ANY(%s::bigint[]) ORDER BY 1, 2
"""


@transaction.atomic
def hear_what_overtook(arrivals: Sequence[int]) -> int:
    """Hear those notices again that came before the mails of ours of which they speak; returns how many changed.

    arrivals: what was heard just now.
    """
    late = found(_LATE, [array(arrivals)]) if arrivals else []
    if not late:
        return 0
    stand_in(Line.HEARING)
    changed = 0
    for number, rows in groupby(late, key=lambda row: row[0]):
        kept = Arrival.objects.filter(source=number, id__in=[row[1] for row in rows], erased_at=None)
        batch = [Stored(one, raw, number) for one, raw in raws(list(kept)).items()]
        changed += hear_again(Source.objects.get(pk=number), batch)[0]
    return changed


def hear_again(source: Source, batch: Sequence[Stored]) -> tuple[int, int]:
    """Hear arrivals again; returns how many messages changed, and how many arrivals cannot be read.

    Runs in the caller's transaction, in the line of hearing.
    """
    homes = _homes([one.number for one in batch])
    read, unreadable = read_all(source, batch)
    put_back([one.number for one, _ in read if one.number not in homes], source=source)
    first = [(_heard(one, homes), message) for one, message in read if homes.get(one.number, _OTHER).is_first]
    voices, _ = voices_of(source, first, at=timezone.now(), proofs=_proofs(first, homes))
    again = [(homes[one.number], voice) for (one, _), voice in zip(first, voices, strict=True)]
    changed = remember_again([(home.conversation, home.message, voice) for home, voice in again])
    if changed:
        recounted = count_again(home.conversation for home, _ in again)
        take_turns_again(recounted, hours_of=promise_hours())
        note_unreached([(home.conversation, voice) for home, voice in again], since=timezone.now() - HISTORY)
    return changed, len(unreadable)


@dataclass(frozen=True, slots=True)
class _Home:
    """Where an arrival's message is; is_first: the message was read from this arrival, not another delivery."""

    conversation: int
    message: int
    heard_at: datetime
    proof: str
    is_first: bool


_OTHER = _Home(0, 0, datetime.min.replace(tzinfo=timezone.get_fixed_timezone(0)), "", is_first=False)


def _heard(one: Stored, homes: dict[int, _Home]) -> Stored:
    return replace(one, heard_at=homes[one.number].heard_at)


def _proofs(read: list[tuple[Stored, HeardMessage]], homes: dict[int, _Home]) -> dict[int, Proof]:
    """Return arrival -> what was found when it was heard; it cannot be found again when keys are gone."""
    return {one.number: read_back(homes[one.number].proof) for one, _ in read}


def _homes(arrivals: list[int]) -> dict[int, _Home]:
    rows = found(
        "SELECT d.arrival_id, d.conversation_id, d.message_id, d.heard_at, m.proof, NOT EXISTS ("
        "  SELECT 1 FROM conversations_delivery e WHERE e.conversation_id = d.conversation_id"
        "  AND e.message_id = d.message_id AND e.arrival_id < d.arrival_id)"
        " FROM conversations_delivery d"
        " JOIN conversations_message m ON m.conversation_id = d.conversation_id AND m.id = d.message_id"
        " WHERE d.arrival_id = ANY(%s)",
        [arrivals],
    )
    return {row[0]: _Home(*row[1:]) for row in rows}
