"""Raw first: arrivals are stored as they came, in their own commit, before anybody reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hearback.infra.packing import ZSTANDARD, pack
from hearback.infra.parting import parted
from hearback.infra.rows import copy_rows, execute, found, numbers
from hearback.listening.actions.copies import note_copies
from hearback.listening.actions.deletions import follow_deletions
from hearback.listening.models import PARTED, Cursor, Piece

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hearback.channels.contract import Fetched, RawArrival
    from hearback.infra.parting import Parted
    from hearback.sources.models import Source


@dataclass(frozen=True, slots=True)
class Stored:
    """An arrival that is kept. heard_at: when it was heard, where that is not just now. origin: where it lay, or "".

    is_history: it lay there before anybody listened.
    """

    number: int
    raw: bytes
    source: int
    heard_at: datetime | None = None
    origin: str = ""
    is_history: bool = False


def store(
    source: Source,
    fetched: Fetched,
    *,
    nths: Sequence[int] | None = None,
    heard_at: Mapping[bytes, datetime] | None = None,
) -> list[Stored]:
    """Keep what a step of a fetch brought, with the cursor, in one commit; returns what was not here before.

    nths: for every arrival how many equal ones came before it from the same file; all 0 when not given.
    heard_at: fingerprint -> when it was heard, where that is not just now.
    """
    with transaction.atomic():
        _lock(source)
        fresh, here = _not_here(source, fetched.arrivals, nths or [0] * len(fetched.arrivals))
        ids = numbers("listening_arrival_number", count=len(fresh))
        _write(source, fresh, ids, is_history=fetched.is_history)
        if fetched.place:
            here |= {one.fingerprint: number for number, (one, _) in zip(ids, fresh, strict=True)}
            note_copies(source, fetched, here)
        if fetched.removed:
            follow_deletions(source, fetched, at=timezone.now())
        if fetched.position:
            now = timezone.now()
            Cursor.objects.update_or_create(
                source=source, place=fetched.place, defaults={"position": dict(fetched.position), "moved_at": now}
            )
    moments = heard_at or {}
    return [
        Stored(number, one.raw, source.pk, moments.get(one.fingerprint), one.origin, fetched.is_history)
        for number, (one, _) in zip(ids, fresh, strict=True)
    ]


def _lock(source: Source) -> None:
    """Let only one transaction at a time store for a source: two fetchers never bring the same thing twice."""
    execute("SELECT 1 FROM sources_source WHERE id = %s FOR NO KEY UPDATE", [source.pk])


def _not_here(
    source: Source, arrivals: Sequence[RawArrival], nths: Sequence[int]
) -> tuple[list[tuple[RawArrival, int]], dict[bytes, int]]:
    """Return the arrivals that are not here, with their nth; and fingerprint -> number of those that are."""
    marks = [(one.fingerprint, nth) for one, nth in zip(arrivals, nths, strict=True)]
    known = {
        (bytes(fingerprint), nth): int(number)
        for fingerprint, nth, number in found(
            "SELECT a.fingerprint, a.nth, a.id FROM unnest(%s::bytea[], %s::int[]) AS asked (fingerprint, nth)"
            " JOIN listening_arrival a ON a.source_id = %s AND a.fingerprint = asked.fingerprint"
            " AND a.nth = asked.nth",
            [[mark[0] for mark in marks], [mark[1] for mark in marks], source.pk],
        )
    }
    fresh, here = [], set(known)
    for one, mark in zip(arrivals, marks, strict=True):
        if mark not in here:
            here.add(mark)
            fresh.append((one, mark[1]))
    return fresh, {fingerprint: number for (fingerprint, _), number in known.items()}


def _write(source: Source, fresh: Sequence[tuple[RawArrival, int]], ids: Sequence[int], *, is_history: bool) -> None:
    now = timezone.now()
    rests = {number: made for number, (one, _) in zip(ids, fresh, strict=True) if (made := parted(one.raw))}
    for made in rests.values():
        _write_pieces(source, made.pieces)
    columns = ("source_id", "id", "fingerprint", "nth", "origin", "arrived_at", "size_bytes", "packing", "raw")
    copy_rows(
        "listening_arrival",
        columns,
        (
            (
                source.pk,
                number,
                one.fingerprint,
                nth,
                one.origin,
                now,
                len(one.raw),
                *_packed(one.raw, rests.get(number)),
            )
            for number, (one, nth) in zip(ids, fresh, strict=True)
        ),
        types=("int8", "int8", "bytea", "int4", "text", "timestamptz", "int4", "int2", "bytea"),
    )
    waiting = ("arrival_id", "source_id", "is_history")
    copy_rows("listening_unheard", waiting, ((number, source.pk, is_history) for number in ids))


def _packed(raw: bytes, made: Parted | None) -> tuple[int, bytes]:
    if made is None:
        return pack(raw)
    packing, packed = pack(made.rest)
    return (PARTED, packed) if packing == ZSTANDARD else pack(raw)


def _write_pieces(source: Source, pieces: Mapping[bytes, bytes]) -> None:
    """Keep large attachments that are not here yet; an attachment that is here is not packed again."""
    here = Piece.objects.filter(source=source, digest__in=list(pieces)).values_list("digest", flat=True)
    known = {bytes(digest) for digest in here}
    for digest, content in pieces.items():
        if digest not in known:
            packing, packed = pack(content)
            kept = {"size_bytes": len(content), "packing": packing, "content": packed}
            Piece.objects.create(source=source, digest=digest, **kept)
