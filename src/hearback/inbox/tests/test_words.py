"""Facts about the words of a message: what is new stands open, everything else is folded where it stood."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from hearback.channels.contract import Span, SpanKind
from hearback.inbox.pages.words import MOST_CHARACTERS, spans

NEW, QUOTE, SIGNATURE, FORWARDED = SpanKind.NEW, SpanKind.QUOTE, SpanKind.SIGNATURE, SpanKind.FORWARDED


def shown(*pieces: tuple[SpanKind, str]) -> list[tuple[str, str]]:
    text, parts = "", []
    for kind, piece in pieces:
        parts.append(Span(kind, len(text), len(text) + len(piece)))
        text += piece
    return [(one["kind"], one["text"]) for one in spans(text, parts)]


def test_words_between_quotes_stay_between_them():
    assert shown((QUOTE, "> Does it fit?\n"), (NEW, "\n\n  It does.\n\n"), (QUOTE, "> And the red one?\n")) == [
        ("quote", "> Does it fit?"),
        ("new", "  It does."),
        ("quote", "> And the red one?"),
    ]


def test_neighbours_of_one_kind_are_one():
    assert shown((NEW, "One.\n"), (QUOTE, "> a\n"), (NEW, " \n"), (QUOTE, "> b\n"), (SIGNATURE, "-- \nAnn\n")) == [
        ("new", "One."),
        ("quote", "> a\n> b"),
        ("signature", "-- \nAnn"),
    ]


def test_small_print_is_one_fold():
    assert shown((SIGNATURE, "Ann\n"), (SpanKind.DISCLAIMER, "Secret!\n"), (SpanKind.FOOTER, "Unsubscribe\n")) == [
        ("signature", "Ann\nSecret!\nUnsubscribe")
    ]


def test_what_is_only_forwarded_stands_open_and_what_is_only_quoted_does_not():
    assert shown((FORWARDED, "Look.\n"), (SIGNATURE, "Ann\n"))[0] == ("new", "Look.")
    assert shown((NEW, "See below.\n"), (FORWARDED, "Look.\n"))[1] == ("forwarded", "Look.")
    assert shown((QUOTE, "> Look.\n")) == [("quote", "> Look.")]


def test_a_fold_says_whose_words_are_in_it():
    text = "Yes.\nTom wrote:\n> Open?\n> Warm?\n"
    parts = [Span(NEW, 0, 5), Span(QUOTE, 5, 16, 0.9, "Tom", "tom@tiles.example"), Span(QUOTE, 16, len(text), 0.98)]

    assert [one["whom"] for one in spans(text, parts)] == ["", "Tom"]
    assert spans(text, [Span(QUOTE, 0, 5, 0.9, "", "tom@tiles.example")])[0]["whom"] == "tom@tiles.example"


def test_a_link_is_looked_for_only_where_one_can_be():
    seen = spans("No link here.", [Span(NEW, 0, 13)]), spans("See www.rotor.example", [Span(NEW, 0, 21)])

    assert [one[0]["plain"] for one in seen] == [True, False]


@given(some.lists(some.tuples(some.sampled_from(SpanKind), some.text(max_size=40)), max_size=6))
def test_no_word_is_lost_and_nothing_empty_is_shown(pieces):
    found = shown(*pieces)

    assert solid(found) == solid(pieces)
    assert all(text.strip() for _kind, text in found)
    assert all(one[0] != other[0] for one, other in pairwise(found))


def solid(pieces) -> str:
    return "".join("".join(text.split()) for _kind, text in pieces)


def test_after_the_longest_that_is_shown_nothing_more_is():
    found = shown((NEW, "x" * MOST_CHARACTERS), (QUOTE, "> more"))

    assert [kind for kind, _text in found] == ["new"]
