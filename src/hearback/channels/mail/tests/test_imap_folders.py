"""Facts about the folders of a mailbox: which are heard, which are left in peace, and what odd servers do to that."""

from __future__ import annotations

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.imap_server import Folder, imap_server, settings_for

LISTS = "IMAP4rev1 AUTH=PLAIN IDLE SPECIAL-USE LIST-EXTENDED LIST-STATUS CONDSTORE"
GMAIL = "IMAP4rev1 AUTH=PLAIN IDLE SPECIAL-USE LIST-EXTENDED X-GM-EXT-1"


def mail(number: int) -> bytes:
    return b"Subject: Question %d\r\n\r\nWhen?\r\n" % number


@pytest.fixture(params=["IMAP4rev1 AUTH=PLAIN", LISTS], ids=["plain", "extended"])
def server(request):
    folders = {name: Folder() for name in ("INBOX", "Work", "Work/North", "Work/South", "Spam", "Spam/old")}
    with imap_server(folders=folders, capabilities=request.param) as running:
        for number, folder in enumerate(running.folders.values()):
            folder.put(mail(number))
        yield running


def heard(server, cursors=None, **changes) -> list[str]:
    """Return the folders that brought something, and move the cursors on."""
    brought = []
    for step in CHANNEL.fetch(settings_for(server, **changes), cursors=cursors if cursors is not None else {}):
        brought += [step.place] if step.arrivals else []
        if cursors is not None:
            cursors[step.place] = step.position
    return brought


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        ("*", ["INBOX", "Work", "Work/North", "Work/South"]),
        ("Work/*", ["Work/North", "Work/South"]),
        ("%", ["INBOX", "Work"]),
        ("*, !Work/N*", ["INBOX", "Work", "Work/South"]),
        ("Spam, Work*", ["Spam", "Work", "Work/North", "Work/South"]),
    ],
)
def test_a_pattern_names_many_folders(server, folders, names):
    assert heard(server, folders=folders) == names


def test_a_pattern_that_fits_nothing_is_told(server):
    with pytest.raises(ChannelError, match=r"No folder of the mail server fits Nowhere/\*\.") as caught:
        heard(server, folders="Nowhere/*")
    assert caught.value.lasting


def test_a_server_that_lists_no_folders_is_asked_again_later(server):
    server.scripts["LIST"] = b"TAG NO [UNAVAILABLE] Server Unavailable. 15\r\n"

    with pytest.raises(ChannelError, match="does not tell which folders") as caught:
        heard(server, folders="*")
    assert not caught.value.lasting


def test_folders_in_which_nothing_happened_are_not_opened(server):
    cursors = {}
    heard(server, cursors, folders="*")
    server.commands.clear()

    assert heard(server, cursors, folders="*") == []
    assert server.asked(b"EXAMINE") == []

    server.folders["Work"].put(mail(9))
    assert heard(server, cursors, folders="*") == ["Work"]
    assert len(server.asked(b"EXAMINE")) == 1


def test_once_a_day_each_folder_is_opened_whatever_the_server_tells(server):
    cursors = {}
    heard(server, cursors, folders="*")
    folder = server.folders["Work"]
    folder.told_next_uid = 2
    folder.mails[2] = mail(9)
    folder.mails.pop(1)
    assert heard(server, cursors, folders="*") == []

    cursors = {name: {**cursor, "checked": "2026-01-01"} for name, cursor in cursors.items()}
    assert heard(server, cursors, folders="*") == ["Work"]


def test_a_folder_that_appears_later_is_heard_with_what_came_since(server):
    cursors = {}
    heard(server, cursors, folders="*", since="now")
    server.folders["New"] = Folder()
    server.folders["New"].put(mail(1), mail(2))
    server.folders["New"].days = {2: ""}

    steps = list(CHANNEL.fetch(settings_for(server, folders="*", since="now"), cursors=cursors))

    assert [(one.place, len(one.arrivals), one.is_history) for one in steps if one.arrivals] == [("New", 1, False)]


