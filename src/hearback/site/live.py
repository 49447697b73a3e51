"""/live: what changed, as server-sent events; a page that was away asks for everything after its last number."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.http import HttpRequest, parse_cookie

from hearback.infra.events import KNOCK, after, is_kept, latest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    Scope = Mapping[str, Any]
    Receive = Callable[[], Awaitable[Mapping[str, Any]]]
    Send = Callable[[Mapping[str, Any]], Awaitable[None]]
    Told = tuple[int, str]  # number, the event's line of data

log = logging.getLogger(__name__)

BREATH_SECONDS = 20.0  # a comment line, so that proxies and dead lines are noticed
LASTS_SECONDS = 300.0  # then the browser comes back by itself and is recognised anew
AGAIN_SECONDS = 2.0
WAITING = 256  # events a slow reader may lag behind before it is told to look at everything
MISSED = 200


class Broadcaster:
    """One listening connection for all open pages of this process."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[Told]] = set()
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._last = 0

    @contextlib.asynccontextmanager
    async def page(self) -> AsyncIterator[asyncio.Queue[Told]]:
        """Give a page its queue for as long as it is open; every event committed from now on comes through it."""
        queue: asyncio.Queue[Told] = asyncio.Queue(WAITING)
        self._pages.add(queue)
        try:
            if self._task is None or self._task.done():
                self._listening = asyncio.Event()
                self._task = asyncio.create_task(self._listen())
            await self._listening.wait()
            yield queue
        finally:
            self._pages.discard(queue)

    async def _listen(self) -> None:
        while self._pages:
            try:
                await self._hear()
            except (psycopg.Error, DatabaseError):
                log.warning("live events interrupted")
                await asyncio.sleep(AGAIN_SECONDS)

    async def _hear(self) -> None:
        async with await psycopg.AsyncConnection.connect(autocommit=True, **_database()) as line:
            await line.execute(f"LISTEN {KNOCK}")
            if not self._listening.is_set():
                self._last = await in_thread(latest)
                self._listening.set()
            while self._pages:
                await self._catch_up()
                async for _ in line.notifies(timeout=BREATH_SECONDS, stop_after=1):
                    pass

    async def _catch_up(self) -> None:
        while events := await in_thread(after, self._last):
            self._last = events[-1][0]
            for number, topic, payload in events:
                self._tell(number, data(topic, payload))

    def _tell(self, number: int, line: str) -> None:
        for queue in self._pages:
            if queue.full():
                _empty(queue)
                queue.put_nowait((number, everything()))
            else:
                queue.put_nowait((number, line))


BROADCASTER = Broadcaster()


def _empty(queue: asyncio.Queue[Told]) -> None:
    while not queue.empty():
        queue.get_nowait()


def _database() -> dict[str, Any]:
    known = settings.DATABASES["default"]
    named = {"dbname": known["NAME"], "user": known["USER"], "password": known["PASSWORD"], "host": known["HOST"]}
    named["port"] = known["PORT"]
    options = {key: value for key, value in known["OPTIONS"].items() if key != "pool"}
    return {key: value for key, value in {**named, **options}.items() if value != ""}


async def in_thread(call: Callable[..., Any], *arguments: Any) -> Any:
    """Run a database call in a thread that gives its connection back at once."""
    return await sync_to_async(_and_close, thread_sensitive=False)(call, arguments)


def _and_close(call: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    close_old_connections()
    try:
        return call(*arguments)
    finally:
        connection.close()


def data(topic: str, payload: Mapping[str, Any]) -> str:
    """Return what a page is told of an event: the topics it touches, and no content.

    An event that touched more conversations than it names is one about everything.
    """
    if payload.get("more"):
        return everything()
    topics = [topic, *(f"conversation:{number}" for number in payload.get("conversations", []))]
    return json.dumps({"topics": topics})


def everything() -> str:
    """Return what a page is told that has to look at everything again."""
    return json.dumps({"topics": ["*"]})


def missed(seen: int) -> list[Told]:
    """Return what a page is told that comes back knowing all events up to a number, oldest first."""
    events = after(seen, MISSED)
    if events and (len(events) == MISSED or not is_kept(seen)):
        return [(latest(), everything())]
    return [(number, data(topic, payload)) for number, topic, payload in events]


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one open page until it goes or its time is over. Signed-in colleagues only."""
    status = await _admission(scope)
    await _answer(send, status)
    if status != 200:
        return
    gone, stream = asyncio.create_task(_until_gone(receive)), asyncio.create_task(_stream(scope, send))
    try:
        await asyncio.wait({gone, stream}, timeout=LASTS_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        is_here = not gone.done()
    finally:
        gone.cancel()
        stream.cancel()
        await asyncio.wait({gone, stream})
    if is_here:
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    if not stream.cancelled():
        stream.result()  # only a bug ends it


async def _admission(scope: Scope) -> int:
    try:
        known = await in_thread(is_signed_in, _cookie(scope, settings.SESSION_COOKIE_NAME))
    except DatabaseError:
        log.warning("live events interrupted")
        return 503
    return 200 if known else 401


async def _stream(scope: Scope, send: Send) -> None:
    async with BROADCASTER.page() as queue:
        await _write(send, ": listening\n\n")
        seen = await _replay(scope, send)
        while True:
            try:
                number, line = await asyncio.wait_for(queue.get(), BREATH_SECONDS)
            except TimeoutError:
                await _write(send, ": still here\n\n")
                continue
            if number > seen:
                seen = number
                await _event(send, number, line)


async def _replay(scope: Scope, send: Send) -> int:
    """Tell what was missed; return the number up to which the page knows everything."""
    seen = _last_number(scope)
    if seen is None:
        return 0
    try:
        again = await in_thread(missed, seen)
    except DatabaseError:
        again = [(seen, everything())]
    for number, line in again:
        seen = number
        await _event(send, number, line)
    return seen


async def _event(send: Send, number: int, line: str) -> None:
    await _write(send, f"id: {number}\ndata: {line}\n\n")


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int) -> None:
    """Begin the stream, or refuse it."""
    is_open = status == 200
    headers = [(b"content-type", b"text/event-stream" if is_open else b"text/plain"), (b"cache-control", b"no-store")]
    headers += [(b"x-accel-buffering", b"no"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 1000\n\n" if is_open else b"", "more_body": is_open})


def _header(scope: Scope, name: bytes) -> str:
    return "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)


def _cookie(scope: Scope, name: str) -> str:
    return parse_cookie(_header(scope, b"cookie")).get(name, "")


def _last_number(scope: Scope) -> int | None:
    """Return the last number that a page knows, by its address or by what its browser remembers; None for none."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("after", [])
    said = [*asked, _header(scope, b"last-event-id")]
    return max((int(number) for number in said if number.isdecimal() and len(number) < 19), default=None)


def is_signed_in(session_key: str) -> bool:
    """Say whether a session belongs to a colleague who may sign in."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key or None)
    return bool(session_key) and get_user(request).is_authenticated
