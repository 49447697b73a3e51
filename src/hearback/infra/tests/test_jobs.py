"""Facts about enqueued work: it comes with the rows it concerns, once, and not before its time."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from hearback.infra.jobs import enqueue


def waiting():
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args", "queueing_lock", "lock"))


@pytest.mark.django_db
def test_a_job_waits_with_its_arguments():
    assert enqueue("rooms.jobs.greet", source=7)
    assert waiting() == [("rooms.jobs.greet", {"source": 7}, None, None)]


@pytest.mark.django_db
def test_a_job_that_is_wanted_once_waits_once():
    assert enqueue("rooms.jobs.greet", once="greet-7", source=7)
    assert not enqueue("rooms.jobs.greet", once="greet-7", source=7)
    assert waiting() == [("rooms.jobs.greet", {"source": 7}, "greet-7", "greet-7")]


@pytest.mark.django_db
def test_work_that_waits_already_leaves_the_transaction_whole():
    with transaction.atomic():
        enqueue("rooms.jobs.greet", once="greet-7")
        enqueue("rooms.jobs.greet", once="greet-7")
        enqueue("rooms.jobs.greet", once="greet-8")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    assert len(waiting()) == 2


@pytest.mark.django_db
def test_a_job_is_gone_with_the_transaction_that_wanted_it():
    with transaction.atomic():
        enqueue("rooms.jobs.greet")
        transaction.set_rollback(True)
    assert waiting() == []


@pytest.mark.django_db
def test_a_job_may_wait_for_a_moment():
    moment = timezone.now() + timedelta(hours=1)
    enqueue("rooms.jobs.greet", at=moment)
    assert ProcrastinateJob.objects.get().scheduled_at == moment
