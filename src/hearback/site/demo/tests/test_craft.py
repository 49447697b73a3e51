"""Facts about the small tools the town is made with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hearback.site.demo import wording
from hearback.site.demo.dice import Deck, Dice
from hearback.site.demo.rhythm import at_desk, awake, before, spread
from hearback.site.demo.tongues import tongue, tongues, working_day

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_dice_fall_the_same_way_under_the_same_name() -> None:
    one, same, other = (Dice(name).letters(8) for name in ("a", "a", "b"))

    assert one == same
    assert one != other


def test_a_deck_deals_every_card_before_any_comes_again() -> None:
    deck = Deck("deck", ["a", "b", "c"])

    rounds = [sorted(deck.deal() for _ in range(3)) for _ in range(2)]

    assert rounds == [["a", "b", "c"], ["a", "b", "c"]]


@pytest.mark.parametrize(
    ("now", "age", "then"),
    [
        (MONDAY, "30m", MONDAY - timedelta(minutes=30)),
        (MONDAY, "2d", MONDAY - timedelta(days=2)),
        (MONDAY, "4w", MONDAY - timedelta(hours=4)),
        (MONDAY, "18w", FRIDAY),
        (SUNDAY, "8w", FRIDAY),
    ],
    ids=["minutes", "days", "same-day", "over-the-weekend", "on-a-sunday"],
)
def test_working_hours_leave_out_the_weekend(now, age, then) -> None:
    assert before(now, age=age) == then


@pytest.mark.parametrize("hour", range(0, 24 * 7, 5))
def test_nobody_writes_later_than_they_could(hour) -> None:
    moment = MONDAY + timedelta(hours=hour)
    local = awake(moment, zone=timezone(timedelta(hours=-5)), dice=Dice(f"awake/{hour}"))
    desk = at_desk(moment, dice=Dice(f"desk/{hour}"))

    assert local <= moment
    assert 7 <= local.hour < 23
    assert desk <= moment
    assert desk.weekday() < 5
    assert 8 <= desk.hour < 18


def test_ages_fill_the_ninety_days_and_crowd_near_today() -> None:
    ages = spread(100, dice=Dice("ages"))

    assert timedelta(days=1) < min(ages) < max(ages) < timedelta(days=88)
    assert sum(age < timedelta(days=30) for age in ages) > 38


def test_days_are_named_in_the_language_of_the_letter() -> None:
    text, promised = wording.filled(
        "bis [weekday+2], also [date+2], nicht [promised]?", moment=FRIDAY, language="de", promised=""
    )

    assert text == "bis Dienstag, also 24. November, nicht Dienstag?"
    assert promised == "Dienstag"


def test_working_days_go_backwards_too() -> None:
    assert working_day(MONDAY, after=-1) == MONDAY - timedelta(days=3)


def test_every_language_has_every_line_and_others_borrow_english() -> None:
    names = set(tongue("en").lines)

    for code, words in tongues().items():
        assert set(words.lines) == names, code
        assert (len(words.days), len(words.short), len(words.months)) == (7, 7, 12)
    assert tongue("ko") == tongue("en")


def test_a_name_that_the_signature_says_is_not_said_twice() -> None:
    words = wording.signed("Yours,\nAnn Lee", client="outlook", signature="Ann Lee\nBuying", language="en")

    assert words == "Yours,\n\nAnn Lee\nBuying"


def test_letters_too_wide_for_the_old_charset_are_sent_as_utf_8(parsed) -> None:
    charsets = {part.get_content_charset() for mail in parsed.values() for part in mail.walk()}

    assert {"utf-8", "iso-8859-1", "iso-2022-jp"} <= charsets
