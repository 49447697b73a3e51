"""Facts about mail that is deleted on its server: kept, marked or removed, and never by mishap."""

from __future__ import annotations

from base64 import encodebytes
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import cast
from tests.raw_mail import mail

from hearback.channels.mail.tests.imap_server import Folder, imap_server, settings_for
from hearback.conversations.models import Conversation, Delivery, Message, Text
from hearback.infra.errors import Refusal
from hearback.listening.actions.deletions import believe_deletions, erase_deleted, keep_deleted
from hearback.listening.bringing import fetch
from hearback.listening.comparing import compare
from hearback.listening.jobs import erase_all
from hearback.listening.models import Arrival, Copy, Piece
from hearback.listening.rereading import reread
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.staff.models import AuditLine

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=8)
WAYS = {"by-resync": "IMAP4rev1 AUTH=PLAIN ENABLE CONDSTORE QRESYNC", "by-counting": "IMAP4rev1 AUTH=PLAIN"}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def server(request):
    with imap_server(folders={"INBOX": Folder(), "Archive": Folder()}, capabilities=request.param) as running:
        running.folders["INBOX"].put(*(mail(f"Number {one}.", key=f"{one}@example.org") for one in range(5)))
        yield running


def box(server, when_removed: str, **changes) -> Source:
    settings = settings_for(server, when_removed=when_removed, folders="INBOX, Archive", **changes)
    source = connect(kind="mail", name="Team", settings=settings, address="team@example.org")
    fetch(source)
    return source


def deleted() -> list[str]:
    return sorted(Message.objects.exclude(removed_at=None).values_list("key", flat=True))


def words() -> list[str]:
    return sorted(Text.objects.exclude(words="").values_list("words", flat=True))


def test_by_itself_nothing_is_followed(server):
    source = box(server, "keep")
    server.folders["INBOX"].remove(2)

    fetch(source)

    assert deleted() == []
    assert erase_deleted(source, at=LATER) == 0


def test_what_is_deleted_there_is_marked_and_its_words_stay(server):
    source = box(server, "mark")
    server.folders["INBOX"].remove(2, 4)

    fetch(source)

    assert deleted() == ["1@example.org", "3@example.org"]
    assert Delivery.objects.exclude(removed_at=None).count() == 2
    assert len(words()) == 5
    fetch(source)
    assert AuditLine.objects.filter(verb="deleted there").count() == 1


def test_the_conversation_says_what_was_deleted(server, cast):
    source = box(server, "remove")
    server.folders["INBOX"].remove(2)
    fetch(source)
    message = Message.objects.get(key="1@example.org")
    page = f"/conversations/{message.conversation_id}"

    shown = cast.browser(cast.bea).get(page).content.decode()
    assert "Deleted on the server on" in shown
    assert "Number 1." in shown

    erase_deleted(source, at=LATER)
    shown = cast.browser(cast.bea).get(page).content.decode()
    assert "its words went from here on" in shown
    assert "Number 1." not in shown
    assert "/original" not in shown


def test_what_is_moved_to_a_folder_that_is_heard_is_not_deleted(server):
    source = box(server, "mark")
    server.folders["Archive"].put(server.folders["INBOX"].mails[2])
    server.folders["INBOX"].remove(2)

    fetch(source)

    assert deleted() == []
    assert compare(source).missing == 0
    server.folders["Archive"].remove(1)
    fetch(source)
    assert deleted() == ["1@example.org"]


def test_what_lies_in_two_folders_is_deleted_when_it_left_both(server):
    server.folders["Archive"].put(server.folders["INBOX"].mails[1])
    source = box(server, "mark")

    server.folders["INBOX"].remove(1)
    fetch(source)
    assert deleted() == []

    server.folders["Archive"].remove(1)
    fetch(source)
    assert deleted() == ["0@example.org"]


def test_after_a_week_the_words_go_and_stay_gone(server):
    source = box(server, "remove")
    server.folders["INBOX"].remove(2)
    fetch(source)
    assert erase_deleted(source, at=timezone.now() + timedelta(days=6)) == 0

    assert erase_deleted(source, at=LATER) == 1
    assert erase_deleted(source, at=LATER) == 0

    message = Message.objects.get(key="1@example.org")
    assert (message.subject, message.preview, message.attachments) == ("", "", [])
    assert message.erased_at is not None
    assert len(words()) == 4
    assert not Conversation.objects.filter(preview__contains="Number 1").exists()
    arrival = Arrival.objects.exclude(erased_at=None).get()
    assert bytes(arrival.raw) == b""
    assert AuditLine.objects.get(verb="erase deleted").detail == {"arrivals": 1, "messages": 1}
    reread(source)
    server.folders["INBOX"].put(mail("Number 1.", key="1@example.org"))
    fetch(source)
    assert Message.objects.get(key="1@example.org").subject == ""
    assert Arrival.objects.count() == 5


