"""Holds a ranking against simpler ones, on questions of which it is known who answered."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hearback.people.rules.ranking.judging import Score
from hearback.people.rules.ranking.values import Sign

if TYPE_CHECKING:
    from collections.abc import Collection

    from hearback.people.rules.ranking.ranking import Ranking
    from hearback.people.rules.ranking.values import Question

BASELINES = {
    "most active": Sign.ACTIVITY,
    "wrote": Sign.WROTE,
    "helped topic": Sign.HELPED_TOPIC,
    "helped author": Sign.HELPED_AUTHOR,
}
OURS, NEWCOMERS = "ranking", "newcomers"


class Evaluation:
    """Scores of the ranking and of each single kind of evidence, for all who ask and for newcomers."""

    def __init__(self) -> None:
        self.of: defaultdict[str, Score] = defaultdict(Score)
        self.of_newcomers: defaultdict[str, Score] = defaultdict(Score)

    @property
    def is_known(self) -> bool:
        """Return whether there was a question of which it is known who answered."""
        return self.of[OURS].questions > 0

    @property
    def figures(self) -> dict[str, dict[str, dict[str, float]]]:
        """Return the figures of each ranking, overall and for newcomers; see judging.Score."""
        return {
            "all": {name: score.figures for name, score in self.of.items()},
            NEWCOMERS: {name: score.figures for name, score in self.of_newcomers.items()},
        }

    def add(self, ranking: Ranking, question: Question, right: Collection[str]) -> None:
        """Count one question, before anything is learnt from its answers. The asker is never the right one."""
        right = set(right) - {question.asker, ""}
        if not right:
            return
        evidence = ranking.history.evidence(question)
        given = {OURS: ranking.scores(question)} | {name: evidence[sign] for name, sign in BASELINES.items()}
        is_newcomer = ranking.history.is_newcomer(question.asker)
        for table in [self.of, self.of_newcomers] if is_newcomer else [self.of]:
            for name, scores in given.items():
                table[name].add(scores, right)
