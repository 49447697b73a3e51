"""Facts about the one process: requests reach the pages whole, and the server's start and stop are answered."""

import asyncio

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from hearback.site.asgi import application
from hearback.site.tests.asking import Asking

FORM = [(b"content-type", b"application/x-www-form-urlencoded")]


@csrf_exempt
@login_not_required
def echo(request):
    return HttpResponse(request.POST.get("text", "") or request.GET.get("q", ""))


urlpatterns = [path("echo", echo)]
pytestmark = pytest.mark.urls(__name__)


def answer(asking):
    async def ask():
        async with asking as asked:
            return await asked.status(), await asked.text()

    return asyncio.run(ask())


def posted(*pieces, length=None):
    size = str(length or sum(map(len, pieces))).encode()
    return Asking("/echo", method="POST", headers=[*FORM, (b"content-length", size)], body=pieces)


def test_a_page_gets_what_a_browser_sends():
    assert answer(posted(b"text=hello")) == (200, "hello")


def test_a_page_gets_what_comes_in_pieces():
    assert answer(posted(b"text=hel", b"", b"lo")) == (200, "hello")


def test_half_a_letter_is_not_taken_for_a_whole_one():
    async def ask():
        asking = posted(b"text=Dear Jon, I am not", length=1000)
        asking.coming = asyncio.Queue()
        asking.coming.put_nowait({"type": "http.request", "body": b"text=Dear Jon, I am not", "more_body": True})
        async with asking:
            asking.hang_up()
            return await asking.status(), await asking.text()

    status, text = asyncio.run(ask())
    assert status >= 400
    assert "Dear Jon" not in text


@pytest.mark.parametrize("query", ["q=café".encode(), b"q=caf%C3%A9"], ids=["as-typed", "encoded"])
def test_a_query_may_hold_any_letter(query):
    assert answer(Asking("/echo", query=query)) == (200, "café")


def test_an_encoded_query_stays_as_it_is_beside_raw_letters():
    assert answer(Asking("/echo", query="a=é&q=1%2B1+=%26".encode())) == (200, "1+1 =&")


def test_the_servers_start_and_stop_are_answered():
    async def begin_and_end():
        coming, sent = asyncio.Queue(), asyncio.Queue()
        coming.put_nowait({"type": "lifespan.startup"})
        coming.put_nowait({"type": "lifespan.shutdown"})
        await application({"type": "lifespan"}, coming.get, sent.put)
        return [sent.get_nowait()["type"] for _ in range(sent.qsize())]

    assert asyncio.run(begin_and_end()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_other_kinds_of_connection_are_let_go():
    async def begin():
        sent = asyncio.Queue()
        await application({"type": "websocket", "path": "/live"}, sent.get, sent.put)
        return sent.qsize()

    assert asyncio.run(begin()) == 0
