"""Facts about how names, moments, promises and sizes read, at their borders above all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hearback.infra.showing import HUES, face, initials, listed, promise, size_words, when

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Bea Nakamura", "BN"),
        ("Bea", "B"),
        ("Juan Carlos de la Vega", "JV"),
        ("bea@rotor.example", "BR"),
        ("Jón Þórarinsson", "JÞ"),
        ("山田 太郎", "山太"),
        ('"Ann Berglund"', "AB"),
        ("(Ann)", "A"),
        ("Ann -", "A"),
        ("4 Winds", "4W"),
        ("ßen Schmidt", "SS"),
        ("", "?"),
        (" -- ", "?"),
        ("😀", "?"),
    ],
)
def test_initials_are_the_first_letters_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters


@given(st.text())
def test_initials_of_anything_are_one_or_two_letters(name):
    assert 1 <= len(initials(name)) <= 2


def test_a_face_keeps_its_hue_when_the_name_changes():
    assert face("Bea Nakamura", key="bea@rotor.example").hue == face("Bea Okafor", key="bea@rotor.example").hue


def test_every_hue_is_given():
    assert {face("x", key=str(number)).hue for number in range(200)} == set(range(1, HUES + 1))


def test_somebody_without_a_name_is_somebody():
    nameless = face("", key="7", ours=True, url="/people/7", number=7)
    assert (nameless.name, nameless.initials) == ("somebody", "?")
    assert (nameless.ours, nameless.url, nameless.id) == (True, "/people/7", 7)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0 * SECOND, "just now"),
        (59 * SECOND, "just now"),
        (MINUTE, "1 min"),
        (2 * MINUTE - SECOND, "1 min"),
        (59 * MINUTE, "59 min"),
        (HOUR - SECOND, "59 min"),
        (HOUR, "1 h"),
        (DAY - SECOND, "23 h"),
        (DAY, "2 Nov"),
        (timedelta(days=306), "1 Jan"),
        (timedelta(days=307), "31 Dec 2025"),
        (-SECOND, "just now"),
        (-MINUTE, "just now"),
        (-MINUTE - SECOND, "3 Nov"),
        (-timedelta(days=60), "2 Jan 2027"),
    ],
)
def test_a_moment_reads_as_a_distance_for_a_day_and_as_a_date_from_then_on(ago, words):
    shown = when(NOW - ago, now=NOW)
    assert (shown.words, shown.at) == (words, NOW - ago)


def test_a_date_is_the_one_where_the_reader_is():
    with timezone.override("Pacific/Auckland"):
        late_evening = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
        assert when(late_evening, now=NOW).words == "1 Jan"


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        (timedelta(days=3), "calm", "due in 3 days"),
        (2 * DAY - SECOND, "calm", "due in 1 day"),
        (DAY, "calm", "due in 1 day"),
        (DAY - SECOND, "calm", "due in 23 h"),
        (4 * HOUR, "calm", "due in 4 h"),
        (4 * HOUR - SECOND, "soon", "due in 3 h"),
        (HOUR, "soon", "due in 1 h"),
        (HOUR - SECOND, "soon", "due in 59 min"),
        (MINUTE, "soon", "due in 1 min"),
        (MINUTE - SECOND, "soon", "due now"),
        (0 * SECOND, "soon", "due now"),
        (SECOND - MINUTE, "soon", "due now"),
        (-MINUTE, "late", "1 min late"),
        (-59 * MINUTE, "late", "59 min late"),
        (-HOUR, "late", "1 h late"),
        (SECOND - DAY, "late", "23 h late"),
        (-DAY, "late", "1 day late"),
        (-2 * DAY, "late", "2 days late"),
    ],
)
def test_a_promise_says_how_long_is_left(left, state, words):
    shown = promise(NOW + left, now=NOW)
    assert (shown.state, shown.words, shown.due) == (state, words, NOW + left)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 kB"),
        (2_600, "3 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (1_240_000, "1.2 MB"),
        (9_949_999, "9.9 MB"),
        (9_950_000, "10 MB"),
        (999_499_999, "999 MB"),
        (999_500_000, "1.0 GB"),
        (12_000_000_000, "12 GB"),
        (4_000_000_000_000, "4000 GB"),
    ],
)
def test_a_size_has_two_or_three_digits_and_a_unit(size, words):
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["Ann"], "Ann"), (["Ann", "Ben"], "Ann, Ben"), (["Ann", "Ben", "Cem", "Dov"], "Ann, Ben, 2 more")],
    ids=["nobody", "one", "as-many-as-fit", "more"],
)
def test_names_beyond_the_first_are_counted(names, words):
    assert listed(names, most=2) == words
