"""Small SMTP servers for tests: one that takes mail, and one that says exactly what it is told to."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from hearback.channels.mail.settings import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hearback.channels.mail.settings import MailSettings

USER, PASSWORD = "team@example.org", "open sesame"


class Box:
    """Takes mail for everybody but those it is told to refuse."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refused: dict[str, str] = {}
        self.asked: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and signature
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append(address)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 2.0.0 taken as 17"


class _OnAFreePort(Controller):
    """aiosmtpd knows a port of its own choice only by looking at the socket."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server(*, certificate: Path | None = None, wants_login: bool = False) -> Iterator[tuple[Box, int]]:
    """Give a server that takes mail, and its port; certificate: it offers STARTTLS with it, its key beside it."""
    box = Box()
    tls = None
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, certificate.with_name("key.pem"))
    controller = _OnAFreePort(
        box,
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        auth_required=wants_login,
        auth_require_tls=tls is not None,
        authenticator=_authenticate,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()


def _authenticate(_server, _session, _envelope, _mechanism, given) -> AuthResult:
    is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


class Script:
    """What a server that follows a script has heard."""

    def __init__(self) -> None:
        self.port = 0
        self.heard: list[bytes] = []
        self.mail = b""


@contextmanager
def scripted_server(*lines: bytes | None) -> Iterator[Script]:
    """Give a server that says one line after each command, the first at once; None: it hangs up there.

    After a line that begins with 354 it reads a whole mail before it says the next one.
    """
    script = Script()
    with socket.create_server(("127.0.0.1", 0)) as server:
        script.port = server.getsockname()[1]
        thread = threading.Thread(target=_follow, args=(server, lines, script), daemon=True)
        thread.start()
        yield script
        thread.join(5)


def _follow(server: socket.socket, lines: Sequence[bytes | None], script: Script) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as heard:
        for line in lines:
            if line is None:
                return
            connection.sendall(line + b"\r\n")
            if line.startswith(b"354"):
                script.mail = _mail(heard)
            else:
                script.heard.append(heard.readline().rstrip())


def _mail(heard) -> bytes:
    lines = []
    while (line := heard.readline()) not in {b".\r\n", b""}:
        lines.append(line)
    return b"".join(lines)


def settings_for(port: int, **changes: object) -> MailSettings:
    """Return settings that reach a server, unencrypted and without logging in."""
    return parse({"address": USER, "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", **changes})
