"""Waits for a JMAP server to say that something came: told at once where it offers that, asked every minute else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hearback.channels.mail.jmap.account import Account
from hearback.channels.mail.jmap.asking import Asking, Refused, trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from hearback.channels.mail.settings import MailSettings

POLL_SECONDS = 60.0
_LITTLE_SECONDS = 1.0


def listen(settings: MailSettings, *, woken: Callable[[], None], stopped: Callable[[], bool]) -> None:
    """Block until stopped; call `woken` when the state of the mail changed, and once at the beginning.

    Raises ChannelError.
    """
    try:
        asking = Asking(settings)
        account, state = Account(asking, settings, begun=""), ""
        while not stopped():
            before, state = state, account.state()
            if state != before:
                woken()
            _wait(asking, stopped)
    except Refused as refused:
        raise trouble(refused) from refused


def _wait(asking: Asking, stopped: Callable[[], bool]) -> None:
    """Wait for a push, or for a minute; a server that hangs up at once is asked every minute."""
    end = time.monotonic() + POLL_SECONDS
    if asking.waits_for_push(seconds=POLL_SECONDS):
        return
    while not stopped() and time.monotonic() < end:
        time.sleep(min(_LITTLE_SECONDS, POLL_SECONDS))
