"""What was done with arrivals: read, or not readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.infra.rows import array, found
from hearback.listening.models import Unheard, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hearback.sources.models import Source


def note_heard(arrivals: Sequence[int]) -> set[int]:
    """Take arrivals off the list of what is still to be heard; returns those that stood on it."""
    rows = found(
        "DELETE FROM listening_unheard WHERE arrival_id = ANY(%s::bigint[]) RETURNING arrival_id", [array(arrivals)]
    )
    return {row[0] for row in rows}


def note_unreadable(source: Source, reasons: Mapping[int, str], *, at: datetime) -> None:
    """Note the arrivals that no message could be read from: arrival -> why."""
    Unreadable.objects.bulk_create(
        [Unreadable(arrival_id=one, source=source, reason=reason, noted_at=at) for one, reason in reasons.items()],
        ignore_conflicts=True,
    )


def put_back(arrivals: Sequence[int], *, source: Source) -> None:
    """Put arrivals that were unreadable, and are not any more, back on the list of what is to be heard."""
    if arrivals:
        Unreadable.objects.filter(arrival_id__in=arrivals).delete()
        Unheard.objects.bulk_create([Unheard(arrival_id=one, source=source) for one in arrivals], ignore_conflicts=True)
