"""Logistic regression of few columns, held near the weights that one begins with; small enough to be read."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDS = 12
_SMALL = 1e-6


def chance(score: float) -> float:
    """Return the logistic of a score, whatever its size."""
    if score >= 0:
        return 1 / (1 + exp(-score))
    grown = exp(score)
    return grown / (1 + grown)


def score_of(weights: Sequence[float], row: Sequence[float]) -> float:
    """Return the weighted sum; the first weight stands alone."""
    return weights[0] + sum(weight * value for weight, value in zip(weights[1:], row, strict=True))


def fit(rows: Sequence[Sequence[float]], came: Sequence[bool], *, begin: Sequence[float], pull: float) -> list[float]:
    """Return the weights that tell best what came, by Newton's steps.

    begin: weights to begin with, the lone one first; pull: how strongly the others are held to them (as a ridge).
    Raises ValueError when rows and outcomes are not equally many.
    """
    weights = list(begin)
    for _ in range(_ROUNDS):
        slope, bend = _around(weights, rows, came)
        for one in range(len(weights)):
            slope[one] -= (pull if one else 0.0) * (weights[one] - begin[one])
            bend[one][one] += pull if one else _SMALL
        step = _solved(bend, slope)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _SMALL:
            break
    return weights


def _around(
    weights: Sequence[float], rows: Sequence[Sequence[float]], came: Sequence[bool]
) -> tuple[list[float], list[list[float]]]:
    """Return how the likelihood rises around some weights, and how that bends."""
    size = len(weights)
    slope, bend = [0.0] * size, [[0.0] * size for _ in range(size)]
    for row, is_so in zip(rows, came, strict=True):
        seen = (1.0, *row)
        likely = chance(score_of(weights, row))
        off, sure = is_so - likely, max(likely * (1 - likely), _SMALL)
        for one, value in enumerate(seen):
            slope[one] += off * value
            line, heft = bend[one], sure * value
            for other in range(one + 1):
                line[other] += heft * seen[other]
    return slope, [[bend[max(one, other)][min(one, other)] for other in range(size)] for one in range(size)]


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return x of matrix·x = right, by elimination with the largest pivot."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for column in range(size):
        best = max(range(column, size), key=lambda one: abs(rows[one][column]))
        rows[column], rows[best] = rows[best], rows[column]
        head = rows[column]
        for below in range(column + 1, size):
            share = rows[below][column] / head[column]
            if share:
                rows[below] = [value - share * above for value, above in zip(rows[below], head, strict=True)]
    found = [0.0] * size
    for column in reversed(range(size)):
        known = sum(rows[column][one] * found[one] for one in range(column + 1, size))
        found[column] = (rows[column][size] - known) / rows[column][column]
    return found
