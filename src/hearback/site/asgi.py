"""One process, two ways: pages run in a pool of threads, /live stays open without one."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes

from a2wsgi import WSGIMiddleware

from hearback.site.wsgi import application as pages

from hearback.site.live import live  # isort: skip  # needs Django to be set up, which wsgi does

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hearback.site.live import Receive, Scope, Send

PAGE_THREADS = 12  # below the 16 connections of the pool, so that /live and jobs always find one

_pages: Any = WSGIMiddleware(pages, workers=PAGE_THREADS)  # type: ignore[arg-type]  # a2wsgi's environ is a TypedDict, Django's a dict


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request to the pages or to /live; answer the server's start and stop."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        await live(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(_quoted(scope), _whole(receive), send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _quoted(scope: Scope) -> Scope:
    """Percent-encode what somebody typed into an address: a2wsgi takes an ASCII query only."""
    query: bytes = scope["query_string"]
    if query.isascii():
        return scope
    return {**scope, "query_string": quote_from_bytes(query, safe=string.punctuation).encode()}


def _whole(receive: Receive) -> Receive:
    """Read what a browser sends as a coroutine, which a2wsgi needs and granian's own `receive` is not.

    A body that is cut off is an OSError, as Django expects it; it would be half a letter otherwise.
    """

    async def received() -> Mapping[str, Any]:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the browser went away before it had sent everything")
        return message

    return received
