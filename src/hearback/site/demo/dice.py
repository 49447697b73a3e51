"""Chance that always falls the same way: the town must be the same town tomorrow, on any Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Dice:
    """A row of draws that depends on nothing but its name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._drawn = 0

    def share(self) -> float:
        """Return the next draw, 0.0 up to but without 1.0."""
        digest = hashlib.sha256(f"{self._name}/{self._drawn}".encode()).digest()
        self._drawn += 1
        return int.from_bytes(digest[:6], "big") / 2**48

    def between(self, low: float, high: float) -> float:
        """Return a number between the two."""
        return low + (high - low) * self.share()

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices. Raises IndexError when there is none."""
        return choices[int(self.share() * len(choices))]

    def letters(self, count: int) -> str:
        """Return that many letters and digits."""
        return "".join(self.pick(ALPHABET) for _ in range(count))

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """Return all choices in another order."""
        return [
            choice for _, choice in sorted(((self.share(), choice) for choice in choices), key=lambda pair: pair[0])
        ]


class Deck:
    """Cards dealt one after the other; shuffled again only when all have been dealt."""

    def __init__(self, name: str, cards: Sequence[str]) -> None:
        self._name = name
        self._cards = tuple(cards)
        self._rounds = 0
        self._left: list[str] = []

    def deal(self) -> str:
        """Return the next card."""
        if not self._left:
            self._left = Dice(f"{self._name}/{self._rounds}").shuffled(self._cards)
            self._rounds += 1
        return self._left.pop()
