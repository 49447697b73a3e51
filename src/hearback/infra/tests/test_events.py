"""Facts about what is told: numbers rise in the order of commits, and nothing is told of what never happened."""

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from hearback.infra.events import KNOCK, after, forget, is_kept, latest, tell
from hearback.infra.models import Event


def test_an_event_names_itself():
    assert str(Event(topic="inbox", seq=7)) == "inbox:7"


@pytest.mark.django_db
def test_without_events_the_newest_is_none():
    assert latest() == 0
    assert after(0) == []
    assert forget(before=timezone.now()) == 0


@pytest.mark.django_db
def test_what_was_told_can_be_asked_for_after_a_number():
    tell("inbox", conversations=[7])
    known = latest()
    tell("source:3", run=1)
    tell("inbox")
    assert [event[1:] for event in after(known)] == [("source:3", {"run": 1}), ("inbox", {})]
    assert [event[1] for event in after(known, most=1)] == ["source:3"]
    assert after(latest()) == []


@pytest.mark.django_db
def test_the_newest_event_is_never_forgotten():
    for _ in range(3):
        tell("inbox")
    newest = latest()
    assert forget(before=timezone.now() + timedelta(seconds=1)) == 2
    assert latest() == newest


@pytest.mark.django_db
def test_young_events_are_not_forgotten():
    tell("inbox")
    tell("inbox")
    assert forget(before=timezone.now() - timedelta(days=7)) == 0


@pytest.mark.django_db
def test_events_after_a_number_are_kept_as_long_as_that_number_is():
    tell("inbox")
    first = latest()
    tell("inbox")
    assert is_kept(first)
    assert not is_kept(first - 1)
    forget(before=timezone.now() + timedelta(seconds=1))
    assert not is_kept(first)
    assert is_kept(latest())


@pytest.mark.django_db(transaction=True)
def test_numbers_rise_in_the_order_of_commits():
    inside = threading.Event()

    def slowly():
        with transaction.atomic():
            tell("first")
            inside.set()
            time.sleep(0.3)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert inside.wait(5)
    tell("second")
    seen = [topic for _, topic, _ in after(0)]
    thread.join()
    assert seen == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_who_listens_is_knocked_at_by_a_commit_only():
    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as line:
        line.execute(f"LISTEN {KNOCK}")
        with transaction.atomic():
            tell("never")
            transaction.set_rollback(True)
        tell("inbox")
        knocks = [knock.payload for knock in line.notifies(timeout=2, stop_after=1)]
    assert knocks == ["inbox"]
