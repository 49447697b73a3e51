"""Keeps the processes of one house running: pages, worker, listener, and the database below them.

Every child has a process group of its own, so Ctrl-C reaches only us and we stop the others in order. A shell
watches our end of a pipe: when we are killed, it ends the groups and gives the database back.
"""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from threading import Event
from types import FrameType
from urllib.parse import urlsplit

from hearback.infra import postgres
from hearback.site.database import DEMO_POST, data_folder, demo_sign_in, reachable_database

LOOK_SECONDS = 0.2
STOP_SECONDS = 8.0
PORT_SECONDS = 2.0  # children of one that was just killed need a moment to let go
STEADY_SECONDS = 30.0
LONGEST_PAUSE = 30.0

LAST_WILL = """
while read -r name group; do eval "$name=$group"; done
signal_all() { for name in prepare pages worker listener receiver; do
    eval "group=\\${$name-}"; [ -z "$group" ] || kill "-$1" "-$group" 2>/dev/null; done; }
signal_all TERM; sleep 1; signal_all KILL
[ -z "$1" ] || exec "$0" -c 'import sys, pathlib
from hearback.infra import postgres
postgres.stop(postgres.start(pathlib.Path(sys.argv[1])))' "$1"
"""


class CannotServe(Exception):
    """The pages cannot be offered; the text is one sentence that says why and what to do."""


@dataclass(slots=True)
class Child:
    """One process that is to run for as long as we do. pause: seconds before it is started again."""

    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 1.0


def run(*, host: str, port: int, demo: bool) -> int:
    """Serve until a signal says stop; return the exit code. Raises NoDatabase, CannotServe."""
    check_port(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    os.environ.setdefault("HEARBACK_ADDRESS", address)
    _say(f"Starting Hearback; its data is in {data_folder()}")
    stopping = Event()
    with _signals_set(stopping), reachable_database() as server, _watcher(server) as watcher:
        house = House(children(host, port), server, watcher)
        try:
            code = house.prepare(stopping, demo=demo)
            if code == 0 and not stopping.is_set():
                house.keep(stopping, address=address)
        finally:
            house.stop()
    if stopping.is_set():
        _say("Stopped.")
        return 0
    return code


def check_port(host: str, port: int) -> None:
    """Raise CannotServe when the port cannot be listened on."""
    until = time.monotonic() + PORT_SECONDS
    while (problem := _port_problem(host, port)) == errno.EADDRINUSE and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    if problem == errno.EADDRINUSE:
        free = next((each for each in range(port + 1, 65536) if not _port_problem(host, each)), 0)
        raise CannotServe(f"Port {port} is taken; try `make run PORT={free}`.")
    if problem == errno.EACCES:
        raise CannotServe(f"Port {port} is for root only; try `make run PORT=8000`.")
    if problem:
        raise CannotServe(f"Nothing can listen on {host}, port {port}: {os.strerror(problem)}.")


def children(host: str, port: int) -> list[Child]:
    """Return what a house consists of beside its database."""
    pages = ["granian", "--interface", "asgi", "--host", host, "--port", str(port), "--log-level", "error"]
    pages += ["--workers", "1", "--workers-kill-timeout", "2", "hearback.site.asgi:application"]
    found = [Child("pages", [sys.executable, "-m", *pages])]
    found.append(Child("worker", [sys.executable, "-m", "hearback.site.worker"]))
    if (files("hearback") / "listening/management/commands/listen.py").is_file():
        found.append(Child("listener", [sys.executable, "-m", "django", "listen"]))
    if os.environ.get("HEARBACK_LMTP") or os.environ.get("HEARBACK_SMTP"):
        found.append(Child("receiver", [sys.executable, "-m", "django", "listen_mail"]))
    return found


class House:
    """The processes of one house, started, watched, started again, and stopped together."""

    def __init__(self, children: list[Child], server: postgres.Server | None, watcher: subprocess.Popen[bytes]) -> None:
        self.children = children
        self.server = server
        self.watcher = watcher
        self.greeted = False

    def prepare(self, stopping: Event, *, demo: bool) -> int:
        """Bring the tables up to date, in a process of its own so that we stay small; return its exit code."""
        words = ["prepare", "--demo" if demo else "--no-demo"]
        child = Child("prepare", [sys.executable, "-m", "hearback.site.cli", *words])
        self._start(child)
        code = None
        try:
            while child.running and (code := child.running.poll()) is None and not stopping.wait(0.05):
                pass
        finally:
            _end(child)
        return code or 0

    def keep(self, stopping: Event, *, address: str) -> None:
        """Keep all running until `stopping` is set. Raises CannotServe when the pages never come up."""
        for child in self.children:
            self._start(child)
        while not stopping.wait(LOOK_SECONDS):
            for child in self.children:
                self._look_after(child)
            if self.server and not postgres.is_up(self.server):
                self._bring_database_back(self.server)
            if not self.greeted and _answers(address):
                self.greeted = True
                _greet(address)

    def stop(self) -> None:
        """End every child: politely at first; at once when a second signal comes."""
        left = [child for child in self.children if child.running]
        try:
            for child in left:
                _signal_group(child, signal.SIGTERM)
            until = time.monotonic() + STOP_SECONDS
            while any(child.running and child.running.poll() is None for child in left) and time.monotonic() < until:
                time.sleep(0.02)
        finally:
            for child in left:
                _end(child)

    def _start(self, child: Child) -> None:
        child.began = time.monotonic()
        child.running = subprocess.Popen(  # noqa: S603  # ours
            child.command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=self._telling(child.name),  # noqa: PLW1509  # between fork and exec it only writes a line
        )

    def _telling(self, name: str) -> Callable[[], None] | None:
        """Return what a child does before anything else: it tells the watcher its group, so that all are known."""
        if self.watcher.stdin is None or self.watcher.stdin.closed:
            return None
        pipe = self.watcher.stdin.fileno()

        def tell() -> None:
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)
            with suppress(OSError):
                os.write(pipe, f"{name} {os.getpid()}\n".encode())
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)

        return tell

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.running is None:
            if now - child.began > child.pause:
                self._start(child)
            return
        code = child.running.poll()
        if code is None:
            return
        _end(child)
        if child.name == "pages" and not self.greeted:
            raise CannotServe("The pages did not start; the lines above say why.")
        child.pause = 1.0 if now - child.began > STEADY_SECONDS else min(child.pause * 2, LONGEST_PAUSE)
        child.began = now
        _say(f"The {child.name} stopped ({_how(code)}); it starts again in {child.pause:.0f} s.")

    def _bring_database_back(self, server: postgres.Server) -> None:
        _say("The database stopped; it starts again.")
        # Our first reference still stands, so giving the second one back stops nothing.
        postgres.stop(postgres.start(server.data))


