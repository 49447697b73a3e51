"""Reads the archive again: what the reader now makes of it replaces what it made before; people's decisions stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hearback.conversations.actions import remember_again
from hearback.conversations.actions.counting import count_again
from hearback.conversations.rules.proofs import read_back
from hearback.inbox.actions import note_unreached
from hearback.inbox.actions.take_turn import take_turns_again
from hearback.infra.rows import Line, found, stand_in
from hearback.listening.actions import Stored
from hearback.listening.actions.heard import put_back
from hearback.listening.bringing import hear_left_over
from hearback.listening.hearing import read_all, voices_of
from hearback.listening.models import Arrival
from hearback.listening.queries import raws
from hearback.listening.rules import HISTORY
from hearback.sources.models import Source
from hearback.sources.queries import promise_hours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hearback.channels.contract import HeardMessage, Proof

BATCH = 500


@dataclass(slots=True)
class Reread:
    """arrivals: read again; changed: messages whose words or marks are different now; recovered: readable at last."""

    arrivals: int = 0
    changed: int = 0
    recovered: int = 0
    unreadable: int = 0


def reread(source: Source | None = None, *, progress: Callable[[Reread], None] | None = None) -> Reread:
    """Read every arrival (of one source) again; nothing changes when nothing changed."""
    total = Reread()
    for one in [source] if source else Source.objects.order_by("pk"):
        for batch in _batches(one):
            _again(one, batch, total)
            if progress:
                progress(total)
        total.recovered += hear_left_over(one).messages
    return total


def _batches(source: Source) -> Iterator[list[Stored]]:
    after = 0
    while True:
        kept = list(Arrival.objects.filter(source=source, id__gt=after, erased_at=None).order_by("id")[:BATCH])
        if not kept:
            return
        yield [Stored(number, raw, source.pk) for number, raw in raws(kept).items()]
        after = kept[-1].id


@transaction.atomic
def _again(source: Source, batch: list[Stored], total: Reread) -> None:
    stand_in(Line.HEARING)
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
    total.changed += changed
    total.arrivals += len(batch)
    total.unreadable += len(unreadable)


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
