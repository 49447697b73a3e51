"""Imports and fetches as rows: what each brought, how far it is, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.infra.rows import Line, stand_in
from hearback.listening.models import Run
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.listening.hearing import Brought
    from hearback.sources.models import Source
    from hearback.staff.models import Colleague


@transaction.atomic
def ask_for_run(
    source: Source, *, path: str = "", by: Colleague | None = None, settle_before: datetime | None = None
) -> Run:
    """Return the run that brings a path (or what the source has); one that did not end is gone on with.

    settle_before: of one that is gone on with, for what is brought from now on; None leaves it as it was.
    Raises Refusal when somebody who is no admin asks; by: None is the house itself.
    """
    if by is not None and not by.is_admin:
        raise Refusal("Only an admin can import.")
    stand_in(Line.CONNECTING)
    unended = Run.objects.filter(source=source, path=path).exclude(state=Run.DONE).order_by("-pk").first()
    if unended is not None:
        return _gone_on_with(unended, by=by, settle_before=settle_before)
    run = Run.objects.create(
        source=source, path=path, started_by=by, settle_before=settle_before, asked_at=timezone.now()
    )
    note("import" if path else "fetch", subject=f"source:{source.pk}", by=by, run=run.pk)
    tell(f"source:{source.pk}", run=run.pk)
    return run


def _gone_on_with(run: Run, *, by: Colleague | None, settle_before: datetime | None) -> Run:
    if settle_before is not None and settle_before != run.settle_before:
        run.settle_before = settle_before
        run.save(update_fields=["settle_before"])
    if run.state in {Run.STOPPED, Run.FAILED} or run.is_stop_wanted:
        run.is_stop_wanted = False
        run.state = Run.RUNNING if run.state == Run.RUNNING else Run.WAITING
        run.save(update_fields=["is_stop_wanted", "state"])
        note("go on", subject=f"source:{run.source_id}", by=by, run=run.pk)
        tell(f"source:{run.source_id}", run=run.pk)
    return run


@transaction.atomic
def ask_to_stop(run: Run, *, by: Colleague) -> None:
    """Ask a run to stop after its present step; it can be gone on with. Raises Refusal."""
    if not by.is_admin:
        raise Refusal("Only an admin can stop an import.")
    going = Run.objects.filter(pk=run.pk, state__in=[Run.WAITING, Run.RUNNING], is_stop_wanted=False)
    if going.update(is_stop_wanted=True):
        note("stop", subject=f"source:{run.source_id}", by=by, run=run.pk)
        tell(f"source:{run.source_id}", run=run.pk)


def start(run: Run) -> None:
    """Note that a run goes (again)."""
    Run.objects.filter(pk=run.pk).update(state=Run.RUNNING, started_at=timezone.now(), ended_at=None, sentence="")


def note_seen(run: Run, *, seen: int, already_here: int, share: float | None) -> None:
    """Count what a step showed, in the commit that stores it."""
    Run.objects.filter(pk=run.pk).update(
        seen=F("seen") + seen, already_here=F("already_here") + already_here, share=share
    )


def note_brought(run: Run, brought: Brought) -> None:
    """Count what a step brought, in the commit that hears it, and tell open pages."""
    Run.objects.filter(pk=run.pk).update(
        arrivals=F("arrivals") + brought.arrivals,
        messages=F("messages") + brought.messages,
        duplicates=F("duplicates") + brought.duplicates,
        unreadable=F("unreadable") + brought.unreadable,
        conversations=F("conversations") + brought.conversations,
        people=F("people") + brought.people,
    )
    tell(f"source:{run.source_id}", run=run.pk)


@transaction.atomic
def end(run: Run, *, state: str, sentence: str = "") -> None:
    """Note how a run ended."""
    changes: dict[str, object] = {"state": state, "sentence": sentence, "ended_at": timezone.now()}
    if state == Run.DONE:
        changes["share"] = 1.0
    Run.objects.filter(pk=run.pk).update(**changes)
    tell(f"source:{run.source_id}", run=run.pk)
