"""The connection to whoever hands mail over: lines and contents, with an end to every patience."""

from __future__ import annotations

import re
import socket
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE_BYTES = 1 << 16
_LONGEST_COMMAND_BYTES = 8_192
_BARE = re.compile(rb"(?<!\r)\n")
_END = b"\r\n.\r\n"


class Gone(Exception):
    """The other side hung up, or was silent for too long."""


class Smuggled(Exception):
    """A line ended in a way that another server may see differently; nothing behind it can be believed."""


class TooLong(Exception):
    """More came than is taken."""


class Line:
    """One connection. silence_seconds: how long the other side may say nothing."""

    def __init__(self, connected: socket.socket, *, silence_seconds: float) -> None:
        self._socket = connected
        self._buffer = bytearray()
        self._silence = silence_seconds

    def say(self, *answers: str) -> None:
        """Send answers, one a line. Raises Gone."""
        try:
            self._socket.settimeout(self._silence)
            self._socket.sendall("".join(f"{one}\r\n" for one in answers).encode("utf-8", "replace"))
        except OSError as error:
            raise Gone from error

    def command(self) -> bytes:
        """Return the next line without its end. Raises Gone, Smuggled, TooLong."""
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LONGEST_COMMAND_BYTES:
                raise TooLong
            self._fill(self._silence)
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            raise Smuggled
        if len(line) > _LONGEST_COMMAND_BYTES:
            raise TooLong
        return line[:-2]

    def content(self, *, most_bytes: int, within_seconds: float, grows: Callable[[int], None]) -> bytes:
        """Return a mail up to the dot that ends it. Nothing but CRLF, dot, CRLF ends it.

        grows: called with the bytes that were kept since it was called last; what it raises ends this.
        Raises Gone; Smuggled when a bare LF is in it and TooLong when there is more, both after it has ended.
        """
        until = time.monotonic() + within_seconds
        # What stands before the first line counts as a line end, so that an empty mail ends, too.
        taken, seen, is_long = bytearray(b"\r\n"), 0, False
        while True:
            taken += self._buffer
            grows(len(self._buffer))
            self._buffer.clear()
            end = taken.find(_END, max(0, seen - len(_END)))
            if end >= 0:
                self._buffer += taken[end + len(_END) :]
                break
            if len(taken) > most_bytes + 2:
                is_long = True
                grows(len(_END) - len(taken))
                del taken[: -len(_END)]
            seen = len(taken)
            self._fill(min(self._silence, max(0.001, until - time.monotonic())))
        if is_long or end > most_bytes:
            raise TooLong
        return self._checked(taken[: end + 2])

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Encrypt from now on. Raises Gone, also when something was said before it was safe."""
        if self._buffer:
            raise Gone
        try:
            self._socket = context.wrap_socket(self._socket, server_side=True)
        except (OSError, ValueError) as error:
            raise Gone from error

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._socket.close()

    def _checked(self, taken: bytearray) -> bytes:
        if _BARE.search(taken):
            raise Smuggled
        return bytes(taken.replace(b"\r\n.", b"\r\n")[2:])

    def _fill(self, seconds: float) -> None:
        try:
            self._socket.settimeout(seconds)
            piece = self._socket.recv(_PIECE_BYTES)
        except OSError as error:
            raise Gone from error
        if not piece:
            raise Gone
        self._buffer += piece
