"""Enqueues background work in the transaction of the rows it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

if TYPE_CHECKING:
    from datetime import datetime


def enqueue(task: str, *, once: str = "", at: datetime | None = None, **arguments: Any) -> bool:
    """Enqueue a task by its full name; returns False when the same work waits already.

    once: names the work, so that it waits in the queue and runs at most once at a time. at: not before.
    """
    deferrer = app.configure_task(task, queueing_lock=once or None, lock=once or None, schedule_at=at)
    try:
        with transaction.atomic():  # what is refused takes nothing but itself back
            deferrer.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True
