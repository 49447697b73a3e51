"""Reads the archive again: what the reader now makes of it replaces what it made before; people's decisions stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.rows import Line, stand_in
from hearback.listening.actions import Stored
from hearback.listening.again import hear_again
from hearback.listening.bringing import hear_left_over
from hearback.listening.models import Arrival
from hearback.listening.queries import raws
from hearback.sources.models import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
    changed, unreadable = hear_again(source, batch)
    total.changed += changed
    total.arrivals += len(batch)
    total.unreadable += unreadable