def test_a_look_into_many_folders_counts_them_together(server):
    server.folders |= {f"F{number:02}": Folder() for number in range(20)}
    server.folders["F00"].put(mail(1))

    look = CHANNEL.look(settings_for(server, folders="*"))

    assert look.sentence == (
        "24 folders hold 5 messages; left out: Spam, Spam/old; nothing on the server will be changed."
    )
    assert [(one.value, one.count) for one in (look.choices[0], look.choices[-1])] == [("all", 5), ("now", 0)]
    since = CHANNEL.look(settings_for(server, folders="*", since="2026-01-01"))
    assert since.sentence.startswith("24 folders hold 0 messages since 1 January 2026")


def test_a_listener_hears_of_new_mail_in_any_folder_of_a_pattern(server, monkeypatch):
    monkeypatch.setattr("hearback.channels.mail.imap.listening.POLL_SECONDS", 0.01)
    woken = []

    def wake() -> None:
        woken.append(1)
        server.folders["Work/North"].put(mail(7))

    CHANNEL.listen(settings_for(server, folders="*"), woken=wake, stopped=lambda: len(woken) > 1)

    assert len(woken) == 2


class TestGmail:
    @pytest.fixture
    def gmail(self):
        flags = {
            "INBOX": "",
            "Work": "",
            "[Gmail]/All Mail": "\\All",
            "[Gmail]/Sent": "\\Sent",
            "[Gmail]/Bin": "\\Trash",
        }
        folders = {name: Folder(flags=flag) for name, flag in flags.items()}
        with imap_server(folders=folders, capabilities=GMAIL) as running:
            everything = running.folders["[Gmail]/All Mail"]
            everything.put(mail(1), mail(2), mail(3), mail(4))
            everything.labels = {1: '\\Inbox "Wo&- rk" \\Important', 2: "\\Draft", 3: "\\Sent", 4: ""}
            running.folders["INBOX"].put(mail(1))
            running.folders["Work"].put(mail(1))
            running.folders["[Gmail]/Sent"].put(mail(3))
            yield running

    def test_all_mail_is_heard_once_with_its_labels_and_without_drafts(self, gmail):
        settings = settings_for(gmail, folders="*", sent_folder="[Gmail]/Sent")

        steps = list(CHANNEL.fetch(settings, cursors={}))

        assert [(one.origin, one.labels) for step in steps for one in step.arrivals] == [
            ("[Gmail]/All Mail;7;1", ("\\Inbox", "Wo& rk")),
            ("[Gmail]/All Mail;7;4", ()),
            ("[Gmail]/Sent;7;1", ()),
        ]
        counted = CHANNEL.compare(settings, cursors={one.place: one.position for one in steps}, known=set)
        assert sum(one.there for one in counted) == 3

    def test_labels_that_are_named_are_folders(self, gmail):
        settings = settings_for(gmail, folders="INBOX, Work*", hear_sent=False)

        steps = [step for step in CHANNEL.fetch(settings, cursors={}) if step.arrivals]

        assert [step.place for step in steps] == ["INBOX", "Work"]
        assert len({step.arrivals[0].fingerprint for step in steps}) == 1


