"""Facts about what else we talk about with somebody."""

from __future__ import annotations

from datetime import timedelta

from hearback.conversations.models import Conversation
from hearback.inbox.actions import settle
from hearback.inbox.queries.talks import talks_of
from hearback.people.models import Identity

HOUR = timedelta(hours=1)


def test_talks_come_newest_first_with_whose_turn_each_is(cast):
    older, newer = cast.asks(ago=2 * HOUR), cast.asks(ago=HOUR)
    cast.asks(author="Eve <eve@example.net>")
    settle(older, reason="Thanks only", by=cast.bea, at=cast.now)
    ann = Identity.objects.get(handle="ann@example.org").person

    talks = talks_of(ann, most=9)

    assert [(one.number, one.state) for one in talks] == [(newer, "ours"), (older, "settled")]
    assert [one.number for one in talks_of(ann, most=1)] == [newer]


def test_what_went_into_another_conversation_stands_there_once(cast):
    one, other = cast.asks(ago=2 * HOUR), cast.asks(ago=HOUR)
    Conversation.objects.filter(pk=other).update(merged_into=one)
    ann = Identity.objects.get(handle="ann@example.org").person

    assert [talk.number for talk in talks_of(ann, most=9)] == [one]
