"""Facts about taking somebody out of words: addresses go anywhere, single words of a name only among their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.people.rules.redacting import GONE, Redaction, hidden_in

EVE = Redaction(("Eve Ito",), ("eve.ito@example.net",), ("+49 30 1234567", "ab"))


@pytest.mark.parametrize(
    "text",
    [
        "eve.ito@example.net",
        "EVE.ITO@Example.NET",
        "mailto:eve.ito%40example.net",
        "eve.ito at example.net",
        "eve.ito [at] example.net",
        "Eve Ito",
        "Ito, Eve",
        "@eve.ito",
        "eve ito",
        "Eve\n> Ito",
        "EVE  ITO",
        "+49 30 1234567",
    ],
)
def test_an_address_and_a_whole_name_go_anywhere(text):
    for hide in (EVE.outside, EVE.within()):
        left = hide.hidden(f"before {text} after")
        assert left.startswith("before ")
        assert left.endswith(" after")
        assert "eve" not in left.lower()
        assert "1234567" not in left


@pytest.mark.parametrize("text", ["Hi Eve,", "hi eve,", "EVE!", "Mrs Ito"])
def test_single_words_of_a_name_go_where_they_take_part(text):
    assert GONE in EVE.within().hidden(text)
    assert EVE.outside.hidden(text) == text


@pytest.mark.parametrize("text", ["evening", "Itoya", "sieve", "ab", ""])
def test_words_that_only_hold_a_name_stay(text):
    assert EVE.within().hidden(text) == text


def test_what_somebody_else_is_called_stays():
    assert EVE.within(others=["Eve Other"]).hidden("Eve and Ito") == f"Eve and {GONE}"


def test_an_everyday_word_goes_only_where_it_is_written_like_a_name():
    will = Redaction(("Will Long",), ())

    assert will.within().hidden("Hi Will, it will take long.") == f"Hi {GONE}, it will take long."
    assert will.within().hidden("WILL LONG") == GONE


def test_a_whole_name_that_others_bear_stays_where_they_take_no_part():
    shared = Redaction(("Eve Ito",), ("e@example.net",), shared=frozenset({"Eve Ito"}))

    assert shared.outside.hidden("Eve Ito, e@example.net") == f"Eve Ito, {GONE}"
    assert shared.within().hidden("Eve Ito") == GONE


def test_a_name_without_spaces_goes_from_the_middle_of_words():
    assert Redaction(("伊藤惠子",), ()).outside.hidden("昨天伊藤惠子说") == f"昨天{GONE}说"


def test_a_handle_that_is_no_address_goes_as_it_is():
    assert Redaction((), ("https://social.example/@eve",)).outside.hidden("see https://social.example/@eve.") == (
        f"see {GONE}."
    )


def test_who_has_no_name_and_no_address_takes_nothing_along():
    nobody = Redaction((), ())

    assert nobody.needles == ()
    assert nobody.within().hidden("Everything stays.") == "Everything stays."


def test_a_row_is_looked_at_when_it_holds_an_address_or_the_longest_word_of_a_name():
    assert Redaction(("Eve Itoh", "Eve"), ("e@example.net",)).needles == ("e@example.net", "Itoh")


def test_values_as_json_holds_them_are_gone_through():
    value = {"Eve Ito": ["eve.ito@example.net", 3, None, {"a": "b"}]}

    assert hidden_in(value, EVE.outside) == {GONE: [GONE, 3, None, {"a": "b"}]}


def test_a_stretch_that_goes_whole_takes_what_is_in_it_along():
    edit = EVE.within().edit("Hello\nEve Ito\nPipes\nend", gone=[(6, 19), (20, 20)])

    assert edit.text == f"Hello\n{GONE}\nend"


@given(st.lists(st.sampled_from(["Eve ", "Ito ", "x", "eve.ito@example.net ", "\n"]), max_size=12), st.data())
def test_places_move_with_the_text_and_stay_in_order(pieces, data):
    text = "".join(pieces)
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))

    edit = EVE.within().edit(text)

    moved = [edit.moved(one) for one in places]
    assert moved == sorted(moved)
    assert edit.moved(0) == 0
    assert edit.moved(len(text)) == len(edit.text)
