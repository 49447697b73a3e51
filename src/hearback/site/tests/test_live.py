"""Facts about /live: what is committed reaches the pages that are open, once, in order, and nobody else."""

import asyncio
import time
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from hearback.infra.events import forget, latest, tell
from hearback.site import live
from hearback.site.live import data, everything, in_thread, is_signed_in
from hearback.site.tests.asking import Listening
from hearback.staff.actions import welcome
from hearback.staff.models import Colleague

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bea():
    return welcome(email="bea@rotor.example", name="Bea", password="seven red kites", role=Colleague.COLLEAGUE)


@pytest.fixture
def session(bea):
    client = Client()
    client.force_login(bea)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def soon(monkeypatch):
    """Let what takes seconds on a real page take tenths."""
    monkeypatch.setattr(live, "BREATH_SECONDS", 0.1)
    monkeypatch.setattr(live, "AGAIN_SECONDS", 0.05)


def tell_committed(topic, **payload):
    with transaction.atomic():
        tell(topic, **payload)
    return latest()


async def told(topic, **payload):
    """Tell something in a transaction of another thread; return its number."""
    return await in_thread(lambda: tell_committed(topic, **payload))


def test_an_event_reaches_an_open_page_within_two_seconds(session):
    async def scene():
        async with Listening(session) as page:
            assert await page.opened() == 200
            began = time.monotonic()
            number = await told("inbox", conversations=[7], more=0)
            return number, await page.event(), time.monotonic() - began

    number, event, seconds = asyncio.run(scene())
    assert event == (number, ["inbox", "conversation:7"])
    assert seconds < 2


def test_an_event_is_heard_at_the_commit_and_not_before(session):
    def tell_slowly():
        with transaction.atomic():
            tell("inbox")
            time.sleep(0.5)
        return time.monotonic()

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            telling = asyncio.create_task(in_thread(tell_slowly))
            await page.event(seconds=4)
            heard = time.monotonic()
            return heard, await telling

    heard, committed = asyncio.run(scene())
    assert heard > committed - 0.1


def test_what_is_rolled_back_was_never_told(session):
    def regret():
        with transaction.atomic():
            tell("inbox")
            transaction.set_rollback(True)

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            await in_thread(regret)
            number = await told("source:3")
            return number, await page.event()

    number, event = asyncio.run(scene())
    assert event == (number, ["source:3"])


def test_every_open_page_is_told(session):
    async def scene():
        async with Listening(session) as one, Listening(session) as other:
            await one.opened(), await other.opened()
            await told("inbox")
            return await one.event(), await other.event()

    one, other = asyncio.run(scene())
    assert one == other


def test_a_page_that_comes_back_is_told_what_it_missed_once_and_in_order(session):
    known = tell_committed("inbox")
    numbers = [tell_committed("inbox"), tell_committed("source:3")]

    async def scene():
        async with Listening(session, after=known) as page:
            await page.opened()
            again = [await page.event(), await page.event()]
            number = await told("inbox")
            return again, number, await page.event()

    again, number, event = asyncio.run(scene())
    assert again == [(numbers[0], ["inbox"]), (numbers[1], ["source:3"])]
    assert event == (number, ["inbox"])


def test_what_the_browser_remembers_counts_when_it_is_newer_than_the_address(session):
    old = tell_committed("inbox")
    known, fresh = tell_committed("inbox"), tell_committed("source:3")

    async def scene():
        remembered = [(b"last-event-id", str(known).encode())]
        async with Listening(session, after=old, headers=remembered) as page:
            await page.opened()
            return await page.event()

    assert asyncio.run(scene()) == (fresh, ["source:3"])


def test_a_page_that_knows_everything_is_told_nothing(session):
    known = tell_committed("inbox")

    async def scene():
        async with Listening(session, after=known) as page:
            await page.opened()
            return await page.silence(0.3)

    assert asyncio.run(scene())


@pytest.mark.parametrize("after", [None, "", "x", "-4", "²", "9" * 30], ids=repr)
def test_a_page_that_names_no_number_hears_only_what_is_new(session, after):
    tell_committed("inbox")

    async def scene():
        async with Listening(session, after=after) as page:
            await page.opened()
            number = await told("source:3")
            return number, await page.event()

    number, event = asyncio.run(scene())
    assert event == (number, ["source:3"])


def test_a_page_that_missed_too_much_is_told_to_look_at_everything(session, monkeypatch):
    monkeypatch.setattr(live, "MISSED", 3)
    known = tell_committed("inbox")
    numbers = [tell_committed("inbox") for _ in range(3)]

    async def scene():
        async with Listening(session, after=known) as page:
            await page.opened()
            return await page.event()

    assert asyncio.run(scene()) == (numbers[-1], ["*"])


def test_a_page_that_was_away_until_events_were_forgotten_is_told_to_look_at_everything(session):
    known = tell_committed("inbox")
    tell_committed("inbox")
    number = tell_committed("inbox")
    forget(before=timezone.now() + timedelta(seconds=1))

    async def scene():
        async with Listening(session, after=known) as page:
            await page.opened()
            return await page.event()

    assert asyncio.run(scene()) == (number, ["*"])


def test_a_page_made_before_the_first_event_ever_hears_of_it(session):
    number = tell_committed("inbox")

    async def scene():
        async with Listening(session, after=0) as page:
            await page.opened()
            return await page.event()

    assert asyncio.run(scene()) == (number, ["*"])


def test_a_slow_page_is_told_to_look_at_everything_and_others_are_not(session, monkeypatch):
    monkeypatch.setattr(live, "WAITING", 2)

    async def scene():
        broadcaster = live.Broadcaster()
        async with broadcaster.page() as slow, broadcaster.page() as quick:
            heard = []
            for _ in range(3):
                await told("inbox")
                heard.append(await asyncio.wait_for(quick.get(), 2))
            return [slow.get_nowait() for _ in range(slow.qsize())], heard

    left, heard = asyncio.run(scene())
    assert left == [(heard[-1][0], everything())]
    assert {line for _, line in heard} == {data("inbox", {})}


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
            await asyncio.wait_for(page.served, 2)
            return time.monotonic() - began, page.sent.qsize()

    seconds, said_afterwards = asyncio.run(scene())
    assert seconds < 1
    assert said_afterwards == 0


def test_a_stream_ends_properly_when_its_time_is_over(session, monkeypatch):
    monkeypatch.setattr(live, "LASTS_SECONDS", 0.2)

    async def scene():
        async with Listening(session) as page:
            await page.opened()
            return await page.next(), await asyncio.wait_for(page.served, 2)

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


def test_an_event_told_while_a_page_catches_up_comes_once(session, monkeypatch):
    known = tell_committed("inbox")
    find = live.missed

    def meanwhile(seen):
        tell_committed("source:3")
        return find(seen)

    monkeypatch.setattr(live, "missed", meanwhile)

    async def scene():
        async with Listening(session, after=known) as page:
            await page.opened()
            return (await page.event())[1], await page.silence(0.4)

    assert asyncio.run(scene()) == (["source:3"], True)


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


@pytest.mark.parametrize(
    ("payload", "topics"),
    [
        ({}, '{"topics": ["inbox"]}'),
        ({"conversations": [7, 9], "more": 0}, '{"topics": ["inbox", "conversation:7", "conversation:9"]}'),
        ({"conversations": [7], "more": 3}, '{"topics": ["*"]}'),
    ],
    ids=["topic", "conversations", "more-than-it-names"],
)
def test_a_page_is_told_topics_and_no_content(payload, topics):
    assert data("inbox", payload | {"subject": "secret"}) == topics
