"""`manage listen`: waits at the sources that can say when something new came, and has it fetched."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from hearback.channels.contract import ChannelError
from hearback.infra.log import fields
from hearback.listening.jobs import fetch_soon
from hearback.sources.models import Source
from hearback.sources.queries import channel_of, settings_of

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 5.0
FIRST_REST_SECONDS, LONGEST_REST_SECONDS = 5.0, 300.0


class Command(BaseCommand):
    help = "Wait at mailboxes that offer it (IMAP IDLE) and have new mail fetched at once."

    def handle(self, *_: Any, **__: Any) -> None:
        """Keep one waiting thread for every source that can be listened to, until told to stop."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        listeners: dict[tuple[int, str], Listener] = {}
        while not stop.is_set():
            keep_up(listeners)
            stop.wait(LOOK_EVERY_SECONDS)
        for listener in listeners.values():
            listener.stop()


class Listener(threading.Thread):
    """Waits at one source; rests longer and longer while the outside says no."""

    def __init__(self, source: Source) -> None:
        super().__init__(daemon=True, name=f"listen-{source.pk}")
        self.source = source
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ask the thread to end."""
        self._stopped.set()

    def run(self) -> None:
        """Wait, have fetched, wait again."""
        rest = FIRST_REST_SECONDS
        while not self._stopped.is_set():
            try:
                channel_of(self.source).listen(
                    settings_of(self.source), woken=self._fetch, stopped=self._stopped.is_set
                )
                rest = FIRST_REST_SECONDS
            except ChannelError:
                log.info("listening rests", extra=fields(source=self.source.pk, seconds=rest))
                self._stopped.wait(rest)
                rest = min(rest * 2, LONGEST_REST_SECONDS)
            except Exception:  # the channel loop's edge: one source must not silence the others
                log.exception("listening stumbled", extra=fields(source=self.source.pk))
                self._stopped.wait(LONGEST_REST_SECONDS)
        connection.close()

    def _fetch(self) -> None:
        close_old_connections()
        fetch_soon(self.source.pk)


def keep_up(listeners: dict[tuple[int, str], Listener]) -> None:
    """Start listeners for sources that came or changed, and stop those of sources that went."""
    close_old_connections()
    wanted = {
        (source.pk, repr((source.settings, bytes(source.secrets)))): source
        for source in Source.objects.filter(is_paused=False)
        if channel_of(source).can_listen
    }
    for key in [key for key in listeners if key not in wanted or not listeners[key].is_alive()]:
        listeners.pop(key).stop()
    for key, source in wanted.items():
        if key not in listeners:
            listeners[key] = Listener(source)
            listeners[key].start()
