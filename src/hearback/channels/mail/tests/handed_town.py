"""A town that mail is handed to, and callers who say what they like: for tests of doors."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from hearback.channels.mail.handed import Handed, NotNow, Rules, home_among, opened

LMTP = Rules(is_lmtp=True, host="box.example.org")
SMTP = replace(LMTP, is_lmtp=False)
MAIL = b"From: ann@example.net\r\nSubject: Hello\r\n\r\n..dots\r\n.\x2e\r\nend\r\n"


class Town:
    """Knows three mailboxes, and keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, Handed]] = []
        self.closed: set[int] = set()
        self.is_away = False

    def home_of(self, address: str) -> int | None:
        if self.is_away:
            raise NotNow("the house is\r\nclosed")
        return home_among({"team@example.org": 1, "help@example.org": 2, "*@all.example": 3}, address)

    def take(self, home: int, handed: Handed) -> None:
        if home in self.closed:
            raise NotNow("")
        self.kept.append((home, handed))


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def lmtp(town):
    with opened(LMTP, town) as opened_door:
        yield opened_door


@pytest.fixture
def smtp(town):
    with opened(SMTP, town) as opened_door:
        yield opened_door


class Caller:
    """Says what it likes, byte by byte."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.file = self.socket.makefile("rb")
        self.greeting = self.hears()

    def says(self, *lines: str) -> str:
        self.socket.sendall("".join(f"{one}\r\n" for one in lines).encode("utf-8", "surrogateescape"))
        return [self.hears() for _ in lines][-1]

    def sends(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def hears(self) -> str:
        while (said := self.file.readline().decode())[3:4] == "-":
            pass
        return said.strip()

    def is_sent_away(self) -> bool:
        try:
            return self.file.read() == b""
        except ConnectionError:
            return True


@pytest.fixture
def calls():
    callers = []

    def call(opened_door) -> Caller:
        callers.append(Caller(opened_door.port))
        return callers[-1]

    yield call
    for caller in callers:
        caller.file.close()
        caller.socket.close()


def begun(caller: Caller, *recipients: str, hello: str = "LHLO") -> Caller:
    caller.says(f"{hello} mx.example.net", "MAIL FROM:<ann@example.net>")
    for one in recipients or ("team@example.org",):
        caller.says(f"RCPT TO:<{one}>")
    return caller
