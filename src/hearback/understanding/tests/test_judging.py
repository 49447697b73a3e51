"""Facts about what a message is owed, and about the reason that is given."""

from __future__ import annotations

import pytest

from hearback.channels.contract import HeardMessage, Kind, Span, SpanKind
from hearback.understanding.judging import Judgement, judge
from hearback.understanding.rules.owing import OWED, owed_by_kind


def message(kind: Kind) -> HeardMessage:
    words = "Does it fit?"
    return HeardMessage("1@example.org", b"0" * 16, kind, None, None, "", words, (Span(SpanKind.NEW, 0, len(words)),))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_message_has_a_rule_of_its_own(kind):
    assert kind.value in OWED


def test_a_person_who_writes_is_owed_an_answer():
    assert judge(message(Kind.PERSON), is_ours=False) == Judgement(is_owed=True, why="A person wrote to us.")


@pytest.mark.parametrize("kind", [Kind.BULK, Kind.BOUNCE, Kind.AUTO_REPLY, Kind.RECEIPT])
def test_a_machine_is_owed_nothing(kind):
    assert not judge(message(kind), is_ours=False).is_owed


@pytest.mark.parametrize("kind", Kind)
def test_we_owe_ourselves_nothing(kind):
    assert judge(message(kind), is_ours=True) == Judgement(is_owed=False, why="We said it ourselves.")


def test_what_nobody_thought_of_is_rather_answered_than_forgotten():
    assert owed_by_kind("song", is_ours=False) == (True, "Somebody spoke to us.")
