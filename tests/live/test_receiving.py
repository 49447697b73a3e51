"""Facts about receiving with real servers: a worker that is killed loses and doubles nothing, and bounces come home."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from hearback.conversations.models import Delivery, Message
from hearback.conversations.queries import by_key
from hearback.inbox.answering import Written, answer, send
from hearback.inbox.models import Outbound, Turn, Unreached
from hearback.listening.bringing import fetch
from hearback.listening.comparing import compare
from hearback.listening.models import Arrival, Copy, Unheard
from hearback.sources.actions import connect
from hearback.staff.models import Colleague
from tests.raw_mail import mail
from tests.stories.test_killed import address

pytestmark = [pytest.mark.live, pytest.mark.django_db(transaction=True)]
FOLDERS, MAILS, KILLS = ("INBOX", "Work", "Clients/North"), 150, 8
FETCHING = """
import django, sys
django.setup()
from hearback.channels.mail.imap import listed
from hearback.listening.bringing import fetch
from hearback.sources.models import Source
listed.STEP_MAILS = 10
print("begun", flush=True)
fetch(Source.objects.get(pk=int(sys.argv[1])))
"""


def fill(servers, name: str) -> None:
    """Fill three folders; each tenth mail lies in two of them."""
    client = servers.client(name)
    for folder in FOLDERS[1:]:
        client.create(folder)
    for place, folder in enumerate(FOLDERS):
        for number in range(MAILS):
            raw = mail(f"Number {number}.", key=f"{place}.{number}@example.net", author=f"A <a{number}@example.net>")
            client.append(folder, None, None, raw)
            if number % 10 == 0:
                client.append(FOLDERS[place - 1], None, None, raw)
    client.logout()


def fetching(source: int, tmp_path) -> subprocess.Popen:
    where = {"DATABASE_URL": address(connection.settings_dict["NAME"]), "HEARBACK_DATA": str(tmp_path)}
    where["HEARBACK_SECRET_KEY"] = django_settings.SECRET_KEY
    environment = {**os.environ, **where, "DJANGO_SETTINGS_MODULE": "hearback.site.settings", "HEARBACK_LOG": "ERROR"}
    words = [sys.executable, "-c", FETCHING, str(source)]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, start_new_session=True)


def is_killed(process: subprocess.Popen, after_seconds: float) -> bool:
    """Let a process begin, and kill it a while later; say whether it was still at work."""
    process.stdout.readline()
    try:
        process.wait(timeout=after_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def test_a_worker_that_is_killed_while_it_hears_several_folders_loses_and_doubles_nothing(servers, name, tmp_path):
    fill(servers, name)
    settings = servers.settings(name, folders=", ".join(FOLDERS))
    source = connect(kind="mail", name="Team", settings=settings, address=settings.address)
    chance, killed = random.Random(), 0
    for number in range(KILLS):
        killed += is_killed(fetching(source.pk, tmp_path), chance.random() * 0.8)
        raw = mail("Meanwhile.", key=f"meanwhile.{number}@example.net", author="Bo <bo@example.net>")
        servers.hand_over(name, raw)

    last = fetching(source.pk, tmp_path)
    last.communicate(timeout=90)
    assert last.returncode == 0
    source.refresh_from_db()
    fetch(source)

    every = len(FOLDERS) * MAILS + KILLS
    assert killed > 0
    assert Message.objects.count() == Message.objects.values("identity_key").distinct().count() == every
    assert Arrival.objects.count() == Delivery.objects.count() == every
    assert Copy.objects.count() == every + len(FOLDERS) * MAILS // 10
    assert not Unheard.objects.exists()
    found = compare(source)
    assert (found.there, found.missing, found.sentence) == (Copy.objects.count(), 0, "")
    print(f"killed {killed} times; {every} mails, none lost, none doubled")


def test_an_answer_to_somebody_who_is_not_there_comes_back_to_its_attempt(servers, name):
    settings = servers.settings(name)
    source = connect(kind="mail", name="Team", settings=settings, address=settings.address)
    fetch(source)
    bea = Colleague.objects.create(email="bea@rotor.example", name="Bea")
    question = mail(key="question@away.example", author="Eve <nobody@away.example>", to=settings.address)
    servers.hand_over(name, question)
    fetch(source)
    conversation = by_key("question@away.example")
    attempt = answer(conversation.pk, written=Written("It fits.", press=uuid4()), by=bea, at=timezone.now())

    send(attempt.pk, at=timezone.now(), is_last_try=False)
    assert Outbound.objects.get().state == Outbound.SENT
    assert Turn.objects.get().state == Turn.THEIRS
    bounce = bounced(source)

    assert bounce.notice["what"] == "failed"
    assert "5.1.1" in str(bounce.notice["failures"])
    assert bounce.conversation_id == conversation.pk
    assert Turn.objects.get().state == Turn.THEIRS
    assert list(Unreached.objects.values_list("address", "writer")) == [("nobody@away.example", bea.pk)]
    page = Client()
    page.force_login(bea)
    shown = page.get(f"/conversations/{conversation.pk}").content.decode()
    assert "nobody@away.example" in shown
    assert "User unknown" in shown


def bounced(source) -> Message:
    """Wait for the bounce, which Postfix makes when its next hop has refused the mail."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        fetch(source)
        found = Message.objects.filter(kind="bounce").first()
        if found:
            return found
        time.sleep(0.3)
    pytest.fail("No bounce came.")
