"""Facts about reading again: a conversation's row follows its messages, and its turn follows what was asked."""

from __future__ import annotations

from hearback.conversations.models import Conversation, Message
from hearback.inbox.actions import settle
from hearback.listening.rereading import reread

SUMS = ("subject", "preview", "identity_id", "started_at", "last_said_at", "last_outside_at")
MOMENTS = ("last_asked_at", "last_answered_at")


def row(number: int) -> dict:
    return Conversation.objects.filter(pk=number).values(*SUMS, *MOMENTS).get()


def test_a_conversation_that_was_misread_is_called_and_counted_anew(cast):
    number = cast.asks(subject="Pipes")
    right = row(number)
    Message.objects.update(subject="Misread", preview="Misread")
    Conversation.objects.update(subject="Misread", preview="Misread", identity=None)

    assert reread().changed == 1

    assert row(number) == right


def test_a_conversation_whose_messages_are_read_as_before_is_not_touched(cast):
    number = cast.asks()
    Conversation.objects.update(subject="Named by somebody else")

    assert reread().changed == 0

    assert row(number)["subject"] == "Named by somebody else"


def misread_as_not_owed() -> None:
    Message.objects.update(is_owed=False, why="Misread.")
    Conversation.objects.update(last_asked_at=None)


def test_a_question_that_comes_to_light_is_our_turn(cast):
    number = cast.asks()
    misread_as_not_owed()
    settle(number, reason="A newsletter.", by=cast.bea, at=cast.now)

    reread()

    turn = cast.turn(number)
    assert (turn.state, turn.reason, turn.settled_by) == ("ours", "", None)
    assert turn.answer_due > cast.now


def test_what_never_was_a_question_is_settled_and_says_so(cast):
    number = cast.asks(**{"Auto-Submitted": "auto-replied"})
    first = cast.turn(number).state
    Message.objects.update(is_owed=True, why="Misread.")
    Conversation.objects.update(last_asked_at=cast.now)
    type(cast.turn(number)).objects.update(state="ours", answer_due=cast.now, reason="")

    reread()

    assert first == "settled"
    turn = cast.turn(number)
    assert turn.state == "settled"
    assert "read otherwise" in turn.reason


def test_what_a_person_settled_stays_so_when_only_its_words_changed(cast):
    number = cast.asks()
    settle(number, reason="Answered by telephone.", by=cast.bea, at=cast.now)
    Message.objects.update(preview="Misread")

    assert reread().changed == 1

    assert (cast.turn(number).state, cast.turn(number).reason) == ("settled", "Answered by telephone.")


def test_our_answer_that_was_taken_for_a_strangers_word_makes_it_their_turn(cast):
    number = cast.asks()
    cast.answers(number)
    right = row(number)
    Message.objects.filter(author_name="Bea Nakamura").update(is_ours=False)
    Conversation.objects.update(last_answered_at=None)
    type(cast.turn(number)).objects.update(state="ours", answer_due=cast.now)

    reread()

    assert row(number) == right
    assert cast.turn(number).state == "theirs"
