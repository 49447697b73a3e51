"""Facts about the written cases: mails as programs and people in many languages write them, divided line by line."""

from __future__ import annotations

import pytest

from hearback.channels.contract import new_words
from hearback.channels.mail.splitting import spans_of
from hearback.channels.mail.splitting.tests.written import cases, is_met, painted, rate

CASES = list(cases())
# What is not understood yet; a case that is understood leaves the list.
MISSED = frozenset({
    "en attribution: regarding",
    "en helpdesk: plus marks",
    "en list: yahoo groups",
    "en notes: classic",
})  # fmt: skip
KNOWN = [case for case in CASES if case.name not in MISSED]
NAMES = [case.name for case in KNOWN]


def said(text):
    """Return the new lines, however they are spaced."""
    words = new_words(text, spans_of(text)).replace("\xa0", " ")
    return [line.strip() for line in words.splitlines() if line.strip()]


def test_there_are_many_cases_in_many_languages():
    assert len({case.name for case in CASES}) == len(CASES) >= 400
    assert len({case.language for case in CASES}) >= 30


def test_what_is_missed_is_known():
    assert {case.name for case in CASES if not is_met(case, painted(case.text))} == MISSED
    assert rate(CASES) == pytest.approx(1 - len(MISSED) / len(CASES))


@pytest.mark.parametrize("case", KNOWN, ids=NAMES)
def test_each_line_is_what_a_person_takes_it_for(case):
    assert is_met(case, painted(case.text))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\n\n\n",
        lambda text: "\n\n" + text,
        lambda text: text.replace("\n", " \n").replace("--  \n", "-- \n"),
        lambda text: text.replace(" > ", "\xa0> ").replace(":\n", ":\xa0\n"),
    ],
    ids=["blank-rows-below", "blank-rows-above", "spaces-at-the-ends", "hard-spaces"],
)
@pytest.mark.parametrize("case", KNOWN, ids=NAMES)
def test_spaces_and_blank_rows_change_nothing(case, change):
    assert said(change(case.text)) == said(case.text)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_spans_cover_all_of_the_text(case):
    spans = spans_of(case.text)

    assert "".join(case.text[span.start : span.end] for span in spans) == case.text
    assert all(0.0 < span.confidence <= 1.0 for span in spans)


@pytest.mark.parametrize("case", [case for case in KNOWN if case.letters.strip(" ?") and "n" in case.letters])
def test_everything_that_is_quoted_once_more_is_a_quote(case):
    text = "\n".join(f"> {line}" for line in case.text.split("\n"))

    assert {span.kind.value for span in spans_of(text)} == {"quote"}
