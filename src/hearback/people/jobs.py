"""What the worker does for the room."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from hearback.infra.log import fields
from hearback.people.actions.matching import match_batch

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
