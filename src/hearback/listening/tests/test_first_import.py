"""Facts about the first import of a mailbox: what was asked for, in silence, and gone on with after a kill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.raw_mail import mail

from hearback.channels.contract import ChannelError
from hearback.channels.mail.imap import listed
from hearback.channels.mail.tests.imap_server import Folder, imap_server, settings_for
from hearback.conversations.models import Message
from hearback.inbox.models import Turn
from hearback.listening.actions import store
from hearback.listening.bringing import fetch, hear_left_over
from hearback.listening.comparing import compare
from hearback.listening.models import Cursor, Unheard
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.sources.queries import channel_of, settings_of

pytestmark = pytest.mark.django_db
OLD = timezone.now() - timedelta(days=400)


def question(number: int, **more) -> bytes:
    return mail(f"May I ask {number}?", key=f"{number}@example.org", to="team@example.org", **more)


@pytest.fixture
def server():
    with imap_server(folders={"INBOX": Folder()}) as running:
        yield running


def box(server, **changes) -> Source:
    return connect(kind="mail", name="Team", settings=settings_for(server, **changes), address="team@example.org")


def states() -> list[str]:
    return sorted(Turn.objects.values_list("state", flat=True))


def subjects() -> list[str]:
    return sorted(Message.objects.values_list("key", flat=True))


def test_old_questions_are_settled_and_new_ones_are_ours(server):
    server.folders["INBOX"].put(question(1, at=OLD), question(2, at=timezone.now() - timedelta(days=2)))

    fetch(box(server))

    assert states() == ["ours", "settled"]


def test_an_old_exchange_that_comes_in_two_steps_is_settled_too(server, monkeypatch):
    monkeypatch.setattr(listed, "STEP_MAILS", 1)
    more = question(2, answers=("1@example.org",), at=OLD + timedelta(days=1))
    server.folders["INBOX"].put(question(1, at=OLD), more)

    fetch(box(server))

    assert states() == ["settled"]


def test_what_comes_later_is_ours_however_old_it_says_it_is(server):
    source = box(server)
    fetch(source)
    server.folders["INBOX"].put(question(1, at=OLD))

    fetch(source)

    assert states() == ["ours"]


def test_an_import_that_was_cut_off_goes_on_as_history(server, monkeypatch):
    monkeypatch.setattr(listed, "STEP_MAILS", 2)
    server.folders["INBOX"].put(*(question(number, at=OLD) for number in range(5)))
    source = box(server)

    def cut(session, tag, command):
        if b"BODY" in command and b"3" in command:
            session.hang_up()
        session.do_uid_fetch(tag, command)

    server.scripts["UID_FETCH"] = cut
    with pytest.raises(ChannelError):
        fetch(source)
    assert Message.objects.count() == 2
    server.scripts.clear()
    server.folders["INBOX"].put(question(9, at=OLD))
    source.refresh_from_db()
    fetch(source)

    assert Message.objects.count() == 6
    assert states() == ["ours", *["settled"] * 5]


def test_what_a_kill_left_unread_is_still_history(server):
    server.folders["INBOX"].put(question(1, at=OLD), question(2, at=timezone.now() - timedelta(days=1)))
    source = box(server)
    for step in channel_of(source).fetch(settings_of(source), cursors={}):
        store(source, step)
    assert Unheard.objects.filter(is_history=True).count() == 2

    hear_left_over(source)

    assert states() == ["ours", "settled"]


@pytest.mark.parametrize(
    ("since", "keys"),
    [
        ("all", ["1@example.org", "2@example.org", "3@example.org"]),
        ("2026-03-01", ["1@example.org", "3@example.org"]),
        ("now", []),
    ],
)
def test_exactly_what_was_chosen_comes_and_is_counted(server, since, keys):
    folder = server.folders["INBOX"]
    folder.put(*(question(number) for number in (1, 2, 3)))
    folder.days = {1: "2-Mar-2026", 2: "1-Feb-2026", 3: "3-Mar-2026"}
    source = box(server, since=since)

    fetch(source)
    assert subjects() == keys
    folder.put(question(4))
    fetch(source)
    fetch(source)

    assert subjects() == [*keys, "4@example.org"]
    found = compare(source)
    assert (found.there, found.missing, found.sentence) == (len(keys) + 1, 0, "")


def test_from_now_on_loses_nothing_when_the_folder_is_made_anew(server):
    folder = server.folders["INBOX"]
    folder.put(question(1), question(2))
    source = box(server, since="now")
    fetch(source)
    begun = Cursor.objects.get().position["begun"]

    folder.uidvalidity = 8
    folder.put(question(3))
    folder.days = {1: "1-Feb-2026", 2: "1-Feb-2026", 3: timezone.now().strftime("%d-%b-%Y")}
    fetch(source)

    assert subjects() == ["3@example.org"]
    assert states() == ["ours"]
    assert Cursor.objects.get().position["begun"] == begun


def test_who_wants_more_after_all_gets_it_at_the_next_comparison(server):
    server.folders["INBOX"].put(question(1, at=OLD))
    source = box(server, since="now")
    fetch(source)
    source.settings["since"] = "all"
    source.save()

    assert (compare(source).missing, states()) == (1, ["settled"])
