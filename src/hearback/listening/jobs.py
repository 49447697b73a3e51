"""What the worker does for the room."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from hearback.channels.contract import ChannelError
from hearback.infra.errors import Refusal
from hearback.infra.events import forget
from hearback.infra.jobs import enqueue
from hearback.infra.log import fields
from hearback.listening.actions.deletions import erase_deleted
from hearback.listening.actions.heard import put_back
from hearback.listening.actions.keeping import keep_to
from hearback.listening.bringing import bring, fetch, hear_left_over
from hearback.listening.comparing import compare
from hearback.listening.models import Run, Unheard, Unreadable
from hearback.listening.queries import left_unread
from hearback.listening.uploads import discard
from hearback.sources.models import Source
from hearback.sources.queries import can_compare, channel_of
from hearback.staff.actions import note
from hearback.staff.models import Colleague

log = logging.getLogger(__name__)

FETCH = "hearback.listening.jobs.fetch_source"
BRING = "hearback.listening.jobs.bring_run"
REST = "hearback.listening.jobs.hear_rest"
COMPARE = "hearback.listening.jobs.compare_source"
FETCH_EVERY = timedelta(minutes=1)
AFTER_TROUBLE = timedelta(minutes=10)
READ_AGAIN_AT_ONCE = 10_000  # of one press; a longer list takes another
EVENTS_LAST = timedelta(days=7)


def fetch_soon(source: int) -> bool:
    """Enqueue a fetch of a source; returns False when one waits already."""
    return enqueue(FETCH, once=f"fetch-{source}", source=source)


def bring_soon(run: Run) -> bool:
    """Enqueue a run; returns False when it waits already."""
    return enqueue(BRING, once=f"run-{run.pk}", run=run.pk)


def hear_rest_soon(source: int) -> bool:
    """Enqueue the hearing of what a source has stored and not read; returns False when that waits already."""
    return enqueue(REST, once=f"rest-{source}", source=source)


@transaction.atomic
def listen_now(source: Source, *, by: Colleague) -> bool:
    """Look at a source at once; returns False when that waits already. Raises Refusal."""
    if not by.is_admin:
        raise Refusal("Only an admin can do this.")
    if source.is_paused:
        raise Refusal("This source is paused.")
    note("listen now", subject=f"source:{source.pk}", by=by)
    return fetch_soon(source.pk)


@transaction.atomic
def compare_soon(source: Source, *, by: Colleague) -> bool:
    """Compare a source with its server; returns False when that waits already. Raises Refusal."""
    if not by.is_admin:
        raise Refusal("Only an admin can do this.")
    note("compare", subject=f"source:{source.pk}", by=by)
    return enqueue(COMPARE, once=f"compare-{source.pk}", source=source.pk)


@transaction.atomic
def read_again_soon(source: Source, *, arrival: int, by: Colleague) -> None:
    """Read an unreadable arrival once more; it comes back to the list when it still says nothing. Raises Refusal."""
    if not by.is_admin:
        raise Refusal("Only an admin can have arrivals read again.")
    if not Unreadable.objects.filter(arrival_id=arrival, source=source).exists():
        return
    put_back([arrival], source=source)
    note("read again", subject=f"source:{source.pk}", by=by, arrival=arrival)
    hear_rest_soon(source.pk)


@transaction.atomic
def read_all_again_soon(source: Source | None, *, is_refused: bool | None, by: Colleague) -> int:
    """Read every unreadable arrival (of one source, of one kind) once more; returns how many. Raises Refusal."""
    if not by.is_admin:
        raise Refusal("Only an admin can have arrivals read again.")
    listed = left_unread(source=source.pk if source else None, is_refused=is_refused)
    some = listed.order_by("arrival_id").values_list("source_id", "arrival_id")[:READ_AGAIN_AT_ONCE]
    numbers: dict[int, list[int]] = {}
    for home, arrival in some:
        numbers.setdefault(home, []).append(arrival)
    for home, arrivals in numbers.items():
        put_back(arrivals, source=Source.objects.get(pk=home))
        note("read again", subject=f"source:{home}", by=by, count=len(arrivals))
        hear_rest_soon(home)
    return sum(map(len, numbers.values()))


@app.task(name=FETCH, queue="in")
def fetch_source(*, source: int) -> None:
    """Fetch a source; trouble with the outside stands on the source, and the next round tries again."""
    found = Source.objects.filter(pk=source, is_paused=False).first()
    if found is None or not channel_of(found).can_fetch:
        return
    try:
        fetch(found)
    except ChannelError as error:
        log.warning("source not fetched", extra=fields(source=source, lasting=error.lasting))


@app.task(name=BRING, queue="import")
def bring_run(*, run: int) -> None:
    """Bring a run that a page asked for; what was uploaded for it is not needed afterwards."""
    found = Run.objects.select_related("source").get(pk=run)
    try:
        if bring(found).state == Run.DONE:
            discard(Path(found.path))
    except Refusal:
        log.info("run goes on elsewhere", extra=fields(run=run))


@app.periodic(cron="* * * * *")
@app.task(name="hearback.listening.jobs.fetch_due", queue="in", queueing_lock="fetch-due")
def fetch_due(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Enqueue fetches of the sources whose time has come, and what a killed process left unread."""
    now = timezone.now()
    never, rested = Q(last_tried_at=None), Q(last_tried_at__lte=now - FETCH_EVERY)
    for source in Source.objects.filter(never | rested, is_paused=False):
        if channel_of(source).can_fetch and _is_due(source):
            fetch_soon(source.pk)
    for number in Unheard.objects.values_list("source_id", flat=True).distinct():
        hear_rest_soon(number)


