"""Waits for the server to say that something new came."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from hearback.channels.mail.imap.fetching import about_folder
from hearback.channels.mail.imap.session import Refused, session

if TYPE_CHECKING:
    from collections.abc import Callable

    from hearback.channels.mail.imap.answers import Answer
    from hearback.channels.mail.imap.session import Session
    from hearback.channels.mail.settings import MailSettings

# Servers may hang up after 29 minutes (RFC 2177); routers forget a silent connection much earlier.
IDLE_SECONDS = 9 * 60
POLL_SECONDS = 60


def listen(settings: MailSettings, *, woken: Callable[[], None], stopped: Callable[[], bool]) -> None:
    """Block until stopped; call `woken` when a mail came to one of the folders, and once at the beginning.

    At the beginning, because what came since the last fetch and before the server was asked is told by nobody.
    The first folder is heard by IDLE where the server offers that; the others, or all, are asked every minute.
    Raises ChannelError, also when the server hangs up.
    """
    if settings.is_archive:
        while not stopped():
            time.sleep(1)
        return
    with session(settings) as connected:
        try:
            _Ear(connected, settings.folder_names, woken, stopped).listen()
        except Refused as refused:
            raise about_folder(settings.folder_names[0], refused) from refused


class _Ear:
    def __init__(
        self, connected: Session, folders: tuple[str, ...], woken: Callable[[], None], stopped: Callable[[], bool]
    ) -> None:
        self._session = connected
        self._first, self._others = folders[0], folders[1:]
        self._woken = woken
        self._stopped = stopped
        self._next_uids: dict[str, int | None] = {}
        self._count = 0

    def listen(self) -> None:
        self._count = self._session.examine(self._first).count
        self._ask_others()
        self._woken()
        wait = self._idle if self._session.can(b"IDLE") else self._pause
        while not self._stopped():
            wait()
            if not self._stopped() and self._ask_others():
                self._woken()

    def _idle(self) -> None:
        """Hear the first folder for a while."""
        end = time.monotonic() + (POLL_SECONDS if self._others else IDLE_SECONDS)
        for answer in self._session.idle(until=lambda: self._stopped() or time.monotonic() >= end):
            self._hear(answer)

    def _pause(self) -> None:
        """Wait for a while, then ask about the first folder."""
        end = time.monotonic() + POLL_SECONDS
        while not self._stopped() and time.monotonic() < end:
            time.sleep(min(1.0, POLL_SECONDS))
        for answer in self._session.stream(b"NOOP"):
            self._hear(answer)

    def _hear(self, answer: Answer) -> None:
        if answer.number_before(b"EXPUNGE") is not None:
            self._count -= 1
        count = answer.number_before(b"EXISTS")
        if count is not None:
            is_more = count > self._count
            self._count = count
            if is_more:
                self._woken()

    def _ask_others(self) -> bool:
        """Ask how far the other folders are; say whether one has gone on since the last time."""
        have_gone_on = False
        for name in self._others:
            # A folder that is missing is told by fetch.
            with suppress(Refused):
                next_uid = self._session.next_uid(name)
                have_gone_on |= next_uid != self._next_uids.get(name, next_uid)
                self._next_uids[name] = next_uid
        return have_gone_on
