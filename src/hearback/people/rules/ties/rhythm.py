"""How often somebody usually comes by, and whether they would have come by long ago."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 5  # gaps; fewer make no rhythm
LATELY = 20  # gaps that are looked at
USUAL = 0.5  # of the gaps are at most the usual one
LONG = 0.9
TIMES = 2.0  # a silence of so many long gaps is no accident
SOON = 21.0  # days; no silence that is shorter is worth a word
_ONE_VISIT = 1.0  # days; what follows sooner belongs to the same visit


def gaps(days: Sequence[float]) -> list[float]:
    """Return the days between visits, the newest ones, in the order of time. days: of acts, rising."""
    visits: list[float] = []
    for day in days:
        if not visits or day - visits[-1] >= _ONE_VISIT:
            visits.append(day)
    return [later - earlier for earlier, later in pairwise(visits)][-LATELY:]


def rhythm(between: Sequence[float]) -> float | None:
    """Return how many days usually pass between two visits; None when there were too few."""
    return _share(between, USUAL) if len(between) >= LEAST else None


def is_broken(between: Sequence[float], silence: float) -> bool:
    """Return whether a silence is longer than any that this person usually keeps."""
    return len(between) >= LEAST and silence > max(SOON, TIMES * _share(between, LONG))


def _share(between: Sequence[float], share: float) -> float:
    return sorted(between)[min(int(len(between) * share), len(between) - 1)]
