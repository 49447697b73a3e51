"""Facts about waiting at sources: each has a listener of its own, and none silences the others."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from hearback.channels.contract import ChannelError
from hearback.channels.mail.settings import MailSettings
from hearback.channels.registry import channels
from hearback.listening.management.commands import listen
from hearback.listening.management.commands.listen import Listener, keep_up
from hearback.sources.actions import change_settings, connect, pause
from hearback.staff.models import Colleague

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 10


class Ear:
    """The mail channel with a made-up way of listening: what it does is what it is told, one round after the other."""

    can_listen = True

    def __init__(self, *rounds):
        self.rounds, self.listening, self.heard = list(rounds), threading.Event(), []

    def __getattr__(self, name):
        return getattr(Ear.real, name)

    def listen(self, settings, *, woken, stopped):
        self.heard.append(settings.address)
        if self.rounds:
            turn = self.rounds.pop(0)
            if isinstance(turn, Exception):
                raise turn
            turn(woken)
        self.listening.set()
        while not stopped():
            time.sleep(0.01)


Ear.real = channels()["mail"]


@pytest.fixture
def source():
    return connect(kind="mail", name="Hello", settings=MailSettings(), address="hello@rotor.example")


@pytest.fixture
def ear(monkeypatch):
    def made(*rounds) -> Ear:
        channel = Ear(*rounds)
        monkeypatch.setitem(channels(), "mail", channel)
        return channel

    return made


@contextmanager
def listening():
    """Give the listeners that are kept up, and end them."""
    listeners: dict = {}
    try:
        yield listeners
    finally:
        for one in listeners.values():
            one.stop()
        for one in listeners.values():
            one.join(PATIENCE_SECONDS)


def wait_for(claim) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while not claim() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(claim())


def test_what_came_is_fetched_at_once(source, ear):
    channel = ear(lambda woken: woken())

    with listening() as listeners:
        keep_up(listeners)
        assert channel.listening.wait(PATIENCE_SECONDS)

    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("hearback.listening.jobs.fetch_source", {"source": source.pk})


def test_a_source_has_one_listener_however_often_one_looks(source, ear):
    ear()
    with listening() as listeners:
        keep_up(listeners)
        first = list(listeners.values())
        keep_up(listeners)

        assert list(listeners.values()) == first
        assert len(first) == 1


def test_a_source_that_is_paused_is_listened_to_no_more(source, ear):
    ear()
    bea = Colleague.objects.create(email="bea@rotor.example", name="Bea", role=Colleague.ADMIN)
    with listening() as listeners:
        keep_up(listeners)
        (listener,) = listeners.values()

        pause(source, is_paused=True, by=bea)
        keep_up(listeners)

        assert listeners == {}
        listener.join(PATIENCE_SECONDS)
        assert not listener.is_alive()


def test_a_source_that_was_changed_is_listened_to_anew(source, ear):
    channel = ear()
    bea = Colleague.objects.create(email="bea@rotor.example", name="Bea", role=Colleague.ADMIN)
    with listening() as listeners:
        keep_up(listeners)
        (before,) = listeners.values()
        assert channel.listening.wait(PATIENCE_SECONDS)

        settings = MailSettings(address="new@rotor.example")
        change_settings(source, name="Hello", settings=settings, address="new@rotor.example", promise_hours=24, by=bea)
        keep_up(listeners)

        (after,) = listeners.values()
        assert after is not before
        assert wait_for(lambda: channel.heard[-1] == "new@rotor.example")
        before.join(PATIENCE_SECONDS)


def test_a_listener_that_ended_is_begun_again(source, ear):
    ear()
    with listening() as listeners:
        keep_up(listeners)
        (before,) = listeners.values()
        before.stop()
        before.join(PATIENCE_SECONDS)

        keep_up(listeners)

        assert next(iter(listeners.values())).is_alive()


def test_a_channel_that_cannot_listen_is_left_out(source, ear):
    ear().can_listen = False

    with listening() as listeners:
        keep_up(listeners)

        assert listeners == {}


@pytest.mark.parametrize(
    ("trouble", "line"),
    [
        (ChannelError("The mailbox is shut.", lasting=False), "listening rests"),
        (ZeroDivisionError("a bug of ours"), "listening stumbled"),
    ],
    ids=["the-outside-says-no", "an-error-of-ours"],
)
def test_after_trouble_it_rests_and_listens_again(source, ear, monkeypatch, caplog, trouble, line):
    monkeypatch.setattr(listen, "FIRST_REST_SECONDS", 0.05)
    monkeypatch.setattr(listen, "LONGEST_REST_SECONDS", 0.05)
    caplog.set_level("INFO", logger="hearback")
    channel = ear(trouble, trouble)
    listener = Listener(source)

    listener.start()
    try:
        assert channel.listening.wait(PATIENCE_SECONDS)
    finally:
        listener.stop()
        listener.join(PATIENCE_SECONDS)

    assert len(channel.heard) == 3
    assert caplog.text.count(line) == 2
    assert "hello@rotor.example" not in caplog.text


def test_the_command_listens_until_it_is_told_to_stop(source, ear, monkeypatch):
    monkeypatch.setattr(listen, "LOOK_EVERY_SECONDS", 0.05)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    channel = ear()

    def stop_soon():
        channel.listening.wait(PATIENCE_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    stopper = threading.Thread(target=stop_soon)
    stopper.start()
    try:
        call_command("listen")
    finally:
        stopper.join(PATIENCE_SECONDS)
        for number, handler in before.items():
            signal.signal(number, handler)

    assert wait_for(lambda: not any(one.name.startswith("listen-") for one in threading.enumerate()))
