"""Facts about the list of turns as a query: its pages, its neighbours, and the plans PostgreSQL makes for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearback.inbox.actions import assign, settle
from hearback.inbox.models import Turn
from hearback.inbox.queries.listing import BEFORE, BESIDE, Filter, around, counts, listing, neighbours
from hearback.infra.rows import execute, found

HOUR = timedelta(hours=1)


def numbers(page) -> list[int]:
    return [row.number for row in page.rows]


@pytest.mark.parametrize("state", ["ours", "settled"])
def test_pages_hold_every_turn_once_and_lead_back(cast, state):
    asked = [cast.asks(ago=(index // 2) * HOUR) for index in range(7)]
    if state == "settled":
        for number in asked:
            settle(number, reason="Thanks only", by=cast.bea, at=cast.now)
    whole = numbers(listing(Filter(state)))

    forth, page = [], listing(Filter(state), most=3)
    while True:
        forth.append(numbers(page))
        if not page.older:
            break
        page = listing(Filter(state), mark=page.older, most=3)
    back = [numbers(page)]
    while page.newer:
        page = listing(Filter(state), mark=page.newer, most=3)
        back.insert(0, numbers(page))

    assert [number for part in forth for number in part] == whole
    assert back == forth
    assert sorted(whole) == sorted(asked)


def test_neighbours_walk_through_the_whole_list(cast):
    asked = [cast.asks(ago=hours * HOUR) for hours in (5, 4, 3)]
    chosen = Filter()

    walk = [neighbours(chosen, Turn.objects.get(pk=number)) for number in asked]

    assert walk == [(None, asked[1]), (asked[0], asked[2]), (asked[1], None)]


def test_the_part_around_a_turn_leads_on_as_neighbours_do(cast):
    asked = [cast.asks(ago=hours * HOUR) for hours in range(45, 0, -1)]
    settle(asked[20], reason="Thanks only", by=cast.bea, at=cast.now)

    parts = {number: around(Filter(), Turn.objects.get(pk=number)) for number in (asked[0], asked[20], asked[-1])}

    left = [number for number in asked if number != asked[20]]
    assert numbers(parts[asked[0]]) == left[:BESIDE]
    assert numbers(parts[asked[20]]) == left[20 - BEFORE : 20 - BEFORE + BESIDE]
    assert numbers(parts[asked[-1]]) == left[-BEFORE - 1 :]
    for number, part in parts.items():
        assert (part.sooner, part.later) == neighbours(Filter(), Turn.objects.get(pk=number))


def test_neighbours_stay_within_what_is_chosen(cast):
    asked = [cast.asks(ago=hours * HOUR) for hours in (5, 4, 3)]
    for number in (asked[0], asked[2]):
        assign(number, to=cast.cem, by=cast.bea)

    assert neighbours(Filter(assignee=cast.cem.pk), Turn.objects.get(pk=asked[1])) == (asked[0], asked[2])


@pytest.mark.parametrize("state", ["theirs", "settled"])
def test_a_turn_of_ours_stands_in_other_lists_by_when_it_moved(cast, state):
    asked = [cast.asks(ago=hours * HOUR) for hours in (6, 5, 4)]
    for number in (asked[0], asked[2]):
        if state == "settled":
            settle(number, reason="Thanks only", by=cast.bea, at=cast.now)
        else:
            cast.answers(number)
    Turn.objects.filter(pk=asked[0]).update(moved_at=cast.now - 6 * HOUR)

    assert neighbours(Filter(state), Turn.objects.get(pk=asked[1])) == (asked[2], asked[0])


def test_counters_follow_every_change(cast):
    numbers = [cast.asks() for _ in range(3)]
    cast.answers(numbers[1])
    settle(numbers[2], reason="Thanks only", by=cast.bea, at=cast.now)
    assign(numbers[0], to=cast.cem, by=cast.bea)

    assert counts(Filter()) == {"ours": 1, "theirs": 1, "settled": 1}
    assert counts(Filter(assignee=cast.cem.pk)) == {"ours": 1, "theirs": 0, "settled": 0}
    assert counts(Filter(assignee=0)) == {"ours": 0, "theirs": 1, "settled": 1}
    assert counts(Filter(source=cast.mailbox.pk)) == {"ours": 1, "theirs": 1, "settled": 1}
    assert counts(Filter(source=cast.mailbox.pk + 1)) == {"ours": 0, "theirs": 0, "settled": 0}


@pytest.fixture
def many(cast):
    """Twenty thousand turns, of which half are ours."""
    number = cast.asks()
    execute(
        "INSERT INTO conversations_conversation (id, subject, preview, source_id, identity_id, message_count,"
        " started_at, last_said_at)"
        " SELECT id + n, subject, preview, source_id, identity_id, 1, started_at, last_said_at"
        " FROM conversations_conversation, generate_series(1, 20000) AS n WHERE id = %s",
        [number],
    )
    execute(
        "INSERT INTO inbox_turn (conversation_id, source_id, state, assignee_id, answer_due, moved_at, reason)"
        " SELECT conversation_id + n, source_id, (ARRAY['ours', 'theirs', 'ours', 'settled'])[1 + n %% 4],"
        " CASE WHEN n %% 3 = 0 THEN %s::bigint END, answer_due + n * interval '1 minute',"
        " moved_at + n * interval '1 minute', 'x'"
        " FROM inbox_turn, generate_series(1, 20000) AS n WHERE conversation_id = %s",
        [cast.bea.pk, number],
    )
    execute("ANALYZE inbox_turn, conversations_conversation", [])
    return cast


@pytest.mark.parametrize(
    "chosen",
    [
        Filter("ours"),
        Filter("theirs"),
        Filter("settled"),
        Filter("ours", assignee=0),
        Filter("ours", assignee=1),
        Filter("ours", source=1),
    ],
    ids=["ours", "theirs", "settled", "nobody", "somebody", "source"],
)
@pytest.mark.parametrize("which", ["first", "later"])
def test_a_page_reads_an_index_and_sorts_nothing_long(many, chosen, which):
    named = {
        "assignee": many.bea.pk if chosen.assignee else chosen.assignee,
        "source": chosen.source and many.mailbox.pk,
    }
    chosen = Filter(chosen.state, **named)
    mark = listing(chosen).older if which == "later" else ""

    with CaptureQueriesContext(connection) as asked:
        page = listing(chosen, mark=mark)

    assert len(page.rows) == 50
    plan = "\n".join(row[0] for row in found(f"EXPLAIN (ANALYZE, TIMING OFF) {asked.captured_queries[0]['sql']}", []))
    assert "Seq Scan on inbox_turn" not in plan, plan
    assert max(int(rows) for rows in re.findall(r"inbox_turn.*?actual rows=(\d+)", plan)) <= 200, plan
