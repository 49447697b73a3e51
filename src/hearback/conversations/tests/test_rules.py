"""Facts about threading, texts and what a conversation's row says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.channels.contract import Span, SpanKind
from hearback.conversations.rules.texts import parted, spans_of, whole
from hearback.conversations.rules.threading import groups
from hearback.conversations.rules.voices import base_subject, preview


def together(keys, known=None):
    return [(group.voices, group.conversations) for group in groups(keys, conversation_of=known or {})]


def test_voices_that_name_nothing_in_common_stay_apart():
    assert together([["a"], ["b"]]) == [((0,), ()), ((1,), ())]


def test_an_answer_belongs_to_what_it_answers():
    assert together([["a"], ["a", "b"]]) == [((0, 1), ())]


def test_two_answers_to_what_nobody_heard_belong_together():
    assert together([["x", "a"], ["x", "b"]]) == [((0, 1), ())]


def test_a_known_key_leads_to_its_conversation():
    assert together([["x", "a"]], {"x": 7}) == [((0,), (7,))]


def test_a_voice_between_two_conversations_joins_them_and_the_elder_comes_first():
    assert together([["x", "y", "a"]], {"x": 9, "y": 4}) == [((0,), (4, 9))]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4), max_size=12), st.randoms())
def test_the_order_of_voices_changes_nothing(keys, chance):
    order = list(range(len(keys)))
    chance.shuffle(order)

    straight = {frozenset(voices) for voices, _ in together(keys)}
    shuffled = {frozenset(order[voice] for voice in voices) for voices, _ in together([keys[place] for place in order])}

    assert straight == shuffled


stretches = st.lists(st.tuples(st.sampled_from(list(SpanKind)), st.text(max_size=8)), max_size=8)


@given(stretches)
def test_a_parted_text_can_be_made_whole(stretches):
    spans, text = [], ""
    for kind, words in stretches:
        spans.append(Span(kind, len(text), len(text) + len(words)))
        text += words

    words, rest = parted(text, spans)

    assert whole(words, rest, spans) == text
    assert len(words) + len(rest) == len(text)


def test_spans_come_back_from_their_stored_form():
    stored = [["quote", 0, 5, 0.5], ["forwarded", 5, 9, 0.9, "Tom", "tom@tiles.example"]]

    assert spans_of(stored) == [
        Span(SpanKind.QUOTE, 0, 5, 0.5),
        Span(SpanKind.FORWARDED, 5, 9, 0.9, "Tom", "tom@tiles.example"),
    ]


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: Pipes", "Pipes"),
        ("AW: WG: Rohre", "Rohre"),
        ("RE[2]: Fwd: Pipes", "Pipes"),
        ("回复：管道", "管道"),
        ("Regarding pipes", "Regarding pipes"),
        ("Re:", "Re:"),
        ("", ""),
    ],
)
def test_a_conversation_is_called_what_it_was_called_first(subject, base):
    assert base_subject(subject) == base


def test_a_preview_is_one_line():
    assert preview("One\n\n  two\tthree " + "x" * 500).startswith("One two three xxx")
    assert len(preview("y" * 900)) == 200
