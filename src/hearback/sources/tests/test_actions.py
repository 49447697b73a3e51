"""Facts about what is done with sources, and who may do it."""

import pytest

from hearback.channels.feed.settings import FeedSettings
from hearback.channels.mail.settings import MailSettings
from hearback.infra.errors import Refusal
from hearback.infra.models import Event
from hearback.sources.actions import change_settings, connect, note_try, pause
from hearback.sources.models import Source
from hearback.sources.queries import address_in, can_answer, is_archive, our_addresses, settings_of
from hearback.staff.models import AuditLine

BOX = MailSettings(address="Care@Rotor.example", imap_host="imap.example.org", imap_password="a red kite")


@pytest.fixture
def box(cast):
    return connect(kind="mail", name=" Care ", settings=BOX, address=BOX.address, by=cast.bea)


def test_a_source_keeps_its_secrets_apart_and_sealed(box):
    assert (box.name, box.address) == ("Care", "care@rotor.example")
    assert "imap_password" not in box.settings
    assert b"a red kite" not in bytes(box.secrets)
    assert settings_of(box) == BOX


def test_the_address_of_a_mailbox_is_ours_and_that_of_a_feed_is_not(box):
    feed = FeedSettings(url="https://light.example/")

    assert "care@rotor.example" in our_addresses()
    assert (address_in(BOX, kind="mail"), address_in(feed, kind="feed")) == ("Care@Rotor.example", "")


def test_the_same_again_by_the_same_colleague_is_the_same_source(box, cast):
    assert connect(kind="mail", name="Care", settings=BOX, address=BOX.address, by=cast.bea) == box
    assert AuditLine.objects.filter(verb="connect", subject=f"source:{box.pk}").count() == 1


@pytest.mark.parametrize("by", ["bea", None])
def test_a_name_is_taken_once(box, cast, by):
    with pytest.raises(Refusal, match="There is a source called “Care” already"):
        connect(kind="mail", name="Care", settings=MailSettings(), by=cast.bea if by else None)


def test_a_colleague_connects_changes_and_pauses_nothing(box, cast):
    settings = {"settings": BOX, "by": cast.cem}
    acts = [
        lambda: connect(kind="mail", name="Mine", **settings),
        lambda: change_settings(box, name="Mine", address="", promise_hours=1, **settings),
        lambda: pause(box, is_paused=True, by=cast.cem),
    ]

    for act in acts:
        with pytest.raises(Refusal, match="Only an admin"):
            act()
    assert Source.objects.get(pk=box.pk).name == "Care"


def test_a_change_forgets_old_trouble(box, cast):
    note_try(box, at=cast.now, heard=False, trouble="The password is wrong.", lasting=True)

    change_settings(box, name="Care", settings=BOX, address="team@rotor.example", promise_hours=4, by=cast.bea)

    box.refresh_from_db()
    assert (box.trouble, box.is_trouble_lasting, box.address, box.promise_hours) == ("", False, "team@rotor.example", 4)


def test_a_change_leaves_what_the_listener_notes_alone(box, cast):
    note_try(Source.objects.get(pk=box.pk), at=cast.now, heard=True)

    change_settings(box, name="Care", settings=BOX, address="", promise_hours=4, by=cast.bea)

    assert Source.objects.get(pk=box.pk).last_heard_at == cast.now


def test_open_pages_are_told_of_trouble_and_not_of_every_look(box, cast):
    def told(**about):
        before = Event.objects.filter(topic=f"source:{box.pk}").count()
        note_try(Source.objects.get(pk=box.pk), at=cast.now, **about)
        return Event.objects.filter(topic=f"source:{box.pk}").count() - before

    assert told(heard=False) == 1  # the first look ever
    assert told(heard=False) == 0
    assert told(heard=False, trouble="Shut.") == 1
    assert told(heard=False, trouble="Shut.") == 0
    assert told(heard=True) == 1


def test_only_what_is_heard_by_itself_is_no_archive(box, cast):
    assert not is_archive(box)
    assert is_archive(cast.mailbox)
    assert (can_answer(box), can_answer(cast.mailbox)) == (False, True)
