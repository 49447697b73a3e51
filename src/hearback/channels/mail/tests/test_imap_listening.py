"""Facts about listening by IMAP: who is woken, and when."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.imap import listening
from hearback.channels.mail.settings import parse
from hearback.channels.mail.tests.imap_server import Folder, imap_server, settings_for


@pytest.fixture
def server():
    with imap_server(folders={"INBOX": Folder(), "Sent": Folder()}) as running:
        yield running


class Ear:
    def __init__(self) -> None:
        self.woken = threading.Semaphore(0)
        self.stopped = threading.Event()
        self.error: ChannelError | None = None

    def listen(self, settings) -> None:
        try:
            CHANNEL.listen(settings, woken=self.woken.release, stopped=self.stopped.is_set)
        except ChannelError as error:
            self.error = error

    def is_woken(self, seconds: float = 3) -> bool:
        return self.woken.acquire(timeout=seconds)


@contextmanager
def ear_on(settings):
    ear = Ear()
    thread = threading.Thread(target=ear.listen, args=(settings,))
    thread.start()
    try:
        yield ear
    finally:
        ear.stopped.set()
        thread.join(10)
        assert not thread.is_alive()


def test_the_listener_is_woken_at_the_beginning_and_when_a_mail_comes(server):
    with ear_on(settings_for(server)) as ear:
        assert ear.is_woken()
        assert server.idle.acquire(timeout=3)
        server.push(b"* 1 EXISTS\r\n* 1 RECENT\r\n")

        assert ear.is_woken()
    assert ear.error is None
    assert server.commands[-1] == b"LOGOUT"


def test_only_more_mails_wake(server):
    server.folders["INBOX"].put(b"one", b"two")
    with ear_on(settings_for(server)) as ear:
        assert ear.is_woken()
        assert server.idle.acquire(timeout=3)
        server.push(b"* OK Still here\r\n* 2 EXISTS\r\n* 1 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n")
        assert not ear.is_woken(0.5)

        server.push(b"* 2 EXISTS\r\n")
        assert ear.is_woken()


def test_idle_is_renewed_before_anybody_loses_patience(server, monkeypatch):
    monkeypatch.setattr(listening, "IDLE_SECONDS", 0.1)
    with ear_on(settings_for(server)) as ear:
        assert server.idle.acquire(timeout=5)
        assert server.idle.acquire(timeout=5)
        assert ear.is_woken()
        assert not ear.is_woken(0.1)


def test_other_folders_are_asked_in_between(server, monkeypatch):
    monkeypatch.setattr(listening, "POLL_SECONDS", 0.1)
    with ear_on(settings_for(server, folders="INBOX, Sent, Gone")) as ear:
        server.scripts["STATUS"] = lambda session, tag, command: (
            session.done(tag, b"NO no such folder") if b"Gone" in command else session.do_status(tag, command)
        )
        assert ear.is_woken()
        assert server.idle.acquire(timeout=5)
        server.folders["Sent"].put(b"one")

        assert ear.is_woken()
        assert not ear.is_woken(1.5)


def test_a_server_without_idle_is_asked(server, monkeypatch):
    monkeypatch.setattr(listening, "POLL_SECONDS", 0.1)
    server.capabilities = "IMAP4rev1"
    with ear_on(settings_for(server)) as ear:
        assert ear.is_woken()
        server.scripts["NOOP"] = b"* 1 EXISTS\r\nTAG OK done\r\n"

        assert ear.is_woken()
        assert not ear.is_woken(0.5)


def test_what_is_said_before_idle_begins_is_heard(server):
    server.scripts["IDLE"] = lambda session, tag, command: (
        session.say(b"* 1 EXISTS\r\n"),
        session.do_idle(tag, command),
    )
    with ear_on(settings_for(server)) as ear:
        assert ear.is_woken()
        assert ear.is_woken()


@pytest.mark.parametrize(
    ("command", "answer", "sentence"),
    [
        ("EXAMINE", b"TAG NO gone\r\n", "The folder INBOX is not on the mail server; was it renamed or removed?"),
        ("IDLE", b"TAG NO [INUSE] busy\r\n", "The folder INBOX cannot be read just now: busy"),
        ("IDLE", b"+ go\r\n* BYE going down\r\n", "hung up and said: going down"),
    ],
    ids=["no-folder", "no-idle", "bye"],
)
def test_a_listener_that_cannot_go_on_says_why(server, command, answer, sentence):
    server.scripts[command] = answer
    ear = Ear()

    ear.listen(settings_for(server))

    assert str(ear.error).endswith(sentence)


def test_an_archive_has_nothing_to_hear_and_waits_until_it_is_stopped(monkeypatch):
    naps = []
    monkeypatch.setattr(time, "sleep", naps.append)

    CHANNEL.listen(parse({}), woken=lambda: pytest.fail("nothing can come"), stopped=lambda: len(naps) == 3)

    assert naps == [1, 1, 1]
