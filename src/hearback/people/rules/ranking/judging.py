"""How good a ranking is: how early those who in fact answered stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FIRST = 5


@dataclass(slots=True)
class Score:
    """Sums over questions of which it is known who answered."""

    questions: int = 0
    first: int = 0
    among_five: int = 0
    reciprocal: float = 0.0

    def add(self, scores: Mapping[str, float], right: Collection[str]) -> None:
        """Count one question. scores: name -> score; who has the same as a right one stands before them."""
        best = max((scores[who] for who in right if who in scores), default=None)
        place = 0 if best is None else 1 + sum(some >= best for who, some in scores.items() if who not in right)
        self.questions += 1
        self.first += place == 1
        self.among_five += 1 <= place <= FIRST
        self.reciprocal += 1 / place if place else 0.0

    @property
    def figures(self) -> dict[str, float]:
        """Return hit@1, hit@5 and the mean reciprocal rank, 0.0 to 1.0, and of how many questions."""
        count = max(1, self.questions)
        return {
            "questions": self.questions,
            "hit@1": round(self.first / count, 3),
            "hit@5": round(self.among_five / count, 3),
            "mrr": round(self.reciprocal / count, 3),
        }
