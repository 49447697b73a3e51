"""Notes where arrivals lie in their sources, so that one can tell when they are gone from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.conversations.actions.deleting import note_back, note_removed
from hearback.infra.rows import array, execute, found
from hearback.listening.models import Copy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hearback.channels.contract import Fetched
    from hearback.sources.models import Source


def note_copies(source: Source, fetched: Fetched, numbers: Mapping[bytes, int]) -> None:
    """Note where what was fetched lies. numbers: fingerprint -> arrival. Runs in the caller's transaction.

    Of a folder that was taken again as a whole (another UIDVALIDITY), the places that are no more go. What had gone
    and lies there again is here again.
    """
    rows = {one.origin: one for one in fetched.arrivals}
    Copy.objects.bulk_create(
        [
            Copy(source=source, origin=origin, arrival_id=numbers[one.fingerprint], labels=list(one.labels))
            for origin, one in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["source_id", "origin"],
        update_fields=["arrival_id", "labels", "state", "gone_at"],
    )
    note_back([numbers[one.fingerprint] for one in rows.values()])
    places = {origin.rpartition(";")[0] + ";" for origin in rows}
    if len(places) != 1:
        return
    arrivals = array({numbers[one.fingerprint] for one in rows.values()})
    execute(
        "DELETE FROM listening_copy WHERE source_id = %s AND arrival_id = ANY(%s::bigint[])"
        " AND starts_with(origin, %s) AND NOT starts_with(origin, %s)",
        [source.pk, arrivals, f"{fetched.place};", *places],
    )


def origins_at(source: Source, start: str) -> list[str]:
    """Return the origins that begin so, of what is in the source as far as we know."""
    kept = Copy.objects.filter(source=source, origin__startswith=start, state=Copy.HERE)
    return list(kept.values_list("origin", flat=True))


def note_gone(source: Source, origins: Sequence[str], *, state: str, at: datetime) -> list[int]:
    """Note that places hold nothing any more; returns the arrivals that lie nowhere in their source now.

    state: of Copy. Runs in the caller's transaction.
    """
    gone = Copy.objects.filter(source=source, origin__in=origins)
    arrivals = set(gone.values_list("arrival_id", flat=True))
    gone.update(state=state, gone_at=at)
    return nowhere(source, arrivals, at=at) if state == Copy.GONE else []


def nowhere(source: Source, arrivals: set[int], *, at: datetime) -> list[int]:
    """Return which arrivals lie nowhere in their source, and say so of their deliveries."""
    rows = found(
        "SELECT arrival_id FROM listening_copy WHERE source_id = %s AND arrival_id = ANY(%s::bigint[])"
        " GROUP BY arrival_id HAVING bool_and(state = 'gone')",
        [source.pk, array(arrivals)],
    )
    numbers = sorted(row[0] for row in rows)
    note_removed(numbers, at=at)
    return numbers
