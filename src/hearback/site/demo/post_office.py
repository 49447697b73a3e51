"""Takes what leaves the demo town: an answer written there can be sent, and goes no further than this machine."""

from __future__ import annotations

import socketserver
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_BYTES = 64 << 20
_LINE_BYTES = 1 << 16
_SILENCE_SECONDS = 60.0
_PORT_FILE = ".port"


@contextmanager
def post_office(folder: Path) -> Iterator[int]:
    """Take mail by SMTP on this machine only, and keep each as an .eml file in a folder; yields the port.

    The port is the one of the last time, where it is free. Nobody answers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _opened(folder) as server:
        port = int(server.server_address[1])
        (folder / _PORT_FILE).write_text(str(port))
        Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        try:
            yield port
        finally:
            server.shutdown()


def _opened(folder: Path) -> _Server:
    with suppress(OSError, ValueError, OverflowError):
        return _Server(folder, int((folder / _PORT_FILE).read_text()))
    return _Server(folder, 0)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Clerk)
        self._folder = folder
        self._lock = Lock()

    def keep(self, mail: bytes) -> str:
        """Keep a mail under the next free number; return the name of its file."""
        with self._lock:
            for number in count(1 + sum(1 for _ in self._folder.glob("*.eml"))):
                with suppress(FileExistsError), (self._folder / f"{number:04}.eml").open("xb") as file:
                    file.write(mail)
                    break
        return f"{number:04}.eml"


class _Clerk(socketserver.StreamRequestHandler):
    """One conversation: as much of RFC 5321 as a mail program needs."""

    timeout = _SILENCE_SECONDS
    server: _Server

    def handle(self) -> None:
        """Answer line by line until the other side goes."""
        with suppress(OSError):
            self._say("220 The demo town's post office: nothing goes further than this machine.")
            while line := self.rfile.readline(_LINE_BYTES):
                word = line[:4].strip().upper()
                self._answer(word)
                if word == b"QUIT":
                    return

    def _answer(self, word: bytes) -> None:
        if word == b"EHLO":
            self._say(f"250-demo\r\n250-SIZE {LARGEST_BYTES}\r\n250-8BITMIME\r\n250 SMTPUTF8")
        elif word == b"DATA":
            self._say("354 Go on.")
            self._take()
        elif word == b"QUIT":
            self._say("221 Goodbye.")
        elif word in {b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"}:
            self._say("250 Good.")
        else:
            self._say("502 Not here.")

    def _take(self) -> None:
        """Keep the lines up to the dot; a mail whose end never comes is not kept."""
        lines: list[bytes] = []
        size = 0
        while (line := self.rfile.readline(LARGEST_BYTES)) not in {b".\r\n", b""}:
            size += len(line)
            if size <= LARGEST_BYTES:
                lines.append(line.removeprefix(b"."))
        if size > LARGEST_BYTES:
            self._say("552 Too large.")
        elif line:
            self._say(f"250 Kept as demo-post/{self.server.keep(b''.join(lines))}")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
