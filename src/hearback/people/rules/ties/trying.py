"""Tries the model on a house's own past: what it would have told, against what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.people.rules.ties.components import Components
from hearback.people.rules.ties.judging import Bin, auc, calibration, precision
from hearback.people.rules.ties.model import DEFAULT, examples, fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hearback.people.rules.ties.history import History

LEARNT_SHARE = 0.6  # of the time that the acts span; what comes after is only told
MOST_TRIED = 60_000  # ties as of a day; more of them cost a night and change the third figure
# What others use, and what each alone tells; more is stronger.
SINGLE: Mapping[str, Callable[[Components], float]] = {
    "days since the last": lambda one: -one.silence,
    "acts in a year": lambda one: one.year,
    "active months of 24": lambda one: one.months,
    "half-life 90 days": lambda one: one.halved,
    "0.9 a month": lambda one: one.faded,
    "the less active end": lambda one: one.liveliness,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of ties after the model was fitted. ties: as of how many days and pairs; base: the share that went on.

    figures: what told it -> (AUC, average precision), ours first. bins: what was told against what came.
    learnt_from: from how many ties the model was fitted; 0: the shipped one was tried.
    """

    ties: int
    base: float
    figures: Mapping[str, tuple[float, float]]
    bins: list[Bin]
    learnt_from: int


def tried(history: History) -> Trial | None:
    """Return how the model does on the later part of a history, fitted on its earlier part only.

    None where nothing, or everything, went on, so that nothing can be said.
    """
    cut = history.first + LEARNT_SHARE * (history.last - history.first)
    model = fitted(history, until=cut)
    later = list(examples(history, since=max(cut, history.first + 1), until=history.last, most=MOST_TRIED))
    came = [one.came for one in later]
    if not any(came) or all(came):
        return None
    ways = {
        "ours": model.strength,
        "ours as shipped": DEFAULT.strength,
        **SINGLE,
    }
    told = {name: [float(way(one.found)) for one in later] for name, way in ways.items()}
    return Trial(
        ties=len(later),
        base=sum(came) / len(came),
        figures={name: (auc(numbers, came), precision(numbers, came)) for name, numbers in told.items()},
        bins=calibration(told["ours"], came),
        learnt_from=model.learnt_from,
    )
