"""What the worker does for the house as a whole: it looks after jobs whose worker was killed."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from hearback.infra.log import fields

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
STALLED_AFTER_SECONDS = 10.0


@app.periodic(cron="* * * * * */5")  # seconds stand last
@app.task(name="hearback.site.jobs.requeue_stalled", queue="in", queueing_lock="requeue-stalled", pass_context=False)
async def requeue_stalled(timestamp: int) -> None:  # noqa: ARG001  # procrastinate hands it to every periodic task
    """Give jobs back to the queue whose worker has shown no sign of life; they run again from their start.

    Where the same work waits in the queue already, that one stands in for it.
    """
    jobs = app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
        log.warning("job requeued", extra=fields(task=job.task_name, job=job.id))
    await jobs.prune_stalled_workers(STALLED_AFTER_SECONDS)
