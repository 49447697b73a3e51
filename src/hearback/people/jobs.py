"""What the worker does for the room."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from hearback.infra.log import fields
from hearback.people.actions.matching import match_batch
from hearback.people.actions.ties import count_ties, count_touched

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
