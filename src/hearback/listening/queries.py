"""What pages ask about sources, runs and arrivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum

from hearback.conversations.models import Delivery, Message
from hearback.inbox.models import Counter, Turn
from hearback.infra.keyset import Page, page
from hearback.infra.packing import ZSTANDARD, unpack
from hearback.infra.parting import digests, whole
from hearback.listening.models import PARTED, Arrival, Comparison, Copy, Piece, Run, Unreadable
from hearback.listening.rules import REFUSED
from hearback.sources.models import Source

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from hearback.people.models import Identity

PAGE = 50
_REFUSED = reduce(or_, (Q(reason__startswith=start) for start in REFUSED))
RUNS = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A source and how it stands. turns: state -> conversations; run: its newest import.

    comparison: what the last comparison with its server found.
    """

    source: Source
    turns: Mapping[str, int]
    run: Run | None
    unreadable: int
    comparison: Comparison | None = None

    @property
    def conversations(self) -> int:
        """Return how many conversations the source has, whoever's turn they are."""
        return sum(self.turns.values())

    @property
    def ours(self) -> int:
        """Return how many of them wait for us."""
        return self.turns.get(Turn.OURS, 0)

    @property
    def is_importing(self) -> bool:
        """Whether an import goes on or is about to."""
        return self.run is not None and self.run.state in {Run.WAITING, Run.RUNNING}


def standings(sources: QuerySet[Source] | None = None) -> list[Standing]:
    """Return all sources (or some) with how they stand, by name, in a fixed number of queries."""
    found = list(Source.objects.select_related("connected_by") if sources is None else sources)
    numbers = [one.pk for one in found]
    turns: dict[int, dict[str, int]] = {}
    counted = Counter.objects.filter(source_id__in=numbers).values_list("source_id", "state").annotate(Sum("turns"))
    for source, state, sum_of_turns in counted:
        turns.setdefault(source, {})[state] = int(sum_of_turns)
    newest = Run.objects.filter(source__in=numbers).exclude(path="").order_by("source_id", "-pk").distinct("source_id")
    runs = {one.source_id: one for one in newest}
    unreadable = unreadable_counts()
    compared = Comparison.objects.in_bulk(numbers)
    return [
        Standing(one, turns.get(one.pk, {}), runs.get(one.pk), unreadable.get(one.pk, 0), compared.get(one.pk))
        for one in found
    ]


def standing(number: int) -> Standing:
    """Return one source with how it stands. Raises Source.DoesNotExist."""
    found = standings(Source.objects.select_related("connected_by").filter(pk=number))
    if not found:
        raise Source.DoesNotExist
    return found[0]


@dataclass(frozen=True, slots=True)
class Deletions:
    """What was deleted in a source. asked: mails of which a person must say whether they really are deleted.

    waiting: mails that go from here too; first_seen_at: when the first of them was seen to be deleted.
    """

    asked: int = 0
    waiting: int = 0
    first_seen_at: datetime | None = None


def deletions(source: Source) -> Deletions:
    """Return what was deleted in a source and is not decided or not erased yet."""
    left = Arrival.objects.filter(source=source, id=OuterRef("arrival_id"), erased_at=None)
    gone = Copy.objects.filter(Exists(left), source=source, state__in=[Copy.ASKED, Copy.GONE])
    found = gone.aggregate(
        asked=Count("arrival_id", filter=Q(state=Copy.ASKED), distinct=True),
        waiting=Count("arrival_id", filter=Q(state=Copy.GONE), distinct=True),
        first=Min("gone_at", filter=Q(state=Copy.GONE)),
    )
    return Deletions(found["asked"], found["waiting"], found["first"])


def runs_of(source: Source, *, most: int = RUNS) -> list[Run]:
    """Return the newest imports of a source."""
    return list(Run.objects.filter(source=source).select_related("started_by").order_by("-pk")[:most])


def unreadable_counts() -> dict[int, int]:
    """Return source -> arrivals that no message could be read from; sources without any are left out."""
    counted = Unreadable.objects.values_list("source_id").annotate(Count("arrival_id"))
    return {source: int(count) for source, count in counted}


def unreadable(
    *, source: int | None = None, is_refused: bool | None = None, mark: str = "", most: int = PAGE
) -> Page[Unreadable]:
    """Return a page of the arrivals that no message could be read from, newest first; see left_unread."""
    found = left_unread(source=source, is_refused=is_refused).select_related("source")
    return page(found, by=("arrival_id",), falling=True, mark=mark, most=most)


def left_unread(*, source: int | None = None, is_refused: bool | None = None) -> QuerySet[Unreadable]:
    """Return the arrivals without a message. is_refused: what we stumbled over, what says nothing, or all."""
    found = Unreadable.objects.all()
    if source is not None:
        found = found.filter(source_id=source)
    if is_refused is not None:
        found = found.filter(_REFUSED) if is_refused else found.exclude(_REFUSED)
    return found


def unread_counts(*, source: int | None = None) -> tuple[int, int]:
    """Return how many arrivals say nothing, and how many we refused."""
    counted = left_unread(source=source).aggregate(all=Count("arrival_id"), ours=Count("arrival_id", filter=_REFUSED))
    return counted["all"] - counted["ours"], counted["ours"]


def origins(rows: list[Unreadable]) -> dict[int, tuple[str, int]]:
    """Return arrival -> (where it lay, its size in bytes), for a page of unreadable ones."""
    homes, numbers = {one.source_id for one in rows}, [one.arrival_id for one in rows]
    found = Arrival.objects.filter(source__in=homes, id__in=numbers)
    return {number: (origin, size) for number, origin, size in found.values_list("id", "origin", "size_bytes")}


def original(source: int, number: int) -> bytes:
    """Return an arrival as it came. Raises Arrival.DoesNotExist."""
    return raws([Arrival.objects.get(source_id=source, id=number)])[number]


def raws(kept: Sequence[Arrival]) -> dict[int, bytes]:
    """Return arrival -> what came, byte for byte, for arrivals of one source."""
    rests = {one.id: unpack(min(one.packing, ZSTANDARD), bytes(one.raw)) for one in kept}
    parted = [one.id for one in kept if one.packing == PARTED]
    if not parted:
        return rests
    wanted = {digest for number in parted for digest in digests(rests[number])}
    found = Piece.objects.filter(source_id=kept[0].source_id, digest__in=wanted)
    pieces = {bytes(one.digest): unpack(one.packing, bytes(one.content)) for one in found}
    return rests | {number: whole(rests[number], pieces) for number in parted}


def author_of(number: int) -> Identity | None:
    """Return who speaks in the message of an arrival, as far as it is proven: not merely whom its From names."""
    home = Delivery.objects.filter(arrival_id=number).values("conversation_id", "message_id")[:1]
    message = Message.objects.filter(
        conversation_id__in=home.values("conversation_id"), id__in=home.values("message_id")
    )
    found = message.select_related("author").first()
    return found.author if found else None


def conversation_of(number: int) -> int | None:
    """Return the conversation in which the message of an arrival stands; None when it stands in none."""
    return Delivery.objects.filter(arrival_id=number).values_list("conversation_id", flat=True).first()
