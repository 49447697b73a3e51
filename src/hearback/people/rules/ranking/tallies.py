"""Counts that fade: half of what somebody did is forgotten each half-life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_START = datetime(2000, 1, 1, tzinfo=UTC)
_YEAR = timedelta(days=365.25)
HALF_LIFE = _YEAR
SHORT_HALF_LIFE = timedelta(days=60)
WINDOW = 3 * _YEAR
_MOST_HALVES = 450  # a float holds no more; reached 450 half-lives away from the start


@lru_cache(maxsize=8)
def weight(at: datetime, *, half_life: timedelta = HALF_LIFE) -> float:
    """Return what an act counts, on a scale that grows with time instead of letting the old shrink."""
    halves = (at - _START) / half_life
    return float(2.0 ** max(-_MOST_HALVES, min(_MOST_HALVES, halves)))


@dataclass(slots=True)
class Tally:
    """How much each of several did: name -> [faded sum, plain count, day of the last, in seconds]."""

    half_life: timedelta = HALF_LIFE
    of: dict[str, list[float]] = field(default_factory=dict)

    def add(self, who: str, *, at: datetime, part: float = 1.0) -> None:
        """Count an act."""
        gained, said = part * weight(at, half_life=self.half_life), at.timestamp()
        if known := self.of.get(who):
            known[0] += gained
            known[1] += 1
            known[2] = max(known[2], said)
            return
        self.of[who] = [gained, 1, said]

    def shown(self, *, at: datetime) -> Iterator[tuple[str, float]]:
        """Yield (name, sum as faded at a moment) of everybody who did something within the window."""
        scale, since = 1 / weight(at, half_life=self.half_life), (at - WINDOW).timestamp()
        return ((who, known[0] * scale) for who, known in self.of.items() if known[2] >= since)

    def count(self, who: str) -> int:
        """Return how often somebody did it; 0 for never."""
        return int(self.of[who][1]) if who in self.of else 0
