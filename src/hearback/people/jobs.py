"""What the worker does for the room."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from hearback.infra.log import fields
from hearback.people.actions import importing
from hearback.people.actions.affiliations import belong, suggest
from hearback.people.actions.dossiers import MAKE, make, make_soon, remove_old
from hearback.people.actions.matching import match_batch
from hearback.people.actions.privacy import ERASE, erase, erase_soon
from hearback.people.actions.ties import count_ties, count_touched
from hearback.people.models import Dossier, Erasure
from hearback.people.showing.dossier import write_archive

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="hearback.people.jobs.match_new", queue="import", queueing_lock="match-new", lock="match-new")
def match_new(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Find out who the identities are that were heard since the last time.

    Hearing asks for nothing: what is new is marked as it is written, so an import is not slowed.
    """
    total = merges = questions = 0
    while (done := match_batch()).identities:
        total, merges, questions = total + done.identities, merges + done.merges, questions + done.questions
    if total:
        log.info("identities matched", extra=fields(identities=total, merges=merges, questions=questions))


@app.periodic(cron="20 3 * * *")
@app.task(name="hearback.people.jobs.count_ties", queue="import", queueing_lock="count-ties", lock="count-ties")
def count_all_ties(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Count every tie as of tonight, with weights that the past half year has taught."""
    log.info("ties counted", extra=fields(ties=count_ties(at=timezone.now())))


@app.periodic(cron="* * * * *")
@app.task(name="hearback.people.jobs.count_touched", queue="import", queueing_lock="count-touched", lock="count-ties")
def count_touched_ties(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Count the ties anew between whom something happened within the last minute."""
    if counted := count_touched(at=timezone.now()):
        log.info("ties counted", extra=fields(ties=counted))


@app.task(name=ERASE, queue="import")
def erase_person(*, number: int) -> None:
    """Erase somebody; what became of it stands in the audit, in numbers."""
    erase(number, at=timezone.now())
    log.info("person erased", extra=fields(erasure=number))


@app.periodic(cron="* * * * *")
@app.task(name="hearback.people.jobs.go_on_erasing", queue="in", queueing_lock="go-on-erasing")
def go_on_erasing(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Go on with what a crash interrupted."""
    for number in Erasure.objects.filter(state=Erasure.RUNNING).values_list("pk", flat=True):
        erase_soon(number)
    for number in Dossier.objects.filter(state__in=[Dossier.WAITING, Dossier.RUNNING]).values_list("pk", flat=True):
        make_soon(number)


@app.task(name=MAKE, queue="import")
def make_dossier(*, number: int) -> None:
    """Make a copy of everything held about somebody."""
    make(number, write=write_archive, at=timezone.now())
    log.info("copy made", extra=fields(dossier=number))


@app.periodic(cron="23 * * * *")
@app.task(name="hearback.people.jobs.remove_copies", queue="in", queueing_lock="remove-copies")
def remove_copies(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Remove the copies whose time is over."""
    if gone := remove_old(at=timezone.now()):
        log.info("copies removed", extra=fields(copies=gone))


@app.periodic(cron="*/10 * * * *")
@app.task(name="hearback.people.jobs.belong", queue="import", queueing_lock="belong", lock="belong")
def work_out_belonging(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Find out who belongs to which organisation by their addresses, and which domains may be organisations."""
    now = timezone.now()
    rows, domains = belong(None, at=now), suggest(at=now)
    if rows or domains:
        log.info("belonging worked out", extra=fields(rows=rows, domains=domains))


@app.task(name=importing.BRING, queue="import", pass_context=False)
def bring_people(number: int) -> None:
    """Bring the people of a file; after a crash it goes on where it was."""
    importing.bring(number, at=timezone.now())


@app.task(name=importing.UNDO, queue="import", pass_context=False)
def take_people_back(number: int) -> None:
    """Take an import of people back; after a crash it goes on where it was."""
    importing.undo(number)
