"""A small authorization server for tests (OAuth 2.0 with PKCE): it signs people in, rotates, refuses and forgets."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from hearback.channels.mail.oauth import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT, SECRET, BACK = "hearback-1", "a grey heron", "http://127.0.0.1:8000/sources/signed-in"


@dataclass
class AuthorizationServer:
    """Whom it signs in, and how it behaves.

    rotates: a refresh token is good once. answers: what is said instead, first to last: (status, body).
    lasts: seconds of an access token. has_refresh: whether it gives refresh tokens at all.
    """

    address: str = "team@example.org"
    rotates: bool = True
    lasts: object = 3600
    has_refresh: bool = True
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    port: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)
    pause: threading.Event | None = None
    _numbers: count = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **changes: object) -> Client:
        about = {
            "label": "Example",
            "authorize_url": f"{self.url}/authorize",
            "token_url": f"{self.url}/token",
            "scope": "mail offline",
            "client_id": CLIENT,
            "client_secret": SECRET,
        }
        return Client(**{**about, **changes})

    def sign_in(self, where: str) -> str:
        """Let a person agree on the sign-in page; return the address that the browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(where).query))
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = f"code-{next(self._numbers)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def grant(self) -> str:
        """Return a refresh token, as if somebody had signed in."""
        token = f"refresh-{next(self._numbers)}"
        self.refresh_tokens.add(token)
        return token

    def revoke(self) -> None:
        """Forget everything that was granted."""
        self.refresh_tokens.clear()
        self.access_tokens.clear()

    def answer(self, asked: dict[str, str]) -> tuple[int, bytes]:
        """Return what the token endpoint says."""
        self.asked.append(asked)
        if self.answers:
            return self.answers.pop(0)
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
            return self.no("invalid_client")
        if asked["grant_type"] == "authorization_code":
            begun = self.codes.pop(asked["code"], None)
            challenge = urlsafe_b64encode(sha256(asked["code_verifier"].encode()).digest()).rstrip(b"=").decode()
            if begun is None or (begun["code_challenge"], begun["redirect_uri"]) != (challenge, asked["redirect_uri"]):
                return self.no("invalid_grant")
            return self.tokens(self.grant())
        if asked["refresh_token"] not in self.refresh_tokens:
            return self.no("invalid_grant")
        if not self.rotates:
            return self.tokens("")
        self.refresh_tokens.remove(asked["refresh_token"])
        return self.tokens(self.grant())

    def inspect(self, asked: dict[str, str]) -> tuple[int, bytes]:
        """Tell a mail server whether a token is good, and whose it is (RFC 7662)."""
        told = {"active": asked.get("token") in self.access_tokens, "email": self.address}
        return 200, json.dumps(told).encode()

    def tokens(self, refresh: str) -> tuple[int, bytes]:
        access = f"access-{next(self._numbers)}"
        self.access_tokens.add(access)
        told = {"access_token": access, "token_type": "Bearer", "expires_in": self.lasts}
        if refresh and self.has_refresh:
            told["refresh_token"] = refresh
        claims = urlsafe_b64encode(json.dumps({"email": self.address}).encode()).rstrip(b"=").decode()
        return 200, json.dumps(told | {"id_token": f"e30.{claims}.signature"}).encode()

    def no(self, error: str, status: int = 400) -> tuple[int, bytes]:
        return status, json.dumps({"error": error, "error_description": f"It is {error}."}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: AuthorizationServer

    def do_GET(self) -> None:  # the base class names it
        """Show the sign-in page; the test agrees for whoever sits there."""
        said = b"<title>Sign in</title><h1>Who are you?</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_POST(self) -> None:  # the base class names it
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.state.pause:
            self.state.pause.wait(5)
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        status, said = self.state.inspect(asked) if self.path == "/introspect" else self.state.answer(asked)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")  # a mail server would keep the line to a stand-in that is gone
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def authorization_server(**behaviour: object) -> Iterator[AuthorizationServer]:
    """Give a running server on loopback."""
    state = AuthorizationServer(**behaviour)
    server = ThreadingHTTPServer(
        ("127.0.0.1", behaviour.get("port", 0)), type("Handler", (_Handler,), {"state": state})
    )
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
