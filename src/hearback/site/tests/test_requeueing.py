"""Facts about jobs whose worker was killed: they run again, and none of them stands in the way of another."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import connection

from hearback.infra.rows import execute, found
from hearback.site.jobs import requeue_stalled

pytestmark = pytest.mark.django_db(transaction=True)


def job(task: str, status: str, *, lock: str | None = None, worker: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, queueing_lock, worker_id, args)"
            " VALUES (%s, 'in', %s, %s, %s, '{}') RETURNING id",
            [task, status, lock, worker],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def killed() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        return cursor.fetchone()[0]


def states() -> dict[int, str]:
    return dict(found("SELECT id, status::text FROM procrastinate_jobs", []))


def test_a_job_whose_worker_was_killed_waits_again(killed):
    stalled = job("a", "doing", lock="once-a", worker=killed)
    async_to_sync(requeue_stalled.func)(0)

    assert states() == {stalled: "todo"}


def test_where_the_same_work_waits_already_that_one_stands_in_and_the_others_wait_again(killed):
    stalled, waiting = job("a", "doing", lock="once", worker=killed), job("a", "todo", lock="once")
    other = job("b", "doing", worker=killed)
    async_to_sync(requeue_stalled.func)(0)

    assert states() == {waiting: "todo", other: "todo"}
    assert stalled not in states()


@pytest.fixture(autouse=True)
def _nothing_left():
    yield
    execute("DELETE FROM procrastinate_jobs", [])
    execute("DELETE FROM procrastinate_workers", [])
