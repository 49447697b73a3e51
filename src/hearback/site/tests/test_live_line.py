"""Facts about the line behind /live: who may listen, what cuts it, and when it ends."""

import asyncio
import time

import psycopg
import pytest
from django.db import OperationalError, connection

from hearback.site import live
from hearback.site.live import in_thread, is_signed_in
from hearback.site.tests.asking import Listening, tell_committed, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_events_told_while_the_database_was_away_come_when_it_is_back(session, soon, caplog):
    def break_line():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN %' AND datname = current_database()"
            )
            return cursor.rowcount

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            broken = await in_thread(break_line)
            number = await told("inbox")
            return broken, number, await page.event()

    broken, number, event = asyncio.run(scene())
    assert broken == 1
    assert event == (number, ["inbox"])
    assert "live events interrupted" in caplog.text


def test_a_broadcaster_goes_on_after_a_query_of_its_own_failed(session, soon, monkeypatch):
    fails = iter([OperationalError("the database is away"), None])
    known = live.after

    def sometimes(*arguments):
        if trouble := next(fails, None):
            raise trouble
        return known(*arguments)

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            monkeypatch.setattr(live, "after", sometimes)
            number = await told("inbox")
            return number, await page.event()

    number, event = asyncio.run(scene())
    assert event == (number, ["inbox"])


def test_a_quiet_stream_says_that_it_is_there(session, soon):
    async def scene():
        async with Listening(session) as page:
            await page.opened()
            return (await page.next())["body"]

    assert asyncio.run(scene()).startswith(b":")


def test_a_stream_ends_at_once_when_the_page_goes(session):
    async def scene():
        async with Listening(session) as page:
            await page.opened()
            began = time.monotonic()
            page.hang_up()
            await asyncio.wait_for(page.served, 10)
            return time.monotonic() - began, page.sent.qsize()

    seconds, said_afterwards = asyncio.run(scene())
    assert seconds < 1
    assert said_afterwards == 0


def test_a_stream_ends_properly_when_its_time_is_over(session, monkeypatch):
    monkeypatch.setattr(live, "LASTS_SECONDS", 0.2)

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            return await page.next(), await asyncio.wait_for(page.served, 10)

    last, _ = asyncio.run(scene())
    assert not last["more_body"]


def test_a_broadcaster_without_pages_lets_its_connection_go(session, soon):
    def listening():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()"
            )
            return cursor.fetchone()[0]

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            during = await in_thread(listening)
        await asyncio.sleep(0.5)
        return during, await in_thread(listening)

    assert asyncio.run(scene()) == (1, 0)


def test_nobody_hears_anything():
    async def scene():
        async with Listening() as page:
            return await page.status(), await page.text()

    assert asyncio.run(scene()) == (401, "")


@pytest.mark.parametrize("cookie", ["invented", "'; DROP TABLE staff_colleague; --", '"', "é"], ids=repr)
def test_an_invented_session_is_nobodys(cookie):
    async def scene():
        async with Listening(cookie) as page:
            return await page.status()

    assert asyncio.run(scene()) == 401


def test_a_colleague_who_left_hears_nothing(session, bea):
    bea.is_active = False
    bea.save()
    assert not is_signed_in(session)


def test_a_session_that_was_signed_out_hears_nothing(session, bea):
    bea.set_password("eight red kites")
    bea.save()
    assert not is_signed_in(session)


@pytest.mark.parametrize(
    "before", ['prefs={"a": [1, 2]}', "odd name=1", "theme=dark"], ids=["json", "with-a-space", "ours"]
)
def test_cookies_of_other_programs_on_the_same_host_do_not_matter(session, before):
    async def scene():
        async with Listening(headers=[(b"cookie", f"{before}; sessionid={session}".encode())]) as page:
            return await page.opened()

    assert asyncio.run(scene()) == 200


def test_cookies_may_come_in_several_headers(session):
    async def scene():
        crumbs = [(b"cookie", b"theme=dark"), (b"cookie", f"sessionid={session}".encode())]
        async with Listening(headers=crumbs) as page:
            return await page.opened()

    assert asyncio.run(scene()) == 200


def test_without_the_database_the_page_is_told_to_come_again(session, monkeypatch, caplog):
    def away(key):
        raise OperationalError("the database is away")

    monkeypatch.setattr(live, "is_signed_in", away)

    async def scene():
        async with Listening(session) as page:
            return await page.status()

    assert asyncio.run(scene()) == 503
    assert "live events interrupted" in caplog.text


def test_a_page_whose_missed_events_cannot_be_read_looks_at_everything(session, monkeypatch):
    known = tell_committed("inbox")

    def away(seen):
        raise OperationalError("the database is away")

    monkeypatch.setattr(live, "missed", away)

    async def scene():
        async with Listening(session, after=known) as page:
            await page.opened()
            return await page.event()

    assert asyncio.run(scene()) == (known, ["*"])


def test_a_bug_ends_the_stream_and_is_seen_by_the_server(session, monkeypatch):
    def wrong(seen):
        raise ZeroDivisionError

    monkeypatch.setattr(live, "missed", wrong)

    async def scene():
        async with Listening(session, after=1) as page:
            await page.opened()
            await asyncio.wait({page.served}, timeout=2)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(scene())


def test_a_line_that_cannot_be_opened_is_tried_again(session, soon, monkeypatch):
    known, tries = live._database, []

    def sometimes():
        tries.append(1)
        return known() | ({"host": "/nowhere"} if len(tries) == 1 else {})

    monkeypatch.setattr(live, "_database", sometimes)

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            number = await told("inbox")
            return number, await page.event()

    number, event = asyncio.run(scene())
    assert event == (number, ["inbox"])
    assert len(tries) == 2


def test_the_listening_line_goes_where_the_pages_go():
    with psycopg.connect(**live._database()) as line:
        assert line.info.dbname == connection.settings_dict["NAME"]
