"""Facts about kill -9: nothing heard is lost or doubled, and no answer leaves the house twice."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from uuid import uuid4

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from psycopg import sql

from hearback.channels.mail.settings import MailSettings
from hearback.conversations.models import Conversation
from hearback.inbox.actions.files import Brought, add_file
from hearback.inbox.answering import Written, answer
from hearback.inbox.models import Outbound
from hearback.listening.actions import store
from hearback.listening.hearing import hear
from hearback.sources.actions import connect
from hearback.staff.models import Colleague
from tests.raw_mail import MONDAY, fetched, mail, mbox

MAILS = 1_500
KILLS = 8
PLAN = random.Random(2).randbytes(100_000)


def address(database: str) -> str:
    """Return the address of a database on the server that the tests use."""
    known = connection.settings_dict
    return (
        f"postgresql://{known['USER']}@/{database}?host={known['HOST']}"
        if known["HOST"].startswith("/")
        else (f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT'] or 5432}/{database}")
    )


@pytest.fixture
def house(django_db_blocker, django_db_setup, tmp_path):
    """Give the environment of a house with a database of its own, for processes that may be killed."""
    name = f"killed_{uuid4().hex[:8]}"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield {**os.environ, "DATABASE_URL": address(name), "HEARBACK_DATA": str(tmp_path), "HEARBACK_LOG": "ERROR"}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def archive(path) -> None:
    chance = random.Random(5)
    raws = []
    for number in range(MAILS):
        before = (f"{chance.randrange(number)}@example.org",) if number and chance.random() < 0.7 else ()
        raws.append(mail(f"Number {number}. " + "word " * 300, key=f"{number}@example.org", answers=before))
    path.write_bytes(mbox(*raws, raws[0], b"\x00\x00 nothing anybody can read"))


def import_process(house, path, **more) -> subprocess.Popen:
    words = [sys.executable, "-m", "hearback.site.cli", "import", str(path), "--source", "Old", "--json"]
    return subprocess.Popen(words, env=house, stdout=subprocess.PIPE, start_new_session=True, **more)


@pytest.mark.slow
def test_an_import_that_is_killed_again_and_again_loses_and_doubles_nothing(house, tmp_path):
    path, chance = tmp_path / "old.mbox", random.Random()
    archive(path)
    killed = 0
    for attempt in range(KILLS):
        process = import_process(house, path)
        try:
            process.wait(timeout=(2.5 if attempt == 0 else 0.9) + chance.random() * 0.8)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            killed += 1
        else:
            process.communicate()

    out, _ = import_process(house, path).communicate(timeout=60)

    assert killed > 0
    assert b'"state": "done"' in out
    with psycopg.connect(house["DATABASE_URL"]) as database:

        def one(query):
            return database.execute(query).fetchone()

        assert one("SELECT count(*) FROM listening_arrival") == (MAILS + 2,)
        assert one("SELECT count(*) FROM listening_unheard") == (0,)
        assert one("SELECT count(*), count(DISTINCT arrival_id) FROM conversations_delivery") == (MAILS + 1, MAILS + 1)
        assert one("SELECT count(*), count(DISTINCT identity_key) FROM conversations_message") == (MAILS, MAILS)
        assert one("SELECT count(*) FROM listening_unreadable") == (1,)
        assert one("SELECT sum(message_count) FROM conversations_conversation WHERE merged_into_id IS NULL") == (MAILS,)
        assert one(
            "SELECT max(seen), sum(arrivals), sum(messages), sum(duplicates), sum(unreadable) FROM listening_run"
        ) == (MAILS + 2, MAILS + 2, MAILS, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_asked_to_stop_says_how_to_go_on_and_is_no_longer_running(house, tmp_path, number):
    path = tmp_path / "old.mbox"
    archive(path)
    process = import_process(house, path, stderr=subprocess.PIPE)
    with psycopg.connect(house["DATABASE_URL"], autocommit=True) as database:
        soon(lambda: some(database, "SELECT count(*) FROM listening_run WHERE messages > 0"))
        os.killpg(process.pid, number)
        _, said = process.communicate(timeout=20)

        assert (process.returncode, said) == (130, b"Interrupted. The same command goes on from here.\n")
        stood = "SELECT count(*) FROM listening_run WHERE state = 'stopped' AND ended_at IS NOT NULL"
        assert some(database, stood) == 1
        import_process(house, path).communicate(timeout=60)
        assert some(database, "SELECT count(*) FROM listening_run WHERE state = 'done'") == 1
        assert some(database, "SELECT count(*) FROM conversations_message") == MAILS


def soon(claim) -> None:
    end = time.monotonic() + 30
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.02)


def some(database, query: str) -> int:
    """Return the number that a query finds; 0 while its tables are not there."""
    try:
        return database.execute(query).fetchone()[0]
    except psycopg.errors.UndefinedTable:
        return 0


class PostOffice:
    """An SMTP server that takes its time and remembers every mail that it has taken."""

    def __init__(self):
        self.taken = Counter()
        self.files = {}
        self.lock = threading.Lock()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        mail = message_from_bytes(envelope.content)
        with self.lock:
            self.taken[mail["Message-ID"]] += 1
            self.files[mail["Message-ID"]] = [one.get_payload(decode=True) for one in mail.walk() if one.get_filename()]
        return "250 taken"


@contextmanager
def post_office():
    handler = PostOffice()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


@contextmanager
def worker(environment):
    process = subprocess.Popen([sys.executable, "-m", "hearback.site.worker"], env=environment, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_while_sending_sends_nothing_twice(tmp_path):
    answers, chance = 40, random.Random()
    with post_office() as (office, port):
        settings = MailSettings(
            address="hello@rotor.example", smtp_host="127.0.0.1", smtp_port=port, smtp_security="none"
        )
        source = connect(kind="mail", name="Hello", settings=settings, address="hello@rotor.example")
        bea = Colleague.objects.create(email="bea@rotor.example", name="Bea")
        raws = [mail(f"Question {n}?", key=f"{n}@example.org", author=f"A <a{n}@example.org>") for n in range(answers)]
        hear(source, store(source, fetched(*raws)), at=MONDAY)
        for conversation in Conversation.objects.all():
            file = add_file(conversation, file=Brought("plan.bin", PLAN), largest=10**7, by=bea, at=MONDAY)
            answer(conversation.pk, written=Written("Yes.", press=uuid4(), files=(file.pk,)), by=bea, at=MONDAY)
        name = connection.settings_dict["NAME"]
        environment = {**os.environ, "DATABASE_URL": address(name), "HEARBACK_DATA": str(tmp_path)}

        until = time.monotonic() + 75
        while Outbound.objects.filter(state__in=["queued", "sending"]).exists() and time.monotonic() < until:
            with worker(environment) as process:
                before = Outbound.objects.filter(state__in=["queued", "sending"]).count()
                patience = time.monotonic() + 16
                while time.monotonic() < patience and process.poll() is None:
                    left = Outbound.objects.filter(state__in=["queued", "sending"]).count()
                    if left == 0 or (left < before and before > 12):
                        time.sleep(chance.random() * 0.15)
                        break
                    time.sleep(0.02)

        states = Counter(Outbound.objects.values_list("state", flat=True))
        sent = [f"<{key}>" for key in Outbound.objects.filter(state="sent").values_list("key", flat=True)]
        assert set(states) <= {"sent", "unsure"}
        assert sum(states.values()) == answers
        assert all(times == 1 for times in office.taken.values()), "an answer left the house twice"
        assert all(office.taken[key] == 1 for key in sent)
        assert all(files == [PLAN] for files in office.files.values()), "an answer left without its file"
