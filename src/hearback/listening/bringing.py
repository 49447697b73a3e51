"""Brings what a source has: step by step, raw first, then heard; can be killed anywhere and gone on with."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import DataError, transaction
from django.utils import timezone

from hearback.channels.contract import ChannelError, Fetched
from hearback.infra.errors import Refusal
from hearback.infra.log import fields
from hearback.infra.rows import found
from hearback.listening.actions import Stored, runs, store
from hearback.listening.actions.copies import origins_at
from hearback.listening.actions.heard import note_heard, note_unreadable
from hearback.listening.again import hear_what_overtook
from hearback.listening.hearing import Brought, hear
from hearback.listening.models import Arrival, Cursor, Run, Unheard
from hearback.listening.proving import proofs_of
from hearback.listening.queries import raws
from hearback.listening.rules import HISTORY
from hearback.sources.actions import note_try
from hearback.sources.queries import channel_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from hearback.channels.contract import Proof
    from hearback.sources.models import Source

log = logging.getLogger(__name__)
BATCH = 500
_RUN_LOCK = 7_310


def bring(run: Run, *, progress: Callable[[Run], None] | None = None) -> Run:
    """Bring what a run is about, to its end, to a wish to stop, or to an error of the outside; returns the run.

    Raises Refusal when another process is at it.
    """
    with _alone(run):
        runs.start(run)
        try:
            state, sentence = _go(run, progress), ""
        except ChannelError as error:
            state, sentence = Run.FAILED, str(error)
        runs.end(run, state=state, sentence=sentence)
        run.refresh_from_db()
        if progress:
            progress(run)
    return run


def _go(run: Run, progress: Callable[[Run], None] | None) -> str:
    hear_left_over(run.source, run=run)
    run.refresh_from_db()
    nths: Counter[bytes] = Counter()
    for fetched, skip in _steps(run):
        before = [_nth(nths, one.fingerprint) for one in fetched.arrivals]
        if skip < len(fetched.arrivals):
            _take(run, _without_first(fetched, skip), before[skip:])
            run.refresh_from_db()
            if progress:
                progress(run)
        if run.is_stop_wanted:
            return Run.STOPPED
    return Run.DONE


def _nth(nths: Counter[bytes], fingerprint: bytes) -> int:
    mark = fingerprint[:8]
    nths[mark] += 1
    return nths[mark] - 1


def _steps(run: Run) -> Iterator[tuple[Fetched, int]]:
    """Yield the steps of a file from its start, each with how many of its arrivals an earlier try has stored."""
    left = run.seen
    for fetched in channel_of(run.source).import_file(Path(run.path), position={}):
        skip = min(left, len(fetched.arrivals))
        left -= skip
        yield fetched, skip


def _without_first(fetched: Fetched, skip: int) -> Fetched:
    return Fetched(fetched.arrivals[skip:], fetched.place, {}, fetched.remaining) if skip else fetched


def _take(run: Run, fetched: Fetched, nths: list[int]) -> None:
    """Store a step of a file and hear it: two commits, each with its counts."""
    share = fetched.position.get("read_bytes", 0) / max(1, fetched.position.get("size_bytes", 0) or 1)
    with transaction.atomic():
        stored = store(run.source, Fetched(fetched.arrivals), nths=nths)
        here = len(fetched.arrivals) - len(stored)
        runs.note_seen(run, seen=len(fetched.arrivals), already_here=here, share=min(1.0, share) or None)
    _hear(run.source, stored, run=run)


def _hear(
    source: Source, stored: list[Stored], *, run: Run | None, proofs: Mapping[int, Proof] | None = None
) -> Brought:
    """Hear a batch with its counts; what the database cannot hold is found by halving and noted as unreadable."""
    try:
        with transaction.atomic():
            now = timezone.now()
            brought = hear(source, stored, at=now, settle_before=_settle_before(run, stored, now), proofs=proofs)
            if run:
                runs.note_brought(run, brought)
            else:
                hear_what_overtook([one.number for one in stored])
    except (DataError, UnicodeError) as error:
        if len(stored) > 1:
            half = len(stored) // 2
            first = _hear(source, stored[:half], run=run, proofs=proofs)
            return first + _hear(source, stored[half:], run=run, proofs=proofs)
        log.exception("arrival not stored", extra=fields(arrival=stored[0].number, source=source.pk))
        return _refuse(source, stored[0], why=f"Its words cannot be stored: {error}", run=run)
    return brought


def _settle_before(run: Run | None, stored: Sequence[Stored], now: datetime) -> datetime | None:
    """Return before when what was asked last is settled: in history alone, where nobody waits any more."""
    if run:
        return run.settle_before
    return now - HISTORY if stored and stored[0].is_history else None


@transaction.atomic
def _refuse(source: Source, stored: Stored, *, why: str, run: Run | None) -> Brought:
    note_heard([stored.number])
    note_unreadable(source, {stored.number: why}, at=timezone.now())
    brought = Brought(arrivals=1, unreadable=1)
    if run:
        runs.note_brought(run, brought)
    return brought


def hear_left_over(source: Source, *, run: Run | None = None) -> Brought:
    """Hear what was stored and not read, because something ended the process in between."""
    total = Brought()
    while True:
        waiting = Unheard.objects.filter(source=source).order_by("arrival_id")
        is_history = dict(waiting.values_list("arrival_id", "is_history")[:BATCH])
        if not is_history:
            return total
        kept = list(Arrival.objects.filter(source=source, id__in=list(is_history)).order_by("id"))
        origins = {one.id: one.origin for one in kept}
        stored = [
            Stored(number, raw, source.pk, origin=origins[number], is_history=is_history[number])
            for number, raw in raws(kept).items()
        ]
        for _, alike in groupby(stored, key=lambda one: one.is_history):
            some = list(alike)
            total += _hear(source, some, run=run, proofs=None if run else _proofs(source, some))


def fetch(source: Source) -> Brought:
    """Bring what came to a source since its cursors. Trouble with the outside is noted on the source.

    Raises ChannelError for the caller to decide whether to try again.
    """
    cursors = dict(Cursor.objects.filter(source=source).values_list("place", "position"))
    total = hear_left_over(source)
    try:
        settings = _opened(source)
        for fetched in channel_of(source).fetch(settings, cursors=cursors, **_kept(source, settings)):
            stored = store(source, fetched)
            total += _hear(source, stored, run=None, proofs=_proofs(source, stored))
    except ChannelError as error:
        note_try(source, at=timezone.now(), heard=bool(total.arrivals), trouble=str(error), lasting=error.lasting)
        raise
    note_try(source, at=timezone.now(), heard=bool(total.arrivals))
    return total


def _proofs(source: Source, stored: list[Stored]) -> dict[int, Proof]:
    """Return who is proven among what came; the first fetch of a source brings history, of which nobody is asked."""
    is_history = bool(stored) and stored[0].is_history
    was_heard = bool(source.last_tried_at or source.last_heard_at)
    return proofs_of(source, stored, may_ask=was_heard and not is_history)


def _kept(source: Source, settings: Any) -> dict[str, Callable[[str], Sequence[str]]]:
    """Return how a channel learns what was taken from a source: only where the settings say that it matters."""
    if not getattr(settings, "minds_what_is_kept", False):
        return {}
    return {"kept": lambda start: origins_at(source, start)}


def _opened(source: Source) -> Any:
    """Return a source's settings; that its secrets cannot be opened is trouble of the source like any other."""
    try:
        return settings_of(source)
    except Refusal as refusal:
        raise ChannelError(str(refusal), lasting=True) from refusal


@contextmanager
def _alone(run: Run) -> Iterator[None]:
    """Let only one process at a time work on a run; the lock goes with the process."""
    if not _is_alone(run):
        raise Refusal("This import is going on already.")
    try:
        yield
    finally:
        found("SELECT pg_advisory_unlock(%s, %s)", [_RUN_LOCK, run.pk])


def _is_alone(run: Run) -> bool:
    return bool(found("SELECT pg_try_advisory_lock(%s, %s)", [_RUN_LOCK, run.pk])[0][0])
