"""Facts about sent mail: what a colleague answers from a telephone is an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tests.raw_mail import MONDAY, mail

from hearback.channels.mail.tests.imap_server import Folder, imap_server, settings_for
from hearback.conversations.models import Conversation, Delivery, Message
from hearback.inbox.models import Turn, Unreached
from hearback.listening.bringing import fetch
from hearback.listening.tests.test_telling import UNKNOWN, report
from hearback.sources.actions import connect

pytestmark = pytest.mark.django_db
ANSWER = mail(
    "Yes, it fits.",
    key="yes@phone.example",
    author="Bea <team@example.org>",
    to="Ann Archer <ann@example.org>",
    subject="Re: A question",
    answers=("question@example.org",),
    at=MONDAY + timedelta(hours=1),
)


@pytest.fixture
def server():
    with imap_server(folders={"INBOX": Folder(), "Sent": Folder()}) as running:
        yield running


@pytest.fixture
def box(server):
    source = connect(
        kind="mail", name="Team", settings=settings_for(server, sent_folder="Sent"), address="team@example.org"
    )
    fetch(source)
    server.folders["INBOX"].put(mail(key="question@example.org", to="team@example.org"))
    fetch(source)
    return source


def test_an_answer_from_another_program_makes_it_their_turn(box, server):
    assert Turn.objects.get().state == "ours"

    server.folders["Sent"].put(ANSWER)
    fetch(box)

    assert Turn.objects.get().state == "theirs"
    assert Message.objects.get(key="yes@phone.example").is_ours


def test_an_answer_that_lies_in_two_folders_is_one_message(box, server):
    server.folders["Sent"].put(ANSWER)
    server.folders["INBOX"].put(ANSWER.replace(b"MIME-Version", b"Received: by mx.example.org; today\nMIME-Version"))
    fetch(box)

    assert Message.objects.filter(key="yes@phone.example").count() == 1
    assert Delivery.objects.count() == 3


def test_a_bounce_that_overtakes_the_copy_of_its_answer_finds_it(box, server):
    server.folders["INBOX"].put(report("yes@phone.example", UNKNOWN, at=format_datetime(datetime.now(UTC))))
    fetch(box)
    server.folders["Sent"].put(ANSWER)
    fetch(box)

    assert Turn.objects.get().state == "theirs"
    assert Conversation.objects.get(merged_into=None).identity.handle == "ann@example.org"
    assert Message.objects.get(kind="bounce").notice["about"] == ["yes@phone.example"]
    assert [one.address for one in Unreached.objects.all()] == ["ann@example.org"]


def test_a_bounce_of_what_is_never_heard_joins_nothing(box, server):
    server.folders["INBOX"].put(report("elsewhere@phone.example", UNKNOWN))
    fetch(box)
    server.folders["Sent"].put(ANSWER)
    fetch(box)

    assert Conversation.objects.filter(merged_into=None).count() == 2
    assert not Unreached.objects.exists()
