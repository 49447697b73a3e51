"""Facts about what is asked of conversations: who said what, in which order, and with whom."""

from __future__ import annotations

import pytest

from hearback.channels.contract import Kind
from hearback.conversations.actions import place
from hearback.conversations.models import Conversation, ThreadKey
from hearback.conversations.queries import (
    arrivals_of,
    by_key,
    current,
    last_said,
    messages,
    taking_part,
    with_person,
)
from hearback.people.models import Identity, Person

pytestmark = pytest.mark.django_db


def keys(read) -> list[str]:
    return [one.message.key for one in read]


def person(handle: str) -> int:
    return Identity.objects.get(handle=handle).person_id


@pytest.fixture
def pipes(voice):
    """Ann asks, Bea answers for us, Cem and then a machine go on."""
    place(
        [
            voice("a@x", hour=0),
            voice("b@x", hour=1, author="bea", answers=("a@x",), is_ours=True),
            voice("c@x", hour=2, author="cem", answers=("a@x",)),
            voice("d@x", hour=3, answers=("a@x",), kind=Kind.AUTO_REPLY),
        ]
    )
    return by_key("a@x")


def test_a_conversation_that_never_was_is_not_found(db):
    with pytest.raises(Conversation.DoesNotExist):
        current(4711)
    with pytest.raises(ThreadKey.DoesNotExist):
        by_key("nobody@x")


def test_messages_stand_in_the_order_in_which_they_were_said(pipes):
    assert keys(messages(pipes)) == ["a@x", "b@x", "c@x", "d@x"]


def test_of_many_the_newest_are_read_with_the_opening(pipes):
    assert keys(messages(pipes, newest=2)) == ["c@x", "d@x"]
    assert keys(messages(pipes, newest=2, with_opening=True)) == ["a@x", "c@x", "d@x"]


def test_reading_a_longer_conversation_asks_no_more_often(pipes, voice, django_assert_num_queries):
    with django_assert_num_queries(2):
        messages(pipes)
    place([voice(f"{n}@x", hour=n, answers=("a@x",)) for n in range(4, 30)])
    conversation = current(pipes.pk)

    with django_assert_num_queries(2):
        assert len(messages(conversation)) == 30


def test_the_last_word_from_outside_is_what_is_answered(pipes):
    assert last_said(pipes, without={Kind.AUTO_REPLY}).message.key == "c@x"
    assert last_said(pipes, without=()).message.key == "d@x"


def test_where_only_we_spoke_our_own_is_followed_up(voice):
    place([voice("b@x", author="bea", is_ours=True)])

    assert last_said(by_key("b@x"), without=()).message.key == "b@x"
    assert last_said(by_key("b@x"), without={Kind.PERSON}) is None


def test_a_message_knows_the_ways_by_which_it_came(voice, source):
    first, second = voice("a@x"), voice("a@x")
    place([second, first])
    (message,) = messages(by_key("a@x"))

    ways = arrivals_of(by_key("a@x"))

    assert ways == {message.message.id: [(source.pk, first.arrival), (source.pk, second.arrival)]}


def test_a_persons_conversations_are_those_they_take_part_in(pipes, voice):
    place([voice("e@x", hour=9)])

    assert set(with_person(person("ann@example.org"))) == {by_key("e@x"), pipes}
    assert list(with_person(person("cem@example.org"))) == [pipes]


def test_a_conversation_that_went_into_another_stands_there_once(voice):
    place([voice("a@x"), voice("b@x", hour=1)])
    place([voice("c@x", hour=2, answers=("a@x", "b@x"))])

    assert list(with_person(person("ann@example.org"))) == [by_key("a@x")]


def test_who_takes_part_is_told_in_the_order_they_were_met(pipes):
    ann, bea, cem = taking_part(pipes)

    assert [(one.namespace, one.handle, one.name) for one in (ann, bea, cem)] == [
        ("mail", "ann@example.org", "Ann"),
        ("mail", "bea@example.org", "Bea"),
        ("mail", "cem@example.org", "Cem"),
    ]
    assert ann.person == person("ann@example.org")


def test_whoever_has_no_name_is_called_by_their_address(voice):
    place([voice("d@x", author="dan")])
    Identity.objects.update(name="")
    Person.objects.update(name="")

    assert [one.name for one in taking_part(by_key("d@x"))] == ["dan@example.org"]