def test_the_hourly_job_erases_only_where_that_is_wanted(server):
    source = box(server, "remove")
    server.folders["INBOX"].remove(2)
    fetch(source)
    Copy.objects.filter(state="gone").update(gone_at=timezone.now() - timedelta(days=8))

    Source.objects.update(settings={**source.settings, "when_removed": "mark"})
    erase_all(0)
    assert len(words()) == 5
    Source.objects.update(settings=source.settings)
    erase_all(0)
    assert len(words()) == 4


def test_large_attachments_go_with_the_last_mail_that_has_them(server):
    content = encodebytes(bytes(range(256)) * 1200).decode()
    parts = "--x\n\nHello.\n--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
    for number in (10, 11):
        head = f"From: a@example.org\nMessage-ID: <{number}@example.org>\nMIME-Version: 1.0\n"
        kind = 'Content-Type: multipart/mixed; boundary="x"\n\n'
        server.folders["INBOX"].put(f"{head}{kind}{parts}{content}\n--x--\n".encode())
    source = box(server, "remove")
    assert Piece.objects.count() == 1

    server.folders["INBOX"].remove(6)
    fetch(source)
    assert erase_deleted(source, at=LATER) == 1
    assert Piece.objects.count() == 1
    server.folders["INBOX"].remove(7)
    fetch(source)
    assert erase_deleted(source, at=LATER) == 1
    assert Piece.objects.count() == 0


def test_within_the_week_an_admin_can_keep_it(server, cast):
    source = box(server, "remove")
    server.folders["INBOX"].remove(2)
    fetch(source)

    with pytest.raises(Refusal):
        keep_deleted(source, by=cast.cem)
    assert keep_deleted(source, by=cast.bea) == 1

    assert erase_deleted(source, at=LATER) == 0
    assert len(words()) == 5
    assert keep_deleted(source, by=cast.bea) == 0


class TestManyAtOnce:
    @pytest.fixture
    def source(self, server):
        server.folders["INBOX"].put(*(mail(f"More {one}.", key=f"more{one}@example.org") for one in range(40)))
        source = box(server, "remove")
        server.folders["INBOX"].remove(*range(6, 40))
        fetch(source)
        return source

    def test_a_person_is_asked(self, source, cast):
        assert deleted() == []
        assert Copy.objects.filter(state="asked").count() == 34
        assert erase_deleted(source, at=LATER) == 0

    def test_who_says_yes_has_it_followed(self, source, cast):
        with pytest.raises(Refusal):
            believe_deletions(source, by=cast.cem)
        assert believe_deletions(source, by=cast.bea) == 34

        assert len(deleted()) == 34
        assert believe_deletions(source, by=cast.bea) == 0
        assert erase_deleted(source, at=LATER) == 34

    def test_who_says_no_keeps_all(self, source, cast):
        assert keep_deleted(source, by=cast.bea) == 34

        assert (deleted(), erase_deleted(source, at=LATER)) == ([], 0)


def test_many_in_small_portions_are_many(server):
    server.folders["INBOX"].put(*(mail(f"More {one}.", key=f"more{one}@example.org") for one in range(40)))
    source = box(server, "mark")

    for first in range(1, 40, 10):
        server.folders["INBOX"].remove(*range(first, first + 10))
        fetch(source)

    assert len(deleted()) == 20


def test_a_folder_made_anew_deletes_nothing(server):
    source = box(server, "mark")
    folder = server.folders["INBOX"]
    folder.uidvalidity, folder.modseq = 8, 1
    folder.mails = {1: folder.mails[1], 2: folder.mails[3]}

    fetch(source)
    fetch(source)

    assert deleted() == []
    assert sorted(Copy.objects.filter(origin__startswith="INBOX;8;").values_list("origin", flat=True)) == [
        "INBOX;8;1", "INBOX;8;2",
    ]  # fmt: skip
    folder.remove(1)
    fetch(source)
    assert deleted() == ["0@example.org"]


def test_a_folder_that_is_not_there_deletes_nothing(server):
    source = box(server, "mark")
    gone = server.folders.pop("Archive")
    server.folders["Old"] = gone

    with pytest.raises(Exception, match="Archive is not on the mail server"):
        fetch(source)

    assert deleted() == []


def test_a_server_restored_from_a_backup_deletes_nothing_and_loses_nothing(server):
    source = box(server, "mark")
    folder = server.folders["INBOX"]
    for uid in (4, 5):
        del folder.mails[uid]
    fetch(source)
    assert deleted() == []

    folder.put(mail("After the backup.", key="after@example.org"))
    fetch(source)

    assert Message.objects.filter(key="after@example.org").exists()
    assert deleted() == []


def test_a_server_that_tells_wrong_what_went_is_not_believed(server):
    source = box(server, "mark")
    folder = server.folders["INBOX"]
    folder.removed[2] = folder.modseq = folder.modseq + 1
    folder.put(mail("New.", key="new@example.org"))

    fetch(source)

    assert deleted() == []
    assert Message.objects.count() == 6


def test_a_server_that_does_not_say_what_is_there_deletes_nothing(server):
    source = box(server, "mark")
    server.folders["INBOX"].remove(2)
    server.scripts["UID_SEARCH"] = b"TAG NO [SERVERBUG] not today\r\n"

    fetch(source)

    assert deleted() == []
