"""A stand-in for providers' HTTP interfaces: it takes what is posted, and answers as it is told to."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class ProviderServer:
    """What was posted: (path, headers, body). answer: (status, body, headers); None: it hangs up without a word."""

    answer: tuple[int, object, dict[str, str]] | None = (200, {}, {})
    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def says(self, status: int, body: object, **headers: str) -> None:
        self.answer = (status, body, {name.replace("_", "-"): text for name, text in headers.items()})


class _Handler(BaseHTTPRequestHandler):
    state: ProviderServer

    def do_POST(self) -> None:  # the base class names it
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.state.posted.append((self.path, dict(self.headers.items()), body))
        if self.state.answer is None:
            return
        status, said, headers = self.state.answer
        raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def provider_server() -> Iterator[ProviderServer]:
    """Give a running server on loopback."""
    state = ProviderServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
