"""Waits for the server to say that something new came."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hearback.channels.mail.imap.fetching import about_folder
from hearback.channels.mail.imap.folders import heard_folders
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
    if not settings.is_looked_into:
        while not stopped():
            time.sleep(1)
        return
    with session(settings) as connected:
        ear = _Ear(connected, settings, woken, stopped)
        try:
            ear.listen()
        except Refused as refused:
            raise about_folder(ear.first, refused) from refused


class _Ear:
    def __init__(
        self, connected: Session, settings: MailSettings, woken: Callable[[], None], stopped: Callable[[], bool]
    ) -> None:
        self._session = connected
        self._settings = settings
        heard = heard_folders(connected, settings)
        self.first = next((name for name in heard.names if name.upper() == "INBOX"), heard.names[0])
        self._has_others = len(heard.names) > 1
        self._standings = heard.standings
        self._woken = woken
        self._stopped = stopped
        self._count = 0

    def listen(self) -> None:
        self._count = self._session.examine(self.first).count
        self._woken()
        wait = self._idle if self._session.can(b"IDLE") else self._pause
        while not self._stopped():
            wait()
            if not self._stopped() and self._has_others and self._have_others_gone_on():
                self._woken()

    def _idle(self) -> None:
        """Hear the first folder for a while."""
        end = time.monotonic() + (POLL_SECONDS if self._has_others else IDLE_SECONDS)
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

    def _have_others_gone_on(self) -> bool:
        """Ask how far the other folders are; say whether one has gone on, or is new, since the last time."""
        before, self._standings = self._standings, heard_folders(self._session, self._settings).standings
        reached = {name: (one.uidvalidity, one.next_uid) for name, one in before.items()}
        return any(
            reached.get(name) != (one.uidvalidity, one.next_uid)
            for name, one in self._standings.items()
            if name != self.first
        )
