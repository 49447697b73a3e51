"""Facts about moving one message into another conversation: answers follow it, and it can be taken back."""

from __future__ import annotations

import pytest
from tests.cast import words

from hearback.conversations.models import Apart, Conversation
from hearback.conversations.queries import by_key, current, messages
from hearback.inbox.actions import join, move, undo
from hearback.inbox.tests.writing import HOUR
from hearback.infra.errors import Refusal


@pytest.fixture
def lamps(cast) -> tuple[int, int]:
    """A conversation about a lamp into which a word about a pump has come, and the one about the pump."""
    lamp = cast.asks("The lamp is dark.", subject="The lamp", ago=5 * HOUR)
    cast.asks("The pump drips, too.", subject="The lamp", key="drip@example.org", answers=(cast.last_key(lamp),),
              ago=3 * HOUR, Cc="Dan <dan@example.org>")  # fmt: skip
    cast.asks("It still is dark.", subject="The lamp", answers=(cast.last_key(lamp),), ago=2 * HOUR)
    pump = cast.asks("The pump is loud.", subject="The pump", author="Eve <eve@elsewhere.example>", ago=4 * HOUR)
    return lamp, pump


def said_in(number: int) -> list[str]:
    return [one.text.strip() for one in messages(current(number))]


def drip(number: int) -> int:
    return next(one.message.id for one in messages(current(number)) if "drips" in one.text)


def row(number: int) -> dict:
    return Conversation.objects.values().get(pk=number)


def test_a_message_goes_alone_and_stands_in_the_order_of_time(cast, lamps):
    lamp, pump = lamps

    read = cast.browser().post(f"/conversations/{lamp}/move", {"message": drip(lamp), "other": pump}, follow=True)

    assert read.redirect_chain == [(f"/conversations/{pump}", 303)]
    assert "The message stands here now." in words(read)
    assert said_in(lamp) == ["The lamp is dark.", "It still is dark."]
    assert said_in(pump) == ["The pump is loud.", "The pump drips, too."]
    assert (row(lamp)["message_count"], row(pump)["message_count"]) == (2, 2)
    assert row(pump)["subject"] == "The pump"


def test_answers_to_a_message_that_was_moved_follow_it(cast, lamps):
    lamp, pump = lamps
    move(lamp, message=drip(lamp), to=pump, by=cast.bea, at=cast.now)

    cast.asks("Any news of the drip?", answers=("drip@example.org",), subject="Re: The lamp")

    assert by_key("drip@example.org").pk == pump
    assert said_in(pump)[-1] == "Any news of the drip?"


def test_mail_that_names_both_does_not_join_them(cast, lamps):
    lamp, pump = lamps
    first = messages(current(lamp))[0].message.key
    move(lamp, message=drip(lamp), to=pump, by=cast.bea, at=cast.now)

    cast.asks("Both?", answers=(first, "drip@example.org"), subject="Re: The lamp")

    assert current(lamp).pk != current(pump).pk


def test_a_move_is_undone_as_it_was(cast, lamps):
    lamp, pump = lamps
    before = [(row(one), said_in(one), cast.turn(one).state) for one in lamps]
    moved = move(lamp, message=drip(lamp), to=pump, by=cast.bea, at=cast.now)

    undo(moved.line, conversation=moved.kept, by=cast.bea, at=cast.now)

    assert [(row(one), said_in(one), cast.turn(one).state) for one in lamps] == before
    assert not Apart.objects.exists()
    with pytest.raises(Refusal):
        undo(moved.line, conversation=moved.kept, by=cast.bea, at=cast.now)


def test_what_was_joined_since_is_not_moved_back(cast, lamps):
    lamp, pump = lamps
    moved = move(lamp, message=drip(lamp), to=pump, by=cast.bea, at=cast.now)
    join(lamp, other=pump, by=cast.bea, at=cast.now)

    with pytest.raises(Refusal):
        undo(moved.line, conversation=pump, by=cast.bea, at=cast.now)


@pytest.mark.parametrize("what", ["only", "same", "nothing"])
def test_what_cannot_be_moved_is_told(cast, lamps, what):
    lamp, pump = lamps
    home, to, message = {
        "only": (pump, lamp, messages(current(pump))[0].message.id),
        "same": (lamp, lamp, drip(lamp)),
        "nothing": (lamp, pump, 0),
    }[what]

    read = cast.browser().post(f"/conversations/{home}/move", {"message": message, "other": to}, follow=True)

    assert "A message can be moved where it is not yet" in words(read)
    assert (len(said_in(lamp)), len(said_in(pump))) == (3, 1)


def test_a_message_is_not_moved_into_nowhere(cast, lamps):
    lamp, _pump = lamps

    assert cast.browser().post(f"/conversations/{lamp}/move", {"message": drip(lamp), "other": "x"}).status_code == 404
