"""Facts about what the worker does: sources are looked at in their own rhythm, and each waits once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.raw_mail import fetched, mail, mbox

from hearback.channels.contract import ChannelError
from hearback.channels.feed.settings import FeedSettings
from hearback.channels.registry import channels
from hearback.conversations.models import Message
from hearback.infra.errors import Refusal
from hearback.infra.events import latest, tell
from hearback.infra.models import Event
from hearback.listening import jobs
from hearback.listening.actions import runs, store
from hearback.listening.models import Run, Unheard, Unreadable
from hearback.listening.uploads import imports_folder
from hearback.sources.actions import connect, note_try, pause
from hearback.sources.models import Source
from hearback.staff.models import AuditLine, Colleague

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bea(db):
    return Colleague.objects.create(email="bea@rotor.example", name="Bea", role=Colleague.ADMIN)


@pytest.fixture
def cem(db):
    return Colleague.objects.create(email="cem@rotor.example", name="Cem")


@pytest.fixture
def outside(monkeypatch):
    """Put a made-up outside behind the mail channel."""
    mail_channel = channels()["mail"]

    class Outside:
        can_fetch = True

        def __init__(self):
            self.steps, self.error, self.asked = [], None, 0

        def __getattr__(self, name):
            return getattr(mail_channel, name)

        def fetch(self, settings, *, cursors):
            self.asked += 1
            yield from self.steps
            if self.error:
                raise self.error

    made_up = Outside()
    monkeypatch.setitem(channels(), "mail", made_up)
    return made_up


def waiting() -> list[tuple[str, dict]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))


def test_a_fetch_brings_what_came(mailbox, outside):
    outside.steps = [fetched(mail(key="1@example.org"))]

    jobs.fetch_source(source=mailbox.pk)

    assert Message.objects.count() == 1


def test_trouble_with_the_outside_stands_on_the_source_and_ends_no_worker(mailbox, outside):
    outside.error = ChannelError("The password is wrong.", lasting=True)

    jobs.fetch_source(source=mailbox.pk)

    mailbox.refresh_from_db()
    assert (mailbox.trouble, mailbox.is_trouble_lasting) == ("The password is wrong.", True)


def test_a_paused_source_is_left_in_peace(mailbox, outside, bea):
    pause(mailbox, is_paused=True, by=bea)

    jobs.fetch_source(source=mailbox.pk)

    assert outside.asked == 0


def test_what_cannot_be_fetched_is_not_asked(mailbox, outside):
    outside.can_fetch = False

    jobs.fetch_source(source=mailbox.pk)
    jobs.fetch_due(0)

    assert outside.asked == 0
    assert waiting() == []


def test_a_source_that_is_gone_is_no_fault(db):
    jobs.fetch_source(source=4711)

    assert not Message.objects.exists()


def test_a_source_that_was_never_looked_at_is_due(mailbox):
    jobs.fetch_due(0)

    assert waiting() == [(jobs.FETCH, {"source": mailbox.pk})]


def test_a_source_waits_once(mailbox):
    jobs.fetch_due(0)
    jobs.fetch_due(0)

    assert len(waiting()) == 1


@pytest.mark.parametrize(
    ("minutes", "lasting", "is_due"),
    [(0, False, False), (2, False, True), (2, True, False), (11, True, True)],
    ids=["just-looked-at", "a-minute-ago", "in-lasting-trouble", "in-lasting-trouble-for-long"],
)
def test_a_source_is_looked_at_again_when_its_time_has_come(mailbox, minutes, lasting, is_due):
    trouble = "The password is wrong." if lasting else ""
    tried_at = timezone.now() - timedelta(minutes=minutes)
    note_try(mailbox, at=tried_at, heard=False, trouble=trouble, lasting=lasting)

    jobs.fetch_due(0)

    assert bool(waiting()) == is_due


@pytest.mark.parametrize(("minutes", "is_due"), [(10, False), (16, True)], ids=["too-early", "in-time"])
def test_a_feed_has_its_own_rhythm(db, minutes, is_due):
    settings = FeedSettings(url="https://blog.example/feed", poll_minutes=15)
    feed = connect(kind="feed", name="Blog", settings=settings)
    note_try(feed, at=timezone.now() - timedelta(minutes=minutes), heard=False)

    jobs.fetch_due(0)

    assert bool(waiting()) == is_due


def test_a_paused_source_is_never_due(mailbox, bea):
    pause(mailbox, is_paused=True, by=bea)

    jobs.fetch_due(0)

    assert waiting() == []


def test_what_a_killed_process_left_unread_is_heard(mailbox):
    store(mailbox, fetched(mail(key="1@example.org")))
    note_try(mailbox, at=timezone.now(), heard=True)

    jobs.fetch_due(0)
    jobs.hear_rest(source=mailbox.pk)

    assert waiting() == [(jobs.REST, {"source": mailbox.pk})]
    assert Message.objects.count() == 1
    assert not Unheard.objects.exists()


def test_a_run_that_was_asked_for_is_brought(mailbox, tmp_path):
    path = tmp_path / "old.mbox"
    path.write_bytes(mbox(mail(key="1@example.org")))
    run = runs.ask_for_run(mailbox, path=str(path))

    assert jobs.bring_soon(run)
    assert not jobs.bring_soon(run)
    jobs.bring_run(run=run.pk)

    run.refresh_from_db()
    assert (run.state, run.messages) == (Run.DONE, 1)
    assert path.exists(), "what somebody put there by hand stays theirs"


def test_what_was_uploaded_is_not_kept_after_its_import(mailbox, tmp_path, settings):
    settings.DATA = tmp_path
    path = imports_folder() / "uploaded-1" / "old.mbox"
    path.parent.mkdir(parents=True)
    path.write_bytes(mbox(mail(key="1@example.org")))
    run = runs.ask_for_run(mailbox, path=str(path))

    jobs.bring_run(run=run.pk)

    assert Message.objects.count() == 1
    assert not path.exists()


def test_an_upload_whose_import_failed_stays(mailbox, tmp_path, settings):
    settings.DATA = tmp_path
    path = imports_folder() / "uploaded-1" / "picture.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    run = runs.ask_for_run(mailbox, path=str(path))

    jobs.bring_run(run=run.pk)

    run.refresh_from_db()
    assert run.state == Run.FAILED
    assert path.exists()


def test_a_run_that_goes_on_elsewhere_is_left_to_it(mailbox, tmp_path, monkeypatch):
    run = runs.ask_for_run(mailbox, path=str(tmp_path / "old.mbox"))
    monkeypatch.setattr("hearback.listening.bringing._is_alone", lambda _: False)

    jobs.bring_run(run=run.pk)

    run.refresh_from_db()
    assert run.state == Run.WAITING


def test_an_admin_has_a_source_looked_at_now(mailbox, bea):
    assert jobs.listen_now(mailbox, by=bea)
    assert not jobs.listen_now(mailbox, by=bea)

    assert waiting() == [(jobs.FETCH, {"source": mailbox.pk})]
    assert AuditLine.objects.filter(verb="listen now", colleague=bea).exists()


def test_a_colleague_who_is_no_admin_cannot(mailbox, cem):
    with pytest.raises(Refusal):
        jobs.listen_now(mailbox, by=cem)
    with pytest.raises(Refusal):
        jobs.read_again_soon(mailbox, arrival=1, by=cem)

    assert waiting() == []


def test_a_paused_source_says_so(mailbox, bea):
    pause(mailbox, is_paused=True, by=bea)
    mailbox.refresh_from_db()

    with pytest.raises(Refusal, match="paused"):
        jobs.listen_now(mailbox, by=bea)


def test_an_unreadable_arrival_is_read_again_and_stays_visible(hears, mailbox, bea):
    hears(b"\x00 garbage")
    arrival = Unreadable.objects.get().arrival_id

    jobs.read_again_soon(mailbox, arrival=arrival, by=bea)
    assert not Unreadable.objects.exists()
    jobs.hear_rest(source=mailbox.pk)

    assert Unreadable.objects.get().arrival_id == arrival
    assert waiting() == [(jobs.REST, {"source": mailbox.pk})]


def test_an_arrival_that_is_not_unreadable_is_not_read_again(hears, mailbox, bea):
    hears(mail(key="1@example.org"))

    jobs.read_again_soon(mailbox, arrival=1, by=bea)

    assert waiting() == []


def test_events_that_no_page_asks_for_are_forgotten_but_the_newest(db):
    tell("inbox")
    tell("inbox")
    Event.objects.update(at=timezone.now() - jobs.EVENTS_LAST - timedelta(hours=1))

    jobs.forget_events(0)

    assert list(Event.objects.values_list("seq", flat=True)) == [latest()]


def test_every_source_is_looked_at_when_it_is_due(mailbox):
    other = connect(kind="mail", name="Other", settings=channels()["mail"].settings())

    jobs.fetch_due(0)

    assert {args["source"] for _, args in waiting()} == {mailbox.pk, other.pk}
    assert Source.objects.count() == 2
