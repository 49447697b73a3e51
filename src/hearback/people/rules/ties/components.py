"""What is counted of a tie as of a day; each number is one of the components that its strength is made of."""

from __future__ import annotations

from bisect import bisect_right
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.people.rules.ties.history import Acts, Pair

YEAR, QUARTER, MONTH = 365.25, 91.3125, 30.4375  # days
HALF_LIFE = 90.0
MONTHS_KEPT = 24
LIVELY = 300  # acts: more of them make nobody livelier
FADES = 0.9  # a month
_LONG = 5.0  # brings squares to the size of the others
_FORGOTTEN = 6 * YEAR  # what is older adds nothing that can be seen to a sum that fades


class Components(NamedTuple):
    """A tie as of a day, over both directions unless said otherwise; days and counts.

    silence: since the last act. age: since the first. acts, year: acts ever, and within a year. months: with an act,
    of the last 24. halved, faded: acts, each counted by how long ago it was (half after 90 days; 0.9 a month).
    both_ways: acts in the rarer direction for each in the other, 0 to 1. liveliness, other: acts within 90 days, with
    anybody, of the less and of the more active of the two; year_less, year_more: the same within a year. rest: days
    since the one who was silent for longer did anything. forth, back: as `halved`, in each direction; there, here: acts
    ever, in each direction.
    """

    silence: float
    age: float
    acts: int
    year: int
    months: int
    halved: float
    faded: float
    both_ways: float
    liveliness: int
    rest: float
    other: int
    year_less: int
    year_more: int
    forth: float
    back: float
    there: int
    here: int


NAMES = (
    *("silence", "age", "acts", "year", "months", "halved", "faded", "both ways", "liveliness", "rest", "other"),
    *("year of the less active", "year of the more active", "silence squared", "rest squared", "silence by rest"),
)


def components(history: Acts, pair: Pair, day: float) -> Components | None:
    """Return what is counted of a tie as of a day, which looks at nothing after it; None before its first act."""
    rows = history.between.get(pair, ())
    past = rows[: bisect_right(rows, (day, True))]
    if not past:
        return None
    forth, back = _halved(past, day, is_forth=True), _halved(past, day, is_forth=False)
    there = sum(is_forth for _, is_forth in past)
    ways = (there, len(past) - there)
    lately = [min(history.acts_of(one, since=day - HALF_LIFE, until=day), LIVELY) for one in pair]
    in_year = [min(history.acts_of(one, since=day - YEAR, until=day), LIVELY) for one in pair]
    ago = [day - at for at, _ in past if day - at < _FORGOTTEN]
    return Components(
        silence=day - past[-1][0],
        age=day - past[0][0],
        acts=len(past),
        year=sum(one <= YEAR for one in ago),
        months=len({int(one / MONTH) for one in ago if one < MONTHS_KEPT * MONTH}),
        halved=forth + back,
        faded=sum(FADES ** (one / MONTH) for one in ago),
        both_ways=min(ways) / max(ways),
        liveliness=min(lately),
        other=max(lately),
        year_less=min(in_year),
        year_more=max(in_year),
        rest=max(day - (history.last_of(one, until=day) or 0.0) for one in pair),
        forth=forth,
        back=back,
        there=ways[0],
        here=ways[1],
    )


def scaled(found: Components) -> list[float]:
    """Return the components as a model weighs them, in the order of NAMES: counts and days by their logarithms."""
    silence, rest = log1p(max(found.silence, 0.0)), log1p(max(found.rest, 0.0))
    return [
        silence,
        log1p(max(found.age, 0.0)),
        log1p(found.acts),
        log1p(found.year),
        log1p(found.months),
        log1p(found.halved),
        log1p(found.faded),
        found.both_ways,
        log1p(found.liveliness),
        rest,
        log1p(found.other),
        log1p(found.year_less),
        log1p(found.year_more),
        silence * silence / _LONG,
        rest * rest / _LONG,
        silence * rest / _LONG,
    ]


def ways(found: Components, *, is_forth: bool) -> list[float]:
    """Return what tells whether one of the two will do something towards the other, if they exchange anything."""
    halved, ever = (found.forth, found.back), (found.there, found.here)
    if not is_forth:
        halved, ever = halved[::-1], ever[::-1]
    return [log1p(halved[0]), log1p(halved[1]), log1p(ever[0]), log1p(ever[1])]


def _halved(past: Sequence[tuple[float, bool]], day: float, *, is_forth: bool) -> float:
    return float(sum(0.5 ** ((day - at) / HALF_LIFE) for at, way in past if way is is_forth and day - at < _FORGOTTEN))
