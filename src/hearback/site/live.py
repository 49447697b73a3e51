"""/live: what changed, as server-sent events; a page that was away asks for everything after its last number."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connection
from django.http import HttpRequest

from hearback.infra.events import KNOCK, after, latest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

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
        self._last = 0

    @contextlib.contextmanager
    def page(self) -> Any:
        """Give a page its queue for as long as it is open."""
        queue: asyncio.Queue[Told] = asyncio.Queue(WAITING)
        self._pages.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield queue
        finally:
            self._pages.discard(queue)

    async def _listen(self) -> None:
        while self._pages:
            try:
                await self._hear()
            except psycopg.Error:
                log.warning("live events interrupted")
                await asyncio.sleep(AGAIN_SECONDS)

    async def _hear(self) -> None:
        connection = await psycopg.AsyncConnection.connect(autocommit=True, **_database())
        async with connection:
            await connection.execute(f"LISTEN {KNOCK}")
            await self._catch_up(first=self._last == 0)
            while self._pages:
                async for _ in connection.notifies(timeout=BREATH_SECONDS, stop_after=1):
                    await self._catch_up(first=False)

    async def _catch_up(self, *, first: bool) -> None:
        if first:
            self._last = await in_thread(latest)
            return
        while events := await in_thread(after, self._last):
            self._last = events[-1][0]
            for number, topic, payload in events:
                self._tell((number, data(topic, payload)))

    def _tell(self, told: Told) -> None:
        for queue in self._pages:
            if queue.full():
                with contextlib.suppress(asyncio.QueueEmpty):
                    while True:
                        queue.get_nowait()
                told = (told[0], everything())
            queue.put_nowait(told)


BROADCASTER = Broadcaster()


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
    """Return what a page is told of an event: the topics it touches, and no content."""
    topics = [topic, *(f"conversation:{number}" for number in payload.get("conversations", []))]
    return json.dumps({"topics": topics})


def everything() -> str:
    """Return what a page is told that missed too much."""
    return json.dumps({"topics": ["*"]})


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one open page until it goes or its time is over. Signed-in colleagues only."""
    if not await in_thread(is_signed_in, _cookie(scope, settings.SESSION_COOKIE_NAME)):
        await _answer(send, 401)
        return
    await _answer(send, 200, more=True)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        with BROADCASTER.page() as queue:
            await asyncio.wait_for(_stream(scope, send, queue, gone), LASTS_SECONDS)
    except TimeoutError:
        pass
    finally:
        gone.cancel()
    with contextlib.suppress(Exception):  # the page is gone already
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _stream(scope: Scope, send: Send, queue: asyncio.Queue[Told], gone: asyncio.Task[None]) -> None:
    seen = _last_number(scope)
    missed = await in_thread(after, seen) if seen else []
    if len(missed) >= MISSED:
        missed = [(await in_thread(latest), "*", {})]
    for number, topic, payload in missed:
        seen = number
        await _event(send, number, everything() if topic == "*" else data(topic, payload))
    while not gone.done():
        try:
            number, line = await asyncio.wait_for(queue.get(), BREATH_SECONDS)
        except TimeoutError:
            await _write(send, ": still here\n\n")
            continue
        if number > seen:
            seen = number
            await _event(send, number, line)


async def _event(send: Send, number: int, line: str) -> None:
    await _write(send, f"id: {number}\ndata: {line}\n\n")


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, *, more: bool = False) -> None:
    headers = [(b"content-type", b"text/event-stream" if more else b"text/plain"), (b"cache-control", b"no-store")]
    headers += [(b"x-accel-buffering", b"no"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 1000\n\n" if more else b"", "more_body": more})


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _cookie(scope: Scope, name: str) -> str:
    try:
        cookies: SimpleCookie = SimpleCookie(_header(scope, b"cookie"))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def _last_number(scope: Scope) -> int:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("after", ["0"])[0]
    said = [_header(scope, b"last-event-id"), asked]
    return max(int(number) if number.isdigit() and len(number) < 19 else 0 for number in said)


def is_signed_in(session_key: str) -> bool:
    """Say whether a session belongs to a colleague who may sign in."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key or None)
    return bool(session_key) and get_user(request).is_authenticated
