"""What changed, told to the pages that are open: rows with a rising number, and a knock for who waits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from hearback.infra.models import Event
from hearback.infra.rows import Line, execute, found, stand_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

KNOCK = "hearback_event"


def tell(topic: str, **payload: Any) -> None:
    """Append an event in the running transaction, or in one of its own; whoever listens hears it at the commit.

    Writers stand in a line until their commit, so numbers rise in the order in which rows become visible.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        stand_in(Line.TELLING)
        cursor.execute(
            "INSERT INTO infra_event (topic, seq, at, payload)"
            " VALUES (%s, nextval('infra_event_number'), %s, %s::jsonb) RETURNING seq",
            [topic, timezone.now(), json.dumps(payload)],
        )
        cursor.execute("SELECT pg_notify(%s, %s)", [KNOCK, topic])


def latest() -> int:
    """Return the number of the newest event; 0 when there is none."""
    return int(found("SELECT coalesce(max(seq), 0) FROM infra_event", [])[0][0])


def after(seq: int, most: int = 200) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Return (number, topic, payload) of the events after a number, oldest first."""
    rows = Event.objects.filter(seq__gt=seq).order_by("seq")[:most]
    return [(row.seq, row.topic, row.payload) for row in rows]


def is_kept(seq: int) -> bool:
    """Say whether every event after a number can still be asked for; they are forgotten from the oldest on."""
    return bool(found("SELECT EXISTS (SELECT FROM infra_event WHERE seq <= %s)", [seq])[0][0])


def forget(*, before: datetime) -> int:
    """Delete events older than that, but never the newest: pages know it by its number. Returns how many."""
    return execute("DELETE FROM infra_event WHERE at < %s AND seq < (SELECT max(seq) FROM infra_event)", [before])
