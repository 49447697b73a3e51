"""One process, two ways: pages run in a pool of threads, /live stays open without one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearback.site.settings")

from a2wsgi import WSGIMiddleware

from hearback.site.wsgi import application as pages

from hearback.site.live import live  # isort: skip  # needs Django to be set up, which wsgi does

if TYPE_CHECKING:
    from hearback.site.live import Receive, Scope, Send

PAGE_THREADS = 12  # below the 16 connections of the pool, so that /live and jobs always find one

_pages: Any = WSGIMiddleware(pages, workers=PAGE_THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request to the pages or to /live; answer the server's start and stop."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        await live(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
