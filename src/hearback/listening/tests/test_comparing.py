"""Facts about holding a mailbox against what is here: nothing on the server stays unheard."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.raw_mail import mail

from hearback.channels.mail.tests.imap_server import Folder, imap_server, settings_for
from hearback.conversations.models import Message
from hearback.listening.bringing import fetch
from hearback.listening.comparing import compare
from hearback.listening.jobs import compare_all, compare_source
from hearback.listening.models import Arrival, Comparison
from hearback.sources.actions import connect

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with imap_server(folders={"INBOX": Folder()}) as running:
        yield running


@pytest.fixture
def box(server):
    server.folders["INBOX"].put(*(mail(f"Number {one}.", key=f"{one}@example.org") for one in range(5)))
    source = connect(kind="mail", name="Team", settings=settings_for(server), address="team@example.org")
    fetch(source)
    return source


def found(comparison) -> tuple[int, int, str]:
    return comparison.there, comparison.missing, comparison.sentence


def test_a_mailbox_that_is_here_lacks_nothing(box):
    assert found(compare(box)) == (5, 0, "")


def test_what_is_missing_is_brought_and_counted_once(box):
    gone = Arrival.objects.filter(source=box).order_by("id")[2:4]
    Arrival.objects.filter(pk__in=[one.pk for one in gone]).delete()

    assert found(compare(box)) == (5, 2, "")
    assert Arrival.objects.count() == 5
    assert found(compare(box)) == (5, 0, "")
    assert Message.objects.count() == 5


def test_what_came_since_is_left_to_the_next_fetch(box, server):
    server.folders["INBOX"].put(mail("New.", key="new@example.org"))

    assert found(compare(box)) == (5, 0, "")
    assert not Message.objects.filter(key="new@example.org").exists()


def test_a_copy_of_what_is_here_is_not_missing(box, server):
    folder = server.folders["INBOX"]
    folder.put(folder.mails[1], mail("New.", key="new@example.org"))
    fetch(box)

    assert found(compare(box)) == (7, 0, "")


def test_a_folder_that_was_made_anew_waits_for_its_fetch(box, server):
    server.folders["INBOX"].uidvalidity = 8

    assert found(compare(box)) == (0, 0, "")


def test_mails_that_the_server_keeps_back_are_known(box, server):
    server.folders["INBOX"].put(mail("Kept back.", key="k@example.org"), mail("Behind.", key="b@example.org"))
    server.withheld[6] = "nil"
    fetch(box)

    assert found(compare(box)) == (7, 0, "")


def test_a_comparison_that_breaks_off_says_why(box, server):
    del server.folders["INBOX"]

    assert found(compare(box)) == (0, 0, "The folder INBOX is not on the mail server; was it renamed or removed?")
    assert Comparison.objects.get().sentence


def test_a_day_to_begin_with_is_kept(server):
    folder = server.folders["INBOX"]
    folder.put(*(mail(f"Number {one}.", key=f"{one}@example.org") for one in range(5)))
    folder.days = {3: "2-Mar-2026", 4: "2-Mar-2026", 5: "3-Mar-2026"}
    source = connect(kind="mail", name="Hello", settings=settings_for(server, since="2026-03-01"))
    fetch(source)
    assert Arrival.objects.count() == 3

    assert found(compare(source)) == (3, 0, "")


def test_every_mailbox_is_compared_at_night(box, mailbox):
    compare_all(0)

    assert [job.args for job in ProcrastinateJob.objects.filter(task_name__endswith="compare_source")] == [
        {"source": box.pk}
    ]
    compare_source(source=box.pk)
    assert found(Comparison.objects.get()) == (5, 0, "")


def test_a_source_that_is_gone_or_paused_is_left_alone(box):
    box.is_paused = True
    box.save()

    compare_source(source=box.pk)
    compare_source(source=box.pk + 1)

    assert not Comparison.objects.exists()
