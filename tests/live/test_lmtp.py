"""Facts about mail that a real Postfix hands over: all of it is heard once, however often the taker is killed."""

from __future__ import annotations

import os
import random
import signal
import smtplib
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest

from tests.live.servers import free_ports
from tests.live.test_mailbox import mail
from tests.stories.test_killed import house

__all__ = ["house"]

pytestmark = pytest.mark.live
MAILS, KILLS = 150, 5
CONNECT = """
from hearback.channels.mail.settings import parse
from hearback.sources.actions import connect
settings = parse({{"address": "{address}", "handed_over": "on"}})
connect(kind="mail", name="Handed", address="{address}", settings=settings)
"""
HEAR = """
from hearback.listening.bringing import hear_left_over
from hearback.sources.models import Source
hear_left_over(Source.objects.get())
"""


def managed(house, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "hearback.site.cli", "manage", *words], env=house, check=True, timeout=120)


@contextmanager
def receiver(house, port: int):
    words = [sys.executable, "-m", "django", "listen_mail", "--lmtp", f"127.0.0.1:{port}", "--name", "hearback.test"]
    environment = house | {"DJANGO_SETTINGS_MODULE": "hearback.site.settings"}
    process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"Mail is taken by LMTP")
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def counted(house, query: str) -> int:
    with psycopg.connect(house["DATABASE_URL"]) as database:
        return database.execute(query).fetchone()[0]


def until(claim, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not claim() and time.monotonic() < end:
        time.sleep(0.2)
    return claim()


@pytest.mark.django_db(transaction=True)
def test_what_postfix_hands_over_is_heard_once_however_often_the_taker_is_killed(servers, name, house):
    (port,), address, chance = free_ports(1), f"{name}@example.org", random.Random()
    managed(house, "shell", "-c", CONNECT.format(address=address))
    servers.hand_to(name, port)
    with smtplib.SMTP("127.0.0.1", servers.postfix.ports["smtp"]) as smtp:
        for number in range(MAILS):
            smtp.sendmail("ann@example.net", [f"{name}+t{number}@example.org"], mail(number, body="word \r\n" * 2_000))

    killed = 0
    arrivals = "SELECT count(*) FROM listening_arrival"
    while counted(house, arrivals) < MAILS and killed < KILLS:
        with receiver(house, port):
            time.sleep(0.3 + chance.random())
        killed += 1
    with receiver(house, port):
        assert until(lambda: counted(house, arrivals) >= MAILS, 60), servers.postfix.said()
        time.sleep(3)  # whatever Postfix may still believe that it has to bring
    managed(house, "shell", "-c", HEAR)

    assert killed > 0
    assert counted(house, arrivals) == MAILS
    assert counted(house, "SELECT count(*) FROM conversations_message") == MAILS
    assert counted(house, "SELECT count(*) FROM conversations_delivery") == MAILS
    assert counted(house, "SELECT count(*) FROM listening_unheard") == 0


@pytest.mark.django_db(transaction=True)
def test_postfix_keeps_the_mail_while_the_database_is_away_and_returns_what_nobody_takes(servers, name, house):
    (port,), address = free_ports(1), f"{name}@example.org"
    managed(house, "shell", "-c", CONNECT.format(address=address))
    servers.hand_to(name, port)
    away = house | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere?connect_timeout=1"}
    with receiver(away, port), smtplib.SMTP("127.0.0.1", servers.postfix.ports["smtp"]) as smtp:
        smtp.sendmail("ann@example.net", [address], mail(1))
        time.sleep(3)
    assert counted(house, "SELECT count(*) FROM listening_arrival") == 0

    with receiver(house, port):
        assert until(lambda: counted(house, "SELECT count(*) FROM listening_arrival") == 1, 60)
