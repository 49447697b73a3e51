"""Facts about answering in the demo town: the real worker sends it, and it stays on this machine."""

from __future__ import annotations

import os
import time
from uuid import uuid4

import pytest
from django.db import connection

from hearback.channels.mail.settings import MailSettings
from hearback.conversations.models import Conversation
from hearback.inbox.answering import Written, answer
from hearback.inbox.models import Outbound
from hearback.listening.actions import store
from hearback.listening.hearing import hear
from hearback.site.database import DEMO_MARK
from hearback.site.demo.folk import MAILBOXES
from hearback.sources.actions import connect
from hearback.staff.models import Colleague
from tests.raw_mail import MONDAY, fetched, mail
from tests.stories.test_killed import address, worker

HELLO = MAILBOXES["hello"].address


@pytest.fixture
def demo_mark(transactional_db):
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [DEMO_MARK])
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {name} IS NULL")


@pytest.mark.slow
@pytest.mark.usefixtures("demo_mark")
def test_an_answer_in_the_demo_town_is_sent_within_seconds_and_lies_in_the_data_folder(tmp_path, settings):
    settings.UNDO_SECONDS = 0
    mailbox = MailSettings(address=HELLO, name="Hello", smtp_host="mail.spoonwright.example")
    source = connect(kind="mail", name="Hello", settings=mailbox, address=HELLO)
    bea = Colleague.objects.create(email="bea@rotor.example", name="Bea")
    hear(source, store(source, fetched(mail("Two spoons?", key="1@example.org", to=HELLO))), at=MONDAY)
    environment = {
        **os.environ,
        "DATABASE_URL": address(connection.settings_dict["NAME"]),
        "HEARBACK_DATA": str(tmp_path),
    }

    with worker(environment):
        until = time.monotonic() + 20
        while not (tmp_path / "demo-post/.port").exists():
            assert time.monotonic() < until
            time.sleep(0.05)
        attempt = answer(Conversation.objects.get().pk, written=Written("Three.", press=uuid4()), by=bea, at=MONDAY)
        while Outbound.objects.get().state != "sent":
            assert time.monotonic() < until, Outbound.objects.get().trouble
            time.sleep(0.05)

    [kept] = (tmp_path / "demo-post").glob("*.eml")
    assert f"<{attempt.key}>".encode() in kept.read_bytes()
    assert b"Three." in kept.read_bytes()
