"""Facts about what stands beside a conversation: the person, the list it is in, and the ways to the next ones."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.cast import ANN, EVE, part
from tests.raw_mail import mail

from hearback.conversations.queries import by_key
from hearback.inbox.actions import settle

HOUR = timedelta(hours=1)


def shown(cast, number: int, query: str = "", *, by=None):
    return cast.browser(by).get(f"/conversations/{number}{query}")


def test_the_person_stands_beside_with_their_other_conversations(cast):
    other = cast.asks(subject="Another thing", ago=HOUR)
    number = cast.asks(Cc="Eve Ito <eve@example.net>")

    card = part(shown(cast, number, "?assignee=nobody"), 'id="person"')

    assert "Ann Archer" in card
    assert "ann@example.org" in card
    assert f'href="/conversations/{other}?assignee=nobody"' in card
    assert re.search(rf'href="/conversations/{number}[^"]*" aria-current="page"', card)
    assert re.search(r"Also here</dt><dd>Eve Ito<", card)


def test_of_many_conversations_the_newest_are_shown_and_the_way_to_all(cast):
    numbers = [cast.asks(ago=hours * HOUR) for hours in range(10)]

    card = part(shown(cast, numbers[0]), 'id="person"')

    assert [f"/conversations/{number}" in card for number in numbers] == [True] * 8 + [False] * 2
    assert "All conversations" in card


def test_nobody_outside_means_nobody_beside(cast):
    cast.hears(mail("Hello?", key="1@rotor.example", author="Bea <hello@rotor.example>", to=ANN))

    read = shown(cast, by_key("1@rotor.example").pk)

    assert read.status_code == 200
    assert "card" not in part(read, 'id="person"')


def test_the_list_stands_beside_with_the_open_row(cast):
    other, number = cast.asks(author=EVE), cast.asks()

    read = shown(cast, number, "?assignee=nobody")

    assert 'aria-current="true"' in part(read, f'id="row-{number}"')
    assert 'aria-current="true"' not in part(read, f'id="row-{other}"')
    assert f'href="/conversations/{other}?assignee=nobody"' in part(read, 'id="turns"')
    assert 'href="/?assignee=nobody" title="Back to the list"' in read.content.decode()


def test_next_and_previous_lead_through_the_list(cast):
    numbers = [cast.asks(ago=hours * HOUR) for hours in (3, 2, 1)]

    steps = part(shown(cast, numbers[1], "?assignee=nobody"), 'class="talk-steps"')

    assert f'href="/conversations/{numbers[0]}?assignee=nobody" data-key="k"' in steps
    assert f'href="/conversations/{numbers[2]}?assignee=nobody" data-key="j"' in steps


def test_the_ends_of_a_list_lead_nowhere(cast):
    number = cast.asks()

    assert "href" not in part(shown(cast, number), 'class="talk-steps"')


@pytest.mark.parametrize("leaves", ["settled", "answered"])
def test_a_conversation_that_has_left_the_list_stands_where_it_stood(cast, leaves):
    numbers = [cast.asks(ago=hours * HOUR) for hours in (3, 2, 1)]
    if leaves == "settled":
        settle(numbers[1], reason="Thanks only", by=cast.bea, at=cast.now)
    else:
        cast.answers(numbers[1])

    steps = part(shown(cast, numbers[1]), 'class="talk-steps"')

    assert f"/conversations/{numbers[0]}" in steps
    assert f"/conversations/{numbers[2]}" in steps
