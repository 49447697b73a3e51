"""Follows what was deleted in a source as its settings say; a large share at once waits for a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hearback.conversations.actions.deleting import erase_words
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.infra.packing import ZSTANDARD, unpack
from hearback.infra.parting import digests
from hearback.infra.rows import Line, found, stand_in
from hearback.listening.actions.copies import note_gone, nowhere
from hearback.listening.models import PARTED, Arrival, Copy, Piece, Unreadable
from hearback.listening.rules import GRACE, is_many
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.channels.contract import Fetched
    from hearback.sources.models import Source
    from hearback.staff.models import Colleague

A_WHILE = timedelta(days=1)


def follow_deletions(source: Source, fetched: Fetched, *, at: datetime) -> None:
    """Note what was deleted; so much at once, or in a day, that it may be a mishap, waits for a person.

    Runs in the caller's transaction.
    """
    lying = Copy.objects.filter(source=source, origin__startswith=f"{fetched.place};")
    lately = lying.exclude(state=Copy.HERE).filter(gone_at__gt=at - A_WHILE).count()
    there = lying.filter(state=Copy.HERE).count()
    state = Copy.ASKED if is_many(len(fetched.removed) + lately, of=there + lately) else Copy.GONE
    note_gone(source, fetched.removed, state=state, at=at)
    note("deleted there", subject=f"source:{source.pk}", by=None, mails=len(fetched.removed), asked=state == Copy.ASKED)
    tell(f"source:{source.pk}")


@transaction.atomic
def believe_deletions(source: Source, *, by: Colleague) -> int:
    """Follow the deletions that a person was asked about; returns how many mails are deleted. Raises Refusal."""
    _only_admins(by)
    asked = Copy.objects.filter(source=source, state=Copy.ASKED)
    arrivals = set(asked.values_list("arrival_id", flat=True))
    now = timezone.now()
    if asked.update(state=Copy.GONE, gone_at=now):
        gone = nowhere(source, arrivals, at=now)
        note("believe deletions", subject=f"source:{source.pk}", by=by, mails=len(gone))
        tell(f"source:{source.pk}")
        return len(gone)
    return 0


@transaction.atomic
def keep_deleted(source: Source, *, by: Colleague) -> int:
    """Keep here what was deleted there and is not erased yet; returns how many mails. Raises Refusal."""
    _only_admins(by)
    erased = Arrival.objects.filter(source=source, erased_at__isnull=False).values("id")
    waiting = Copy.objects.filter(source=source, state__in=[Copy.ASKED, Copy.GONE]).exclude(arrival_id__in=erased)
    kept = waiting.update(state=Copy.KEPT)
    if kept:
        note("keep deleted", subject=f"source:{source.pk}", by=by, mails=kept)
        tell(f"source:{source.pk}")
    return kept


@transaction.atomic
def erase_deleted(source: Source, *, at: datetime) -> int:
    """Erase what was deleted in a source long enough ago; returns how many arrivals lost their bytes.

    Their rows and fingerprints stay, so that the same mail does not come again as a new one.
    """
    stand_in(Line.HEARING)
    numbers = due_for_erasure(source, at=at)
    if not numbers:
        return 0
    lost = pieces_of(source, numbers)
    Arrival.objects.filter(source=source, id__in=numbers).update(raw=b"", packing=0, erased_at=at)
    let_go(source, lost)
    Unreadable.objects.filter(source=source, arrival_id__in=numbers).delete()
    messages = erase_words(numbers, at=at)
    note("erase deleted", subject=f"source:{source.pk}", by=None, arrivals=len(numbers), messages=messages)
    tell(f"source:{source.pk}")
    return len(numbers)


def due_for_erasure(source: Source, *, at: datetime) -> list[int]:
    """Return the arrivals that were deleted in their source everywhere, long enough ago, and still have their bytes."""
    rows = found(
        "SELECT c.arrival_id FROM listening_copy c JOIN listening_arrival a"
        " ON a.source_id = c.source_id AND a.id = c.arrival_id AND a.erased_at IS NULL"
        " WHERE c.source_id = %s AND c.arrival_id IN ("
        "  SELECT arrival_id FROM listening_copy WHERE source_id = %s AND state <> 'here' AND state = 'gone')"
        " GROUP BY c.arrival_id HAVING bool_and(c.state = 'gone') AND max(c.gone_at) <= %s ORDER BY c.arrival_id",
        [source.pk, source.pk, at - GRACE],
    )
    return [row[0] for row in rows]


def pieces_of(source: Source, numbers: Sequence[int]) -> set[bytes]:
    """Return the digests of the large attachments of some arrivals."""
    kept = Arrival.objects.filter(source=source, id__in=numbers, packing=PARTED)
    return {digest for raw in kept.values_list("raw", flat=True) for digest in digests(unpack(ZSTANDARD, bytes(raw)))}


def let_go(source: Source, lost: set[bytes]) -> None:
    """Remove large attachments that no arrival holds any more."""
    if not lost:
        return
    for raw in Arrival.objects.filter(source=source, packing=PARTED).values_list("raw", flat=True).iterator():
        lost -= set(digests(unpack(ZSTANDARD, bytes(raw))))
    Piece.objects.filter(source=source, digest__in=lost).delete()


def _only_admins(by: Colleague) -> None:
    if not by.is_admin:
        raise Refusal("Only an admin can decide what becomes of deleted mail.")
