"""Facts about how strong a tie is: it comes from the acts, looks at nothing later, and is tried on what came."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearback.people.rules.ties import DEFAULT, NAMES, Act, History, components, fitted
from hearback.people.rules.ties.components import scaled
from hearback.people.rules.ties.fitting import chance, fit
from hearback.people.rules.ties.judging import auc, calibration, precision
from hearback.people.rules.ties.model import AHEAD, LEAST_ROWS, examples
from hearback.people.rules.ties.trying import tried

PAIR = ("ann", "bea")
DAYS = st.floats(0, 3000, allow_nan=False)
ACTS = st.lists(st.builds(Act, st.sampled_from("abcd"), st.sampled_from("abcd"), DAYS), max_size=40)


def history(*days: float, back: tuple[float, ...] = ()) -> History:
    return History([*(Act("ann", "bea", day) for day in days), *(Act("bea", "ann", day) for day in back)])


def lives(seed: int = 1, *, people: int = 60, days: int = 3000) -> History:
    """Return a made-up house: people come and go, and speak mostly with whom they spoke before."""
    chance_of = random.Random(seed)
    spans = {}
    for number in range(people):
        begun = chance_of.random() * days
        spans[f"p{number}"] = (begun, begun + 100 + chance_of.expovariate(1 / 700), chance_of.uniform(3, 40))
    acts: list[Act] = []
    friends: dict[str, list[str]] = {}
    for one, (begun, ended, gap) in spans.items():
        day = begun
        while (day := day + chance_of.expovariate(1 / gap)) < min(ended, days):
            there = [other for other, span in spans.items() if other != one and span[0] <= day <= span[1]]
            known = [other for other in friends.get(one, []) if other in there]
            if there:
                other = chance_of.choice(known if known and chance_of.random() < 0.7 else there)
                friends.setdefault(one, []).append(other)
                acts.append(Act(one, other, day))
    return History(acts)


def test_a_tie_is_counted_over_both_directions():
    found = components(history(0, 10, 100, back=(50,)), PAIR, 100)

    assert (found.silence, found.age, found.acts, found.year, found.months) == (0, 100, 4, 4, 4)
    assert (found.there, found.here) == (3, 1)
    assert found.both_ways == pytest.approx(1 / 3)
    assert found.forth == pytest.approx(1 + 0.5 ** (90 / 90) + 0.5 ** (100 / 90))
    assert found.back == pytest.approx(0.5 ** (50 / 90))
    assert found.halved == pytest.approx(found.forth + found.back)
    assert found.faded == pytest.approx(sum(0.9 ** (ago / 30.4375) for ago in (0, 50, 90, 100)))


def test_the_less_active_end_counts_with_whomever_it_speaks():
    acts = [Act("ann", "bea", 0), *(Act("ann", "cem", day) for day in (10, 20, 30)), Act("dan", "bea", 95)]

    found = components(History(acts), PAIR, 100)

    assert (found.liveliness, found.other) == (1, 2)
    assert (found.year_less, found.year_more) == (2, 4)
    assert found.rest == 70


def test_before_the_first_act_there_is_no_tie():
    assert components(history(5), PAIR, 4.9) is None
    assert components(history(5), ("ann", "cem"), 9) is None
    assert history().first == history().last == 0


def test_what_somebody_does_towards_themselves_is_no_act():
    assert not History([Act("ann", "ann", 1)]).between


def test_nothing_is_known_of_who_never_did_anything():
    assert history(5).last_of("cem", until=9) is None


@given(ACTS, DAYS)
def test_the_strength_on_a_day_does_not_look_past_it(acts, day):
    whole, past = History(acts), History(one for one in acts if one.day <= day)

    for pair in whole.between:
        assert components(whole, pair, day) == components(past, pair, day)


@given(ACTS, DAYS)
def test_a_strength_is_a_chance(acts, day):
    whole = History(acts)
    for pair in whole.between:
        if found := components(whole, pair, day):
            assert 0 <= DEFAULT.strength(found) <= 1
            assert len(scaled(found)) == len(NAMES) == len(DEFAULT.weights) - 1


def test_who_speaks_often_and_lately_is_tied_more_strongly():
    often = components(history(*range(0, 700, 7), back=tuple(range(3, 700, 7))), PAIR, 700)
    once = components(history(0, back=(1,)), PAIR, 700)

    assert DEFAULT.strength(often) > 0.8
    assert DEFAULT.strength(once) < 0.1


def test_a_chance_has_no_end_that_breaks_it():
    assert (chance(-1e6), chance(0), chance(1e6)) == (0, 0.5, 1)


def test_weights_are_found_again():
    some = random.Random(3)
    rows = [[some.gauss(0, 1), some.gauss(0, 1)] for _ in range(4000)]
    came = [some.random() < chance(0.5 + 2 * row[0] - row[1]) for row in rows]

    weights = fit(rows, came, begin=[0.0, 0.0, 0.0], pull=0.01)

    assert weights == pytest.approx([0.5, 2, -1], abs=0.2)
    held = fit(rows, came, begin=[0.0, 0.0, 0.0], pull=1e6)
    assert held[1:] == pytest.approx([0, 0], abs=0.01)
    with pytest.raises(ValueError, match="zip"):
        fit(rows, came[:-1], begin=[0.0, 0.0, 0.0], pull=1)


def test_what_tells_everything_or_nothing_breaks_no_fit():
    certain = fit([[-1.0, 0.0], [1.0, 0.0]] * 20, [False, True] * 20, begin=[0.0, 0.0, 0.0], pull=1e-9)

    assert certain[1] > 5
    assert certain[2] == 0


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=30))
def test_the_auc_is_the_share_of_pairs_in_the_right_order(rows):
    numbers, came = [float(one) for one, _ in rows], [is_so for _, is_so in rows]
    ups = [one for one, is_so in rows if is_so]
    downs = [one for one, is_so in rows if not is_so]
    if not ups or not downs:
        with pytest.raises(ValueError, match="nothing to compare"):
            auc(numbers, came)
        return
    right = sum((up > down) + (up == down) / 2 for up in ups for down in downs)

    assert auc(numbers, came) == pytest.approx(right / len(ups) / len(downs))


def test_precision_is_the_mean_over_what_came():
    assert precision([3, 2, 1], [True, False, True]) == pytest.approx((1 + 2 / 3) / 2)
    assert precision([3, 2], [False, False]) == 0


def test_calibration_sets_what_was_told_against_what_came():
    bins = calibration([0.1, 0.2, 0.8, 0.9], [False, False, True, True], bins=2)

    assert [(one.ties, one.came) for one in bins] == [(2, 0), (2, 1)]
    assert [one.told for one in bins] == [pytest.approx(0.15), pytest.approx(0.85)]
    assert len(calibration([0.5], [True])) == 1


def test_a_house_is_learnt_from_its_own_past():
    house = lives()
    model = fitted(house, until=house.last)

    assert model.learnt_from >= LEAST_ROWS
    trial = tried(house)
    assert trial.learnt_from
    told = {name: figures[0] for name, figures in trial.figures.items()}
    assert told["ours"] == max(told.values()) or told["ours"] > max(told.values()) - 0.02
    assert sum(one.ties for one in trial.bins) == trial.ties
    assert abs(sum(one.told * one.ties for one in trial.bins) / trial.ties - trial.base) < 0.1


def test_what_is_learnt_does_not_look_past_its_day():
    house = lives(2)
    cut = house.first + (house.last - house.first) * 0.6
    past = History(
        Act(*(pair if forth else pair[::-1]), day)
        for pair, rows in house.between.items()
        for day, forth in rows
        if day <= cut
    )

    assert fitted(house, until=cut) == fitted(past, until=cut)
    assert all(one.day + AHEAD <= cut for one in examples(house, since=house.first, until=cut))


def test_of_many_ties_some_are_taken_over_all_days():
    house = lives(3)
    whole = list(examples(house, since=house.first, until=house.last))
    some = list(examples(house, since=house.first, until=house.last, most=100))

    assert 50 <= len(some) <= 100 < len(whole)
    assert {one.day for one in some} > {max(one.day for one in whole), min(one.day for one in some)}
    assert set(some) < set(whole)


@pytest.mark.parametrize("few", [history(), history(1, 2), history(*range(0, 3000, 5))])
def test_too_little_past_leaves_the_shipped_weights(few):
    assert fitted(few, until=few.last) is DEFAULT
    assert tried(few) is None
