"""A connection to a mail server, line by line, whose troubles are sentences that a person understands."""

from __future__ import annotations

import selectors
import socket
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS = 30.0
# Servers may think for a while over a slow disk before the next byte; a whole answer may take any time.
SILENCE_SECONDS = 120.0
LONGEST_LINE_BYTES = 16 << 20
_PIECE_BYTES = 1 << 16
# OpenSSL's X509_V_ERR_... numbers.
_EXPIRED = 10
_OTHER_NAME = (62, 64)
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST")


class Unreachable(ChannelError):
    """Nobody could be spoken to, or not safely; somebody else may be."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect. security: "tls", "starttls" or "none"."""

    host: str
    port: int
    security: str

    def __str__(self) -> str:
        return f"{self.host}, port {self.port},"


class Wire:
    """A connected socket that is read in lines and counted bytes. Every trouble is a ChannelError."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._buffer = bytearray()
        with _told(server):
            self._socket: socket.socket = socket.create_connection((server.host, server.port), CONNECT_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.security == "tls":
            self._encrypt()
        self._socket.settimeout(CONNECT_SECONDS)

    def be_patient(self, seconds: float | None = None) -> None:
        """Allow long silences from now on: the other side has shown that it speaks our language."""
        self._socket.settimeout(SILENCE_SECONDS if seconds is None else seconds)

    def greeting(self) -> bytes:
        """Return the first line; its absence often means that this port wants TLS."""
        try:
            return self.line()
        except ChannelError as error:
            if self.server.security == "tls":
                raise
            raise ChannelError(f"{error} Perhaps this port wants TLS.", lasting=error.lasting) from error

    def address_literal(self) -> bytes:
        """Return our own address as a mail server wants to be greeted with."""
        host = str(self._socket.getsockname()[0])
        return f"[IPv6:{host}]".encode() if ":" in host else f"[{host}]".encode()

    def start_tls(self) -> None:
        """Encrypt from now on. What was said before, and not yet read, may be anybody's words."""
        if self._buffer:
            raise ChannelError(f"{self.server} mixes plain and encrypted words; that is not safe.", lasting=True)
        self._encrypt()

    def send(self, words: bytes) -> None:
        """Send the bytes."""
        with _told(self.server):
            self._socket.sendall(words)

    def line(self) -> bytes:
        """Return the next line without its line end."""
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            if seen > LONGEST_LINE_BYTES:
                raise ChannelError(f"{self.server} sends a line without an end.", lasting=False)
            self._fill()
        return self._take(end + 1).rstrip(b"\r\n")

    def exactly(self, count: int) -> bytes:
        """Return the next bytes, that many."""
        while len(self._buffer) < count:
            self._fill()
        return self._take(count)

    def has_more(self, *, within_seconds: float) -> bool:
        """Wait until there is something to read; say whether there is."""
        if self._buffer or (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return bool(selector.select(within_seconds))

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._socket.close()

    def _encrypt(self) -> None:
        try:
            context = ssl.create_default_context()
            self._socket = context.wrap_socket(self._socket, server_hostname=self.server.host)
        except ssl.SSLError as error:
            self.close()
            raise _about_tls(self.server, error) from error
        except (OSError, UnicodeError) as error:
            self.close()
            raise _about_network(self.server, error) from error

    def _fill(self) -> None:
        with _told(self.server):
            piece = self._socket.recv(_PIECE_BYTES)
        if not piece:
            raise ChannelError(f"{self.server} closed the connection.", lasting=False)
        self._buffer += piece

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


@contextmanager
def _told(server: Server) -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeError) as error:
        raise _about_network(server, error) from error


def _about_network(server: Server, error: OSError | UnicodeError) -> Unreachable:
    if isinstance(error, (socket.gaierror, UnicodeError)):
        is_for_now = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        return Unreachable(f"There is no server called {server.host}.", lasting=not is_for_now)
    if isinstance(error, ConnectionRefusedError):
        sentence = f"{server} does not answer: the port may be wrong, or the server is down."
    elif isinstance(error, TimeoutError):
        sentence = f"{server} has not answered for too long."
    elif isinstance(error, (ConnectionError, ssl.SSLError)):
        sentence = f"{server} broke the connection."
    else:
        sentence = f"{server} cannot be reached: {error.strerror or error}."
    return Unreachable(sentence, lasting=False)


def _about_tls(server: Server, error: ssl.SSLError) -> Unreachable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _about_certificate(server, error)
    if isinstance(error, ssl.SSLEOFError):
        return _about_network(server, error)
    if error.reason in _NO_TLS:
        return Unreachable(f"{server} does not speak TLS from the first byte; try STARTTLS.", lasting=True)
    return Unreachable(f"{server} knows no way to encrypt that is safe today ({error.reason}).", lasting=True)


def _about_certificate(server: Server, error: ssl.SSLCertVerificationError) -> Unreachable:
    if error.verify_code == _EXPIRED:
        # The other side renews it some day, without anything changing here.
        return Unreachable(f"The certificate of {server.host} has expired.", lasting=False)
    if error.verify_code in _OTHER_NAME:
        return Unreachable(f"The certificate of {server.host} is for another name.", lasting=True)
    sentence = f"The certificate of {server.host} is not signed by anybody this machine trusts."
    return Unreachable(sentence, lasting=True)
