"""The acts of a house, sorted so that anybody's state as of any day is found without walking through all of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Pair = tuple[str, str]  # in the order of their names


class Act(NamedTuple):
    """Somebody did something towards somebody. day: since 1970, with its fraction."""

    actor: str
    target: str
    day: float


class Acts(Protocol):
    """What components() looks at: the acts of pairs, and how lively each end was."""

    @property
    def between(self) -> Mapping[Pair, Sequence[tuple[float, bool]]]:
        """Return pair -> (day, whether the first acted), in the order of days."""

    def acts_of(self, person: str, *, since: float, until: float) -> int:
        """Return how many acts a person had a part in, after one day and up to another."""

    def last_of(self, person: str, *, until: float) -> float | None:
        """Return the day of the last act that a person had a part in up to a day."""


class History:
    """Acts by pair and by person. An act of somebody towards themselves is none, and left out."""

    def __init__(self, acts: Iterable[Act]) -> None:
        between: defaultdict[Pair, list[tuple[float, bool]]] = defaultdict(list)
        of: defaultdict[str, list[float]] = defaultdict(list)
        for actor, target, day in acts:
            if actor == target:
                continue
            is_forth = actor < target
            between[(actor, target) if is_forth else (target, actor)].append((day, is_forth))
            of[actor].append(day)
            of[target].append(day)
        for rows in between.values():
            rows.sort()
        for days in of.values():
            days.sort()
        self.between: Mapping[Pair, Sequence[tuple[float, bool]]] = between
        self._of = of
        ends = [(rows[0][0], rows[-1][0]) for rows in between.values()]
        self.first = min((one for one, _ in ends), default=0.0)
        self.last = max((one for _, one in ends), default=0.0)

    def acts_of(self, person: str, *, since: float, until: float) -> int:
        """Return how many acts a person had a part in, after one day and up to another, that one included."""
        days = self._of[person]
        return bisect_right(days, until) - bisect_right(days, since)

    def last_of(self, person: str, *, until: float) -> float | None:
        """Return the day of the last act that a person had a part in up to a day; None when there was none."""
        days = self._of[person]
        place = bisect_right(days, until)
        return days[place - 1] if place else None

    def together(self, ours: Collection[str], *, name: str) -> History:
        """Return the acts of some people with all others as those of one of that name; among them there are none."""
        whole = History(())
        between: defaultdict[Pair, list[tuple[float, bool]]] = defaultdict(list)
        for (one, other), rows in self.between.items():
            if (one in ours) == (other in ours):
                continue
            is_first = one in ours
            outside = other if is_first else one
            pair = (name, outside) if name < outside else (outside, name)
            turned = is_first != (pair[0] == name)
            between[pair].extend((day, is_forth != turned) for day, is_forth in rows)
        for rows in between.values():
            rows.sort()
        whole.between = between
        whole._of = defaultdict(list, self._of)  # of the same class
        whole._of[name] = sorted(day for one in ours for day in self._of.get(one, ()))
        whole.first, whole.last = self.first, self.last
        return whole