class TestExchange:
    @pytest.fixture
    def exchange(self):
        with imap_server(folders={"INBOX": Folder()}, capabilities="IMAP4 IMAP4rev1 AUTH=PLAIN IDLE") as running:
            running.folders["INBOX"].put(mail(1), mail(2))
            yield running

    @pytest.mark.parametrize("size", [b"NIL", b"0", b"99999", b'"x"'])
    def test_a_wrong_size_leaves_no_mail_out(self, exchange, size):
        def lie(session, tag, command):
            if b"SIZE" not in command:
                session.do_uid_fetch(tag, command)
                return
            session.say(b"* 1 FETCH (UID 1 RFC822.SIZE %s)\r\n* 2 FETCH (UID 2)\r\n" % size)
            session.done(tag)

        exchange.scripts["UID_FETCH"] = lie

        (step, _) = CHANNEL.fetch(settings_for(exchange), cursors={})
        assert [one.raw for one in step.arrivals] == [mail(1), mail(2)]

    def test_a_body_may_come_as_binary_literal(self, exchange):
        def answer(session, tag, command):
            if b"BODY" not in command:
                session.do_uid_fetch(tag, command)
                return
            session.say(b"* 1 FETCH (UID 1 BODY[] ~{3}\r\na\0b)\r\n* 2 FETCH (BODY[] {1}\r\nc UID 2)\r\n")
            session.done(tag)

        exchange.scripts["UID_FETCH"] = answer

        (step, _) = CHANNEL.fetch(settings_for(exchange), cursors={})
        assert [one.raw for one in step.arrivals] == [b"a\0b", b"c"]

    @pytest.mark.parametrize(
        "words",
        [
            b"NO Server Unavailable. 15",
            b"NO [UNAVAILABLE] Server Busy",
            b"BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds",
            b"BAD User is authenticated but not connected.",
            b"NO [OVERQUOTA] Account exceeded command or bandwidth limits.",
            b"NO [THROTTLED] slow down",
        ],
    )
    def test_a_server_that_is_busy_is_asked_again_later(self, exchange, words):
        exchange.scripts["EXAMINE"] = b"TAG " + words + b"\r\n"

        with pytest.raises(ChannelError, match="The folder INBOX cannot be read just now: ") as caught:
            list(CHANNEL.fetch(settings_for(exchange), cursors={}))
        assert not caught.value.lasting


class TestWhatWent:
    CAPABLE = "IMAP4rev1 AUTH=PLAIN ENABLE CONDSTORE QRESYNC"

    @pytest.fixture
    def server(self):
        with imap_server(folders={"INBOX": Folder()}, capabilities=self.CAPABLE) as running:
            running.folders["INBOX"].put(mail(1), mail(2), mail(3))
            yield running

    def removed(self, server, kept=lambda start: [f"{start}{uid}" for uid in (1, 2, 3)]) -> list[str]:
        """Take what is there, let the second mail go, and return what is said to have gone."""
        settings = settings_for(server, when_removed="mark")
        cursors = {step.place: step.position for step in CHANNEL.fetch(settings, cursors={}, kept=kept)}
        server.folders["INBOX"].remove(2)
        steps = list(CHANNEL.fetch(settings, cursors=cursors, kept=kept))
        assert not any(step.arrivals for step in steps)
        return [origin for step in steps for origin in step.removed]

    def test_a_server_that_can_is_asked_what_went(self, server):
        assert self.removed(server) == ["INBOX;7;2"]
        assert server.asked(b"(QRESYNC (7 4 1:3))")

    def test_one_that_promised_and_cannot_is_asked_plainly(self, server):
        def refuse(session, tag, command):
            if b"QRESYNC" in command:
                session.done(tag, b"BAD what?")
            else:
                session.do_examine(tag, command)

        server.scripts["EXAMINE"] = refuse

        assert self.removed(server) == ["INBOX;7;2"]

    @pytest.mark.parametrize("words", [b"TAG NO no\r\n", b"TAG OK and nothing enabled\r\n"])
    def test_one_that_will_not_be_enabled_is_counted(self, server, words):
        server.scripts["ENABLE"] = words

        assert self.removed(server) == ["INBOX;7;2"]
        assert not server.asked(b"(QRESYNC")

    def test_sets_that_are_none_say_nothing(self, server):
        def garble(session, tag, command):
            if b"QRESYNC" in command:
                session.say(b"* VANISHED (EARLIER) x,9:y,2\r\n")
            session.do_examine(tag, command)

        server.scripts["EXAMINE"] = garble

        assert self.removed(server) == ["INBOX;7;2"]

    def test_what_was_never_taken_is_not_missed(self, server):
        assert self.removed(server, kept=lambda start: [f"{start}1", f"{start}x", f"{start}99"]) == []


def test_a_folder_that_was_never_heard_has_nothing_to_compare():
    with imap_server(folders={"INBOX": Folder()}) as running:
        running.folders["INBOX"].put(mail(1))

        assert list(CHANNEL.compare(settings_for(running), cursors={}, known=set)) == []
