"""A browser's end of the ASGI application, in the process of the test."""

from __future__ import annotations

import asyncio
import json

from django.db import transaction

from hearback.infra.events import latest, tell
from hearback.site.asgi import application
from hearback.site.live import in_thread

PATIENCE_SECONDS = 15


class Asking:
    """One request: its answer comes piece by piece, and leaving the block hangs up.

    Like granian's, `receive` gives an awaitable that is no coroutine.
    """

    def __init__(self, path, *, method="GET", query=b"", headers=(), body=(b"",)):
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "query_string": query,
            "headers": [(b"host", b"testserver"), *headers],
            "server": ("testserver", 80),
            "client": ("127.0.0.1", 50_000),
        }
        self.coming = asyncio.Queue()
        for place, piece in enumerate(body, 1):
            self.coming.put_nowait({"type": "http.request", "body": piece, "more_body": place < len(body)})
        self.sent = asyncio.Queue()

    async def __aenter__(self):
        self.served = asyncio.create_task(application(self.scope, self.receive, self.sent.put))
        return self

    async def __aexit__(self, *trouble):
        self.hang_up()
        await asyncio.wait_for(self.served, PATIENCE_SECONDS)

    def receive(self):
        return asyncio.ensure_future(self.coming.get())

    def hang_up(self):
        self.coming.put_nowait({"type": "http.disconnect"})

    async def next(self, seconds=PATIENCE_SECONDS):
        return await asyncio.wait_for(self.sent.get(), seconds)

    async def status(self):
        return (await self.next())["status"]

    async def text(self):
        """Return the rest of an answer that ends."""
        await asyncio.wait_for(asyncio.shield(self.served), PATIENCE_SECONDS)
        return b"".join(self.sent.get_nowait().get("body", b"") for _ in range(self.sent.qsize())).decode()


class Listening(Asking):
    """An open page: /live for the browser that has this session."""

    def __init__(self, session="", *, after=None, headers=()):
        cookie = [(b"cookie", f"sessionid={session}".encode())] if session else []
        query = b"" if after is None else f"after={after}".encode()
        super().__init__("/live", query=query, headers=[*cookie, *headers])

    async def opened(self):
        """Return the status, once the page is listened for."""
        status = await self.status()
        while (await self.next())["body"] != b": listening\n\n":
            pass
        return status

    async def event(self, seconds=2):
        """Return the next event: its number and its topics. Comments are passed over."""
        while (words := (await self.next(seconds))["body"].decode()).startswith(":"):
            pass
        number, line = words.removesuffix("\n\n").split("\n")
        return int(number.removeprefix("id: ")), json.loads(line.removeprefix("data: "))["topics"]

    async def silence(self, seconds):
        """Return whether nothing but comments comes for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self.event(seconds * 2)
        except TimeoutError:
            return True
        return False


def tell_committed(topic, **payload):
    """Tell something in a transaction of its own; return its number."""
    with transaction.atomic():
        tell(topic, **payload)
    return latest()


async def told(topic, **payload):
    """Tell something from another thread, as another process would; return its number."""
    return await in_thread(lambda: tell_committed(topic, **payload))
