"""Facts about /live: what is committed reaches the pages that are open, once, in order."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from hearback.infra.events import forget, tell
from hearback.site import live
from hearback.site.live import data, everything, in_thread
from hearback.site.tests.asking import Listening, tell_committed, told

pytestmark = pytest.mark.django_db(transaction=True)


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
