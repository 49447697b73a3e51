"""Opens a port and holds a conversation with everybody who comes, each in a thread of its own."""

from __future__ import annotations

import logging
import socket
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

from hearback.channels.mail.handed.line import Gone, Line
from hearback.channels.mail.handed.room import Room
from hearback.channels.mail.handed.talking import Talk
from hearback.infra.log import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.channels.mail.handed.talking import House, Rules

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
MOST_OF_ONE_STRANGER = 20
MOST_BYTES_AT_ONCE = 400_000_000
STOP_SECONDS = 5.0
_BUSY_SECONDS = 5.0


class Door:
    """A listening port. port: the one it got, where 0 was asked for."""

    def __init__(self, rules: Rules, house: House, *, host: str, port: int, most: int = MOST_AT_ONCE) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.create_server((host, port), family=family, backlog=128)
        self.port: int = self._listening.getsockname()[1]
        self._rules, self._house, self._most = rules, house, most
        self._room = Room(MOST_BYTES_AT_ONCE)
        self._lock = threading.Lock()
        self._talks: dict[threading.Thread, socket.socket] = {}
        self._clients: Counter[str] = Counter()
        self._is_closed = False
        self._accepting = threading.Thread(target=self._accept, daemon=True, name=f"door-{self.port}")
        self._accepting.start()

    def close(self) -> None:
        """Let nobody in any more; whoever is in has a moment to end, and is cut off then."""
        self._is_closed = True
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            left = dict(self._talks)
        for thread, connected in left.items():
            # What was not sent to its end is not ours yet; what was is answered first.
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RD)
            thread.join(STOP_SECONDS)

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                connected, address = self._listening.accept()
            except OSError:
                continue
            client = str(address[0]).partition("%")[0]
            if self._may_come(client):
                thread = threading.Thread(target=self._hold, args=(connected, client), daemon=True)
                with self._lock:
                    self._talks[thread] = connected
                thread.start()
            else:
                _send_away(connected, self._rules.host)

    def _may_come(self, client: str) -> bool:
        with self._lock:
            is_stranger = not ip_address(client).is_loopback
            if len(self._talks) >= self._most or (is_stranger and self._clients[client] >= MOST_OF_ONE_STRANGER):
                return False
            self._clients[client] += 1
            return True

    def _hold(self, connected: socket.socket, client: str) -> None:
        line = Line(connected, silence_seconds=self._rules.silence_seconds)
        try:
            Talk(line, self._rules, self._house, client=client, room=self._room).hold()
        except Exception:  # the channel loop's edge: one conversation must not end the others
            log.exception("handing over stumbled", extra=fields(port=self.port))
            with suppress(Gone):
                line.say(f"421 4.3.0 {self._rules.host} has stumbled; come again")
        finally:
            line.close()
            with self._lock:
                self._talks.pop(threading.current_thread(), None)
                self._clients -= Counter([client])


def _send_away(connected: socket.socket, host: str) -> None:
    line = Line(connected, silence_seconds=_BUSY_SECONDS)
    with suppress(Gone):
        line.say(f"421 4.3.2 {host} has too many callers; come again")
    line.close()


@contextmanager
def opened(rules: Rules, house: House, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Door]:
    """Give an open door, and close it afterwards. Raises OSError."""
    door = Door(rules, house, host=host, port=port)
    try:
        yield door
    finally:
        door.close()
