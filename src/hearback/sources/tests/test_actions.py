"""Facts about sources: only admins change what we listen to, secrets are kept sealed, and trouble is told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hearback.channels.feed.settings import FeedSettings
from hearback.channels.mail.settings import MailSettings
from hearback.infra.errors import Refusal
from hearback.infra.models import Event
from hearback.sources.actions import change_settings, connect, note_try, pause
from hearback.sources.models import Source
from hearback.sources.queries import (
    address_in,
    can_answer,
    channel_of,
    is_archive,
    open_settings_of,
    our_addresses,
    promise_hours,
    settings_of,
)
from hearback.staff.models import AuditLine, Colleague

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BOX = MailSettings(address="hello@rotor.example", imap_host="mail.rotor.example", imap_password="open sesame")

pytestmark = pytest.mark.django_db


@pytest.fixture
def bea():
    return Colleague.objects.create(email="Bea@rotor.example", name="Bea", role=Colleague.ADMIN)


@pytest.fixture
def cem():
    return Colleague.objects.create(email="cem@rotor.example", name="Cem")


@pytest.fixture
def mailbox(bea):
    return connect(kind="mail", name=" Hello ", settings=BOX, address=" Hello@Rotor.example ", by=bea)


def told() -> int:
    return Event.objects.filter(topic__startswith="source:").count()


def test_a_source_keeps_its_settings_and_seals_its_secrets(mailbox):
    mailbox.refresh_from_db()

    assert (mailbox.name, mailbox.address) == ("Hello", "hello@rotor.example")
    assert "open sesame" not in f"{mailbox.settings}{bytes(mailbox.secrets)}"
    assert settings_of(mailbox) == BOX
    assert open_settings_of(mailbox).imap_password == ""


def test_connecting_is_in_the_trail_without_a_secret(mailbox, bea):
    line = AuditLine.objects.get(verb="connect")

    assert (line.colleague, line.subject, line.detail) == (bea, f"source:{mailbox.pk}", {"kind": "mail"})


def test_the_same_press_again_is_the_same_source(mailbox, bea):
    assert connect(kind="mail", name="Hello", settings=BOX, address="hello@rotor.example", by=bea) == mailbox
    assert Source.objects.count() == 1


def test_a_name_is_taken_once(mailbox, bea):
    with pytest.raises(Refusal, match="called “Hello” already"):
        connect(kind="feed", name="Hello", settings=FeedSettings(url="https://blog.example/feed"), by=bea)


def test_a_channel_that_is_not_there_connects_nothing(bea):
    with pytest.raises(KeyError):
        connect(kind="pigeon", name="Hello", settings=BOX, by=bea)

    assert not Source.objects.exists()


def test_a_colleague_who_is_no_admin_changes_nothing(mailbox, cem):
    with pytest.raises(Refusal, match="Only an admin"):
        connect(kind="mail", name="Other", settings=BOX, by=cem)
    with pytest.raises(Refusal, match="Only an admin"):
        pause(mailbox, is_paused=True, by=cem)
    with pytest.raises(Refusal, match="Only an admin"):
        change_settings(mailbox, name="Other", settings=BOX, address="", promise_hours=1, by=cem)

    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.is_paused, Source.objects.count()) == ("Hello", False, 1)


def test_changed_settings_are_a_fresh_start(mailbox, bea):
    note_try(mailbox, at=NOON, heard=False, trouble="The password is wrong.", lasting=True)
    better = MailSettings(address="team@rotor.example", imap_password="sesame")

    change_settings(mailbox, name="Team", settings=better, address="Team@rotor.example", promise_hours=8, by=bea)

    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.address, mailbox.promise_hours) == ("Team", "team@rotor.example", 8)
    assert (mailbox.trouble, mailbox.is_trouble_lasting) == ("", False)
    assert settings_of(mailbox) == better


def test_a_source_cannot_take_anothers_name(mailbox, bea):
    other = connect(kind="mail", name="Other", settings=BOX, by=bea)

    with pytest.raises(Refusal, match="called “Hello” already"):
        change_settings(other, name=" Hello", settings=BOX, address="", promise_hours=24, by=bea)


def test_pausing_twice_is_pausing_once(mailbox, bea):
    pause(mailbox, is_paused=True, by=bea)
    pause(mailbox, is_paused=True, by=bea)
    pause(mailbox, is_paused=False, by=bea)

    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True)) == ["connect", "pause", "go on"]


def test_what_was_heard_is_noted_with_its_moment(mailbox):
    note_try(mailbox, at=NOON, heard=True)
    note_try(mailbox, at=NOON + timedelta(hours=1), heard=False)

    mailbox.refresh_from_db()
    assert (mailbox.last_heard_at, mailbox.last_tried_at) == (NOON, NOON + timedelta(hours=1))


def test_open_pages_are_told_only_what_is_new(mailbox):
    note_try(mailbox, at=NOON, heard=False)
    mailbox.refresh_from_db()
    assert told() == 1

    note_try(mailbox, at=NOON, heard=False)
    assert told() == 1

    note_try(mailbox, at=NOON, heard=False, trouble="The server is away.")
    assert told() == 2


def test_every_address_of_the_house_is_ours(mailbox, bea, cem):
    connect(kind="feed", name="Blog", settings=FeedSettings(url="https://blog.example/feed"), by=bea)

    assert our_addresses() == {"hello@rotor.example", "bea@rotor.example", "cem@rotor.example"}


def test_a_promise_is_the_sources_own(mailbox, bea):
    other = connect(kind="mail", name="Fast", settings=BOX, promise_hours=4, by=bea)

    assert promise_hours() == {mailbox.pk: 24, other.pk: 4}


@pytest.mark.parametrize(
    ("kind", "settings", "answers"),
    [
        ("mail", MailSettings(address="hello@rotor.example", smtp_host="mail.rotor.example"), True),
        ("mail", MailSettings(address="hello@rotor.example", imap_host="mail.rotor.example"), False),
        ("feed", FeedSettings(url="https://blog.example/feed"), False),
    ],
    ids=["a-mailbox", "a-mailbox-that-only-hears", "a-feed"],
)
def test_an_answer_leaves_only_where_there_is_a_way(kind, settings, answers):
    source = connect(kind=kind, name="Here", settings=settings)

    assert can_answer(source) == answers
    assert channel_of(source).kind == kind


def test_we_are_somebody_only_where_we_can_answer():
    assert address_in(BOX, kind="mail") == "hello@rotor.example"
    assert address_in(FeedSettings(url="https://blog.example/feed"), kind="feed") == ""


def test_a_mailbox_without_a_server_is_an_archive(mailbox):
    assert not is_archive(mailbox)
    assert is_archive(connect(kind="mail", name="Old", settings=MailSettings()))
    assert not is_archive(connect(kind="feed", name="Blog", settings=FeedSettings(url="https://blog.example/feed")))
