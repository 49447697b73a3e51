"""What the worker does for the room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hearback.channels.contract import ChannelError
from hearback.inbox.actions import attempts
from hearback.inbox.actions.files import collect
from hearback.inbox.answering import send as send_now
from hearback.inbox.models import Outbound

if TYPE_CHECKING:
    from procrastinate import JobContext

TRIES = 8
STUCK_AFTER = timedelta(minutes=15)


@app.task(
    name="hearback.inbox.jobs.send",
    queue="out",
    pass_context=True,
    retry=RetryStrategy(max_attempts=TRIES, exponential_wait=4, retry_exceptions=[ChannelError]),
)
def send(context: JobContext, *, attempt: int) -> None:
    """Try to send an attempt; a fault of the outside that may pass is tried again with longer and longer waits."""
    tried = context.job.attempts if context.job else 0
    send_now(attempt, at=timezone.now(), is_last_try=tried >= TRIES - 1)


@app.periodic(cron="17 4 * * *")
@app.task(name="hearback.inbox.jobs.collect_files", queue="out", queueing_lock="collect-files")
def collect_files(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Forget files that were taken out of drafts and nobody has put back."""
    collect(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="hearback.inbox.jobs.find_stuck", queue="out", queueing_lock="find-stuck")
def find_stuck(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Make attempts that have been `sending` for long unsure, so that a person sees them."""
    before = timezone.now() - STUCK_AFTER
    for number in Outbound.objects.filter(state=Outbound.SENDING, tried_at__lt=before).values_list("pk", flat=True):
        attempts.leave_unsure(number, why=attempts.INTERRUPTED)
