"""How strong a tie is: the chance that the two exchange something again within half a year."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.people.rules.ties.components import QUARTER, components, scaled, ways
from hearback.people.rules.ties.fitting import chance, fit, score_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hearback.people.rules.ties.components import Components
    from hearback.people.rules.ties.history import History, Pair

AHEAD = 2 * QUARTER  # days in which they exchange something again, or do not
LEAST_ROWS, LEAST_CAME = 300, 40  # below these a house's own past tells too little
MOST_ROWS = 20_000  # more change nothing that can be seen
PULL = 25.0  # how much of a house's own past it takes to leave what is known from elsewhere
WAYS = (0.4, 0.6, 0.0, 0.9, -0.3)  # between what a help list and made-up reviews gave


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the components, the lone one first. learnt_from: ties as of a day; 0 for the shipped ones.

    ways: weights of what tells who of the two will do something, if they exchange anything.
    """

    weights: tuple[float, ...]
    learnt_from: int = 0
    ways: tuple[float, ...] = WAYS

    def strength(self, found: Components) -> float:
        """Return the chance that the two exchange something again within half a year, 0 to 1."""
        return chance(score_of(self.weights, scaled(found)))

    def towards(self, found: Components, *, is_forth: bool) -> float:
        """Return the chance that one of the two does something towards the other within half a year, 0 to 1."""
        return self.strength(found) * self.share(found, is_forth=is_forth)

    def share(self, found: Components, *, is_forth: bool) -> float:
        """Return the chance that one of the two does something towards the other, if anything is exchanged, 0 to 1."""
        return chance(score_of(self.ways, ways(found, is_forth=is_forth)))


@dataclass(frozen=True, slots=True)
class Example:
    """A tie as of a day, and in which directions something was done within the half year after it."""

    pair: Pair
    day: float
    found: Components
    came: bool
    forth: bool
    back: bool


def examples(history: History, *, since: float, until: float, most: int | None = None) -> Iterator[Example]:
    """Yield every tie that there was on each of some days, with what came of it; looks at nothing after `until`.

    The days lie a quarter apart, the last one half a year before `until`, the first one not before `since`. most: of
    more ties than these only every second, every third, ... is taken.
    """
    days = list(_days(since=since, until=until))
    begun = sorted(rows[0][0] for rows in history.between.values())
    apart = sum(bisect_right(begun, day) for day in days) // most + 1 if most else 1
    place = 0
    for day in days:
        for pair, rows in history.between.items():
            if rows[0][0] > day:
                continue
            place += 1
            found = components(history, pair, day) if place % apart == 0 else None
            if found:
                came = {is_forth for at, is_forth in rows if day < at <= day + AHEAD}
                yield Example(pair, day, found, bool(came), True in came, False in came)


def fitted(history: History, *, until: float, years: float = 6.0) -> Model:
    """Return the model that a house's own past gives; the shipped one where it tells too little.

    Learns from days up to half a year before `until`, so that what came of each is known, and from nothing after it.
    """
    since = max(history.first + QUARTER, until - years * 4 * QUARTER)
    some = list(examples(history, since=since, until=until, most=MOST_ROWS))
    if len(some) < LEAST_ROWS or not LEAST_CAME <= sum(one.came for one in some) <= len(some) - LEAST_CAME:
        return DEFAULT
    rows, came = [scaled(one.found) for one in some], [one.came for one in some]
    return Model(tuple(fit(rows, came, begin=DEFAULT.weights, pull=PULL)), len(some), _fitted_ways(some))


def _fitted_ways(some: Sequence[Example]) -> tuple[float, ...]:
    """Return the weights that tell who acts, from ties between which something was exchanged."""
    went_on = [one for one in some if one.came]
    rows = [ways(one.found, is_forth=is_forth) for one in went_on for is_forth in (True, False)]
    came = [did for one in went_on for did in (one.forth, one.back)]
    return tuple(fit(rows, came, begin=WAYS, pull=PULL))


def _days(*, since: float, until: float) -> Iterator[float]:
    day = until - AHEAD
    while day >= since:
        yield day
        day -= QUARTER


# Fitted on a public help list, and on made-up histories of reviews and of mailboxes; `bench.ties` tries it on others.
DEFAULT = Model(
    (
        *(-0.908, 0.253, 0.326, 0.206, 0.385, 0.155, -0.278, -0.016, -0.394, 0.099, -0.5),
        *(0.362, -0.221, -0.151, -0.509, -0.591, 0.367),
    )
)
