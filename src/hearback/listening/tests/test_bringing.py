"""Facts about imports: every mail is accounted for, whatever ends the process in between."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError
from tests.raw_mail import fetched, mail, mbox

from hearback.channels.contract import ChannelError
from hearback.channels.contract import Unreadable as NotReadable
from hearback.channels.registry import channels
from hearback.conversations.models import Conversation, Message
from hearback.inbox.models import Turn
from hearback.infra.errors import Refusal
from hearback.listening import bringing
from hearback.listening.actions import runs, store
from hearback.listening.bringing import bring, fetch, hear_left_over
from hearback.listening.models import Arrival, Cursor, Run, Unheard, Unreadable
from hearback.sources.models import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(tmp_path):
    raws = [mail(f"Number {n}", key=f"{n}@example.org", author=f"W <w{n % 5}@example.org>") for n in range(30)]
    path = tmp_path / "old.mbox"
    path.write_bytes(mbox(*raws, raws[3], raws[3]))
    return path


def counts(run: Run) -> tuple[int, ...]:
    return (run.seen, run.already_here, run.arrivals, run.messages, run.duplicates, run.unreadable)


def test_an_import_accounts_for_every_mail(mailbox, archive):
    run = bring(runs.ask_for_run(mailbox, path=str(archive)))

    assert (run.state, *counts(run)) == ("done", 32, 0, 32, 30, 2, 0)
    assert (run.conversations, run.people, run.share) == (30, 5, 1.0)


def test_a_file_imported_twice_adds_nothing(mailbox, archive):
    bring(runs.ask_for_run(mailbox, path=str(archive)))

    again = bring(runs.ask_for_run(mailbox, path=str(archive)))

    assert counts(again) == (32, 32, 0, 0, 0, 0)
    assert (Arrival.objects.count(), Message.objects.count()) == (32, 30)


def test_a_run_that_was_stopped_goes_on_where_it_was(mailbox, archive, monkeypatch):
    real = channels()["mail"]

    class SmallSteps:
        def __getattr__(self, name):
            return getattr(real, name)

        def import_file(self, path, *, position):
            for step in real.import_file(path, position=position):
                for start in range(0, len(step.arrivals), 10):
                    yield bringing.Fetched(step.arrivals[start : start + 10], position=step.position)

    monkeypatch.setitem(channels(), "mail", SmallSteps())
    run = runs.ask_for_run(mailbox, path=str(archive))

    def stop_soon(so_far: Run) -> None:
        Run.objects.filter(pk=run.pk).update(is_stop_wanted=True)

    stopped = bring(run, progress=stop_soon)
    assert stopped.state == "stopped"
    assert stopped.seen < 32

    done = bring(runs.ask_for_run(mailbox, path=str(archive)))

    assert done.pk == run.pk
    assert (done.state, *counts(done)) == ("done", 32, 0, 32, 30, 2, 0)


def test_what_was_stored_and_not_read_is_heard_later(mailbox):
    store(mailbox, fetched(mail(key="1@example.org"), b"\x00 garbage"))
    assert Unheard.objects.count() == 2

    brought = hear_left_over(mailbox)

    assert (brought.messages, brought.unreadable) == (1, 1)
    assert not Unheard.objects.exists()


def test_what_is_no_mailbox_file_fails_with_a_sentence(mailbox, tmp_path):
    path = tmp_path / "picture.mbox"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)

    run = bring(runs.ask_for_run(mailbox, path=str(path)))

    assert run.state == "failed"
    assert run.sentence.endswith(".")
    assert not Message.objects.exists()


def test_one_message_that_the_database_refuses_does_not_stop_the_others(mailbox, monkeypatch, caplog):
    real = bringing.hear

    def choosy(source, stored, **more):
        if any(b"poison" in one.raw for one in stored):
            raise DataError("no")
        return real(source, stored, **more)

    monkeypatch.setattr(bringing, "hear", choosy)
    raws = [mail(f"Number {n}", key=f"{n}@example.org") for n in range(5)]
    store(mailbox, fetched(*raws, mail("poison", key="9@example.org")))

    brought = hear_left_over(mailbox)

    assert (brought.arrivals, brought.messages, brought.unreadable) == (6, 5, 1)
    assert "cannot be stored" in Unreadable.objects.get().reason
    assert "arrival not stored" in caplog.text


class Outside:
    """The mail channel with a made-up outside: steps, then perhaps an error."""

    can_fetch = True

    def __init__(self, *steps, error=None):
        self.steps, self.error, self.cursors = steps, error, None

    def __getattr__(self, name):
        return getattr(Outside.real, name)

    def fetch(self, settings, *, cursors):
        self.cursors = cursors
        yield from self.steps
        if self.error:
            raise self.error


Outside.real = channels()["mail"]


def step(*raws: bytes, uid: int) -> bringing.Fetched:
    return bringing.Fetched(fetched(*raws).arrivals, place="INBOX", position={"uid": uid})


def test_a_fetch_goes_on_from_its_cursor(mailbox, monkeypatch):
    outside = Outside(step(mail(key="1@example.org"), uid=4), step(mail(key="2@example.org"), uid=5))
    monkeypatch.setitem(channels(), "mail", outside)

    brought = fetch(mailbox)
    fetch(mailbox)

    assert brought.messages == 2
    assert outside.cursors == {"INBOX": {"uid": 5}}
    assert Cursor.objects.get().position == {"uid": 5}
    mailbox.refresh_from_db()
    assert (mailbox.trouble, mailbox.last_heard_at is not None) == ("", True)


def test_trouble_on_the_way_keeps_what_came_before_it(mailbox, monkeypatch):
    trouble = ChannelError("The mail server did not accept the name or the password.", lasting=True)
    monkeypatch.setitem(channels(), "mail", Outside(step(mail(key="1@example.org"), uid=4), error=trouble))

    with pytest.raises(ChannelError):
        fetch(mailbox)

    mailbox.refresh_from_db()
    assert (mailbox.trouble, mailbox.is_trouble_lasting) == (str(trouble), True)
    assert Message.objects.count() == 1
    assert Cursor.objects.get().position == {"uid": 4}


def test_two_processes_do_not_work_on_one_run(mailbox, archive, monkeypatch):
    run = runs.ask_for_run(mailbox, path=str(archive))
    monkeypatch.setattr(bringing, "_is_alone", lambda _: False)

    with pytest.raises(Refusal):
        bring(run)


def command(*words: str) -> dict:
    out = StringIO()
    call_command("import_mail", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_makes_the_source_and_prints_what_came(db, archive):
    told = command(str(archive), "--source", "Old mail")

    assert Source.objects.get().name == "Old mail"
    assert (told["source"], told["state"], told["arrivals"], told["messages"], told["duplicates"]) == (
        "Old mail", "done", 32, 30, 2,
    )  # fmt: skip


def test_the_command_prints_a_table_for_people(db, archive):
    out = StringIO()

    call_command("import_mail", str(archive), stdout=out)

    assert [line.split()[-1] for line in out.getvalue().splitlines()] == ["32", "0", "32", "30", "2", "0", "30", "5"]


def test_the_command_says_when_there_is_nothing(db, tmp_path):
    with pytest.raises(CommandError, match="nothing at"):
        command(str(tmp_path / "gone.mbox"))


def test_the_command_settles_history(db, archive):
    command(str(archive), "--settle-before", "2027-01-01")

    assert Conversation.objects.count() == 30
    assert set(Turn.objects.values_list("state", flat=True)) == {"settled"}


def test_a_new_word_about_history_counts_for_the_rest_of_an_unfinished_run(mailbox, archive):
    before, after = datetime(2020, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    first = runs.ask_for_run(mailbox, path=str(archive), settle_before=before)

    unsaid = runs.ask_for_run(mailbox, path=str(archive))
    again = runs.ask_for_run(mailbox, path=str(archive), settle_before=after)

    assert (unsaid.pk, unsaid.settle_before) == (first.pk, before)
    assert (again.pk, again.settle_before) == (first.pk, after)
    bring(again)
    assert set(Turn.objects.values_list("state", flat=True)) == {"settled"}


def test_a_second_reading_changes_nothing_when_nothing_changed(mailbox, archive):
    bring(runs.ask_for_run(mailbox, path=str(archive)))
    out = StringIO()

    call_command("reread", "--source", "Hello", stdout=out)

    assert out.getvalue() == "32 arrivals read again: 0 messages changed, 0 recovered, 0 still unreadable.\n"


def test_a_second_reading_mends_what_a_better_reader_reads_otherwise(mailbox, archive):
    bring(runs.ask_for_run(mailbox, path=str(archive)))
    Message.objects.filter(key="1@example.org").update(subject="Misread", kind="bulk")
    out = StringIO()

    call_command("reread", stdout=out)

    assert " 1 messages changed" in out.getvalue()
    assert Message.objects.get(key="1@example.org").subject == "A question"


def test_what_becomes_readable_is_recovered(mailbox, monkeypatch):
    store(mailbox, fetched(mail(key="1@example.org")))
    real = channels()["mail"]

    class Blind:
        def __getattr__(self, name):
            return getattr(real, name)

        def read(self, raw):
            raise NotReadable("Too dark.")

    monkeypatch.setitem(channels(), "mail", Blind())
    hear_left_over(mailbox)
    assert Unreadable.objects.get().reason == "Too dark."
    monkeypatch.setitem(channels(), "mail", real)
    out = StringIO()

    call_command("reread", stdout=out)

    assert " 1 recovered, 0 still unreadable" in out.getvalue()
    assert (Message.objects.count(), Unreadable.objects.count()) == (1, 0)


def test_a_source_that_is_not_there_cannot_be_read_again(db):
    with pytest.raises(CommandError, match="no source called"):
        call_command("reread", "--source", "Nowhere")


def test_the_command_makes_no_source_for_what_is_no_mail(db, tmp_path):
    path = tmp_path / "notes.mbox"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)

    with pytest.raises(CommandError):
        command(str(path))

    assert not Source.objects.exists()
