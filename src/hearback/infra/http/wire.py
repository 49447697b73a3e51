"""Opens the checked connection and keeps its total time: what the HTTP library reads and writes goes through here."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable

import httpcore2

from hearback.infra.http.errors import WebError
from hearback.infra.http.guard import Resolve, may_reach

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Deadline:
    """The moment at which a whole request must be over, however slowly the other side drips."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        """Return the seconds one step may take. Raises httpcore2.ReadTimeout when none are left."""
        seconds = self._at - time.monotonic()
        if seconds <= 0:
            raise httpcore2.ReadTimeout("The time for the whole request is over.")
        return seconds if timeout is None else min(seconds, timeout)


class Guarded(httpcore2.NetworkBackend):
    """Connects to an address that was looked at, and to no other: a name is resolved once, here."""

    def __init__(self, *, deadline: Deadline, resolve: Resolve, trusted: Callable[[str, int], bool]) -> None:
        self._deadline = deadline
        self._resolve = resolve
        self._trusted = trusted

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore2.NetworkStream:
        """Return a connection to the first address of the host that may be reached and answers."""
        refused: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for address in self._addresses(host, port):
            try:
                stream = httpcore2.SyncBackend().connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refused = error
            else:
                return Timed(stream, self._deadline)
        raise refused or WebError(f"{host} has no address.", lasting=False)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = self._resolve(host, port)
        except (socket.gaierror, UnicodeError) as error:
            raise WebError(f"There is no host named {host}.", lasting=False) from error
        trusted = self._trusted(host, port)
        allowed = [address for address in found if may_reach(address, trusted=trusted)]
        if found and not allowed:
            raise WebError(f"{host} is inside a private network ({found[0]}); this is not allowed.", lasting=True)
        return allowed


class Timed(httpcore2.NetworkStream):
    """A connection whose every step ends with the request's own deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