def _is_due(source: Source) -> bool:
    """Say whether a source's own rhythm asks for a look; one in lasting trouble is left in peace for a while."""
    if source.last_tried_at is None:
        return True
    wait = timedelta(minutes=int(source.settings.get("poll_minutes", 1)))
    return timezone.now() - source.last_tried_at >= max(wait, AFTER_TROUBLE if source.is_trouble_lasting else wait)


@app.task(name=REST, queue="in")
def hear_rest(*, source: int) -> None:
    """Hear arrivals that were stored and never read."""
    hear_left_over(Source.objects.get(pk=source))


@app.task(name=COMPARE, queue="import")
def compare_source(*, source: int) -> None:
    """Compare a source with its server; what comes of it stands on the source's page."""
    found = Source.objects.filter(pk=source, is_paused=False).first()
    if found is not None and can_compare(found):
        comparison = compare(found)
        if comparison.missing or comparison.sentence:
            log.warning("source compared", extra=fields(source=source, missing=comparison.missing))


@app.periodic(cron="41 2 * * *")
@app.task(name="hearback.listening.jobs.compare_all", queue="import", queueing_lock="compare-all")
def compare_all(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Compare every mailbox with its server, once a night."""
    for source in filter(can_compare, Source.objects.filter(is_paused=False)):
        enqueue(COMPARE, once=f"compare-{source.pk}", source=source.pk)


@app.periodic(cron="11 * * * *")
@app.task(name="hearback.listening.jobs.erase_all", queue="import", queueing_lock="erase-all")
def erase_all(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Erase what was deleted long enough ago in the sources that are to be followed in that."""
    for source in Source.objects.filter(is_paused=False, settings__when_removed="remove"):
        erase_deleted(source, at=timezone.now())


@app.periodic(cron="47 1 * * *")
@app.task(name="hearback.listening.jobs.keep_no_longer", queue="import", queueing_lock="keep-no-longer")
def keep_no_longer(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Take away what the rules of each source keep no longer, once a night."""
    for source in Source.objects.order_by("pk"):
        keep_to(source, at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="hearback.listening.jobs.forget_events", queue="in", queueing_lock="forget-events")
def forget_events(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Forget events that no open page asks for any more."""
    forget(before=timezone.now() - EVENTS_LAST)
