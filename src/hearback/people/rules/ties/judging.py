"""How good a number was at telling what came afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Bin(NamedTuple):
    """Ties to which about the same chance was given: how many, the mean that was told, and the share that came."""

    ties: int
    told: float
    came: float


def auc(numbers: Sequence[float], came: Sequence[bool]) -> float:
    """Return the chance that of two ties, one that went on and one that did not, the first has the higher number.

    Equal numbers count half. Raises ValueError when nothing came, or everything did.
    """
    ups = sum(came)
    downs = len(came) - ups
    if not ups or not downs:
        raise ValueError("there is nothing to compare")
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    ranks, place = 0.0, 0
    while place < len(order):
        end = place
        while end < len(order) and numbers[order[end]] == numbers[order[place]]:
            end += 1
        ranks += (place + end + 1) / 2 * sum(came[one] for one in order[place:end])
        place = end
    return (ranks - ups * (ups + 1) / 2) / (ups * downs)


def precision(numbers: Sequence[float], came: Sequence[bool]) -> float:
    """Return the average precision: the mean, over ties that went on, of the share that did at least as high up."""
    order = sorted(range(len(numbers)), key=lambda one: -numbers[one])
    hits, total = 0, 0.0
    for place, one in enumerate(order, 1):
        if came[one]:
            hits += 1
            total += hits / place
    return total / hits if hits else 0.0


def calibration(chances: Sequence[float], came: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Return ties sorted by what was told of them, in groups of about the same size; empty groups are left out."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    groups = [order[len(order) * one // bins : len(order) * (one + 1) // bins] for one in range(bins)]
    return [
        Bin(len(group), sum(chances[one] for one in group) / len(group), sum(came[one] for one in group) / len(group))
        for group in groups
        if group
    ]