@contextmanager
def _signals_set(stopping: Event) -> Iterator[None]:
    def on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # the shape of a handler
        if stopping.is_set():
            raise KeyboardInterrupt
        stopping.set()

    wanted = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        wanted.append(signal.SIGHUP)
    before = {each: signal.signal(each, on_signal) for each in wanted}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _watcher(server: postgres.Server | None) -> Iterator[subprocess.Popen[bytes]]:
    words = ["/bin/sh", "-c", LAST_WILL, sys.executable, str(server.data) if server else ""]
    with subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True) as watcher:  # noqa: S603  # ours
        try:
            yield watcher
        finally:
            watcher.kill()


def _signal_group(child: Child, number: int) -> None:
    if child.running:
        with suppress(ProcessLookupError, PermissionError):  # macOS says so of a group of the dead
            os.killpg(child.running.pid, number)


def _end(child: Child) -> None:
    if child.running:
        _signal_group(child, signal.SIGKILL)  # what it started and left behind
        child.running.wait()
        child.running = None


def _port_problem(host: str, port: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error.errno or errno.EINVAL
    return None


def _answers(address: str) -> bool:
    parts = urlsplit(address)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(parts.hostname or "", parts.hostname or "")  # noqa: S104  # looked up
    connection = http.client.HTTPConnection(host, parts.port, timeout=2)
    try:
        connection.request("GET", "/", headers=_allowed_host())
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _allowed_host() -> dict[str, str]:
    """Return the header by which Django knows our own question as one of its house; {} where any host will do."""
    named = os.environ.get("HEARBACK_HOSTS", "").partition(",")[0].strip().removeprefix(".")
    return {"Host": named} if named not in {"", "*"} else {}


def _greet(address: str) -> None:
    _say(f"\nHearback is at {address}")
    if (sign_in := demo_sign_in()) is not None:
        _say(f"This is the demo town. {sign_in}")
        _say(f"Answers sent there stay on this machine, in {data_folder() / DEMO_POST}")
        _say("To start empty: make run DEMO=0 (or hearback run --no-demo)")
    _say("Ctrl-C stops everything.\n")


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # for the person at the terminal
