"""Facts about texts that lost their line ends: new words and an attribution on one line are told apart."""

from __future__ import annotations

import pytest

from hearback.channels.contract import SpanKind, new_words
from hearback.channels.mail.splitting import spans_of

WROTE = "On Thu, 12 Mar 2026 at 10:11, Ann Archer <ann@lamps.example> wrote:"


def said(text: str) -> str:
    return new_words(text, spans_of(text))


@pytest.mark.parametrize(
    ("words", "between"),
    [
        ("It is red.", ""),
        ("It is red!", " "),
        ("red", "--- "),
        ("red - or blue", "---- "),
        ("thanks", ""),
        ("yes, thanks", " "),
    ],
    ids=["full-stop", "space", "dashes", "a-dash-before", "glued", "behind-a-word"],
)
@pytest.mark.parametrize("below", ["> Is it red?", "Is it red?", "\nIs it red?"], ids=["marked", "bare", "spaced"])
def test_words_before_an_attribution_are_new(words, between, below):
    assert said(f"{words}{between}{WROTE}\n{below}") == words


@pytest.mark.parametrize(
    "line",
    [
        "Ja, rot. Am 12. März 2026 um 10:11 schrieb Anna Lampe <anna@lampe.example>:",
        "Oui, rouge. Le 12 mars 2026 à 10:11, Anne Lampe <anne@lampe.example> a écrit :",
        "Rood. Op 12 mrt 2026 om 10:11 schreef Anna Lamp <anna@lamp.example>:",
    ],
    ids=["de", "fr", "nl"],
)
def test_it_is_so_in_other_languages(line):
    assert said(f"{line}\n> x") == line.partition(". ")[0] + "."


def test_they_go_with_the_words_above():
    assert said(f"Both.\nThe red one first.{WROTE}\n> Which?") == "Both.\nThe red one first."


def test_they_stand_between_quotes():
    text = f"> Red?\nYes. {WROTE}\n> Blue?"

    kinds = [(span.kind, text[span.start : span.end].strip()) for span in spans_of(text)]

    assert kinds == [
        (SpanKind.QUOTE, "> Red?"),
        (SpanKind.NEW, "Yes."),
        (SpanKind.QUOTE, f"{WROTE}\n> Blue?"),
    ]


def test_it_is_known_whom_the_rest_quotes():
    (_, quote) = spans_of(f"Yes. {WROTE}\n> Blue?")

    assert (quote.name, quote.address) == ("Ann Archer", "ann@lamps.example")


def test_a_name_that_a_program_made_a_link_of_is_named_once():
    text = "Yes.\n\nOn Thu, 12 Mar 2026 at 10:11 Ann Archer\n\n<\nmailto:Ann Archer <ann@lamps.example>\n> wrote:\nRed?"

    assert [(span.name, span.address) for span in spans_of(text)][1:] == [("Ann Archer", "ann@lamps.example")]


@pytest.mark.parametrize(
    "text",
    [
        f"> Red?\nFinlayson, ANN OTTO (CITY) {WROTE[3:]}\n> Blue?",
        "We met. On Thursday Ann wrote:\nall is well",
        "our friend Ann Thu, 12 Mar 2026 10:11 <ann@lamps.example> wrote:\nRed?",
        "We met. Once Ann <ann@lamps.example> wrote:\nall is well",
    ],
    ids=["capitals", "no-moment", "a-day-of-the-week", "no-day"],
)
def test_a_line_without_a_whole_attribution_is_not_cut(text):
    cuts = {span.start for span in spans_of(text)}

    assert cuts <= {0, *(place + 1 for place, letter in enumerate(text) if letter == "\n")}
