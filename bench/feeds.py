"""Asking feeds that did not change: the feed channel beside a bare conditional GET by the same HTTP library."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import httpx2

from bench.table import Row
from hearback.channels.feed.channel import CHANNEL
from hearback.channels.feed.settings import FeedSettings

_MANY, _FEW, _ROUNDS = 2_000, 200, 3
_UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nDate: Tue, 03 Mar 2026 10:00:00 GMT\r\n\r\n'


def measure(*, small: bool) -> list[Row]:
    """Return how many unchanged feeds are asked in a CPU second of ours; the server has a process of its own."""
    count = _FEW if small else _MANY
    with _server() as url:
        settings, headers = FeedSettings(url=url), {"If-None-Match": '"a"'}
        cursors = {"": {"url": url, "etag": '"a"', "modified": "", "seen": "x"}}
        # A feed is asked every quarter of an hour, so no connection is kept for it.
        unkept = httpx2.Client(limits=httpx2.Limits(max_keepalive_connections=0), trust_env=False)
        with unkept as client:
            bare = _best(lambda: client.get(url, headers=headers), count)
        ours = _best(lambda: list(CHANNEL.fetch(settings, cursors=cursors)), count)
    return [
        Row("unchanged feeds asked", f"{ours:,.0f} per CPU s", "a bare GET", f"{count:,} over loopback, 304 each"),
        Row("bare conditional GET (httpx2)", f"{bare:,.0f} per CPU s", "", "a new connection each time, as for a feed"),
    ]


def _best(ask: Callable[[], object], count: int) -> float:
    """Return the best rate of some rounds; the others were disturbed by what else the machine does."""
    ask()
    rates = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for _ in range(count):
            ask()
        rates.append(count / (time.process_time() - began))
    return max(rates)


@contextmanager
def _server() -> Iterator[str]:
    """Give the address of a server, in a process of its own, for which nothing has changed."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/feed"
    finally:
        process.terminate()
        process.join()


def _serve(told: Connection) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        told.send(listening.getsockname()[1])
        while True:
            taken, _ = listening.accept()
            with taken:
                while taken.recv(65_536):
                    taken.sendall(_UNCHANGED)
