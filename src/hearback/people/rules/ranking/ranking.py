"""Ranks who should answer: normalised evidence, weighed and summed; the weights learn from who in fact answered."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from heapq import nlargest
from typing import TYPE_CHECKING

from hearback.people.rules.ranking.history import History
from hearback.people.rules.ranking.values import Act, Circumstances, Question, Ranked, Reason, Sign

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SHIPPED: Mapping[Sign, float] = {
    Sign.ACTIVITY: 0.3,
    Sign.LATELY: 0.3,
    Sign.WROTE: 0.5,
    Sign.HELPED_TOPIC: 1.0,
    Sign.HELPED_AUTHOR: 1.0,
    Sign.HELPED_BESIDE: 0.2,
    Sign.HELPED_NEWCOMERS: 0.3,
}
LEARNING = 0.02  # how far one answer moves a weight
SHARPNESS = 4.0  # how much likelier a point more makes somebody, when learning
LEARNT_FROM = 60  # candidates compared when learning
LOAD_PART = 0.05  # what each open turn takes away, of one
OTHER_LANGUAGE_PART = 0.5
AWAY_PART = 0.1
_NOBODY = Circumstances()
_MOST_REASONS = 4
_MOST_MARKS = 3

Evidence = dict[Sign, dict[str, float]]


@dataclass(slots=True)
class Ranking:
    """The past, and what each kind of evidence weighs. Ask with `rank`, then tell with `answered` or `learn`."""

    history: History = field(default_factory=History)
    weights: dict[Sign, float] = field(default_factory=lambda: dict(SHIPPED))
    _scored: tuple[Evidence, dict[str, float]] | None = None

    def rank(self, question: Question, *, most: int = 10, around: Circumstances = _NOBODY) -> list[Ranked]:
        """Return who may answer, the likeliest first; the asker never. Empty while nobody has done anything."""
        evidence = self.history.evidence(question)
        scores = self.scores(question, around=around)
        best = nlargest(most, scores, key=lambda who: (scores[who], who))
        return [self._ranked(who, scores[who], evidence, question, around) for who in best]

    def scores(self, question: Question, *, around: Circumstances = _NOBODY) -> dict[str, float]:
        """Return name -> score of everybody for whom something speaks; the asker is not among them."""
        found = self._scores(self.history.evidence(question), around.among)
        return found if around is _NOBODY else {who: score * part(who, around) for who, score in found.items()}

    def answered(self, question: Question, helpers: Collection[str]) -> None:
        """Learn who in fact answered: what spoke for them weighs more from now on."""
        right = {who for who in helpers if who and who != question.asker}
        if right:
            self._weigh(self.history.evidence(question), right)
        for who in sorted(right):
            act = Act(who, question.at, to=question.asker, marks=question.marks)
            self.history.learn(act, beside=right - {who})

    def asked(self, question: Question) -> None:
        """Learn that somebody asked: they wrote about it, too."""
        self.history.learn(Act(question.asker, question.at, marks=question.marks))

    def learn(self, act: Act) -> None:
        """Take in something that somebody did."""
        self.history.learn(act)

    def _scores(self, evidence: Evidence, among: Collection[str] | None) -> dict[str, float]:
        if among is None and self._scored and self._scored[0] is evidence:
            return self._scored[1]
        found: dict[str, float] = {} if among is None else dict.fromkeys(among, 0.0)
        for sign, scores in evidence.items():
            weight = self.weights[sign]
            for who, score in scores.items():
                if among is None or who in found:
                    found[who] = found.get(who, 0.0) + weight * score
        scores = {who: score for who, score in found.items() if score > 0}
        if among is None:
            self._scored = evidence, scores
        return scores

    def _weigh(self, evidence: Evidence, right: Collection[str]) -> None:
        """Move the weights a little towards those that would have put the right ones first (softmax, one step)."""
        scores = self._scores(evidence, None)
        shown = {who for who in right if who in scores}
        if not shown:
            return
        compared = {*nlargest(LEARNT_FROM, scores, key=scores.__getitem__), *shown}
        self._scored = None
        likely = {who: math.exp(SHARPNESS * scores[who]) for who in compared}
        total = sum(likely.values())
        for sign, of in evidence.items():
            if of:
                wanted = sum(of.get(who, 0.0) for who in shown) / len(shown)
                expected = sum(of.get(who, 0.0) * some for who, some in likely.items()) / total
                self.weights[sign] = max(0.0, self.weights[sign] + LEARNING * (wanted - expected))

    def _ranked(self, who: str, score: float, evidence: Evidence, question: Question, around: Circumstances) -> Ranked:
        signs = {sign: of[who] for sign, of in evidence.items() if who in of}
        reasons = [reason for sign in self._weightiest(signs) if (reason := self._reason(sign, who, question))]
        return Ranked(who, score, signs, (*reasons[:_MOST_REASONS], *_circumstances(who, around)))

    def _weightiest(self, signs: Mapping[Sign, float]) -> list[Sign]:
        told = [sign for sign in signs if sign not in {Sign.LATELY, Sign.HELPED_BESIDE}]
        return sorted(told, key=lambda sign: self.weights[sign] * signs[sign], reverse=True)

    def _reason(self, sign: Sign, who: str, question: Question) -> Reason | None:
        history = self.history
        if sign in {Sign.WROTE, Sign.HELPED_TOPIC}:
            marked = history.wrote if sign == Sign.WROTE else history.helped
            found = history.counted(marked, who, question.marks)[:_MOST_MARKS]
            return Reason(sign, max(count for count, _ in found), tuple(mark for _, mark in found))
        tallies = {
            Sign.HELPED_AUTHOR: history.authors.get(question.asker),
            Sign.HELPED_NEWCOMERS: history.newcomers,
            Sign.ACTIVITY: history.activity,
        }
        tally = tallies.get(sign)
        return Reason(sign, tally.count(who)) if tally else None


def part(who: str, around: Circumstances) -> float:
    """Return what of somebody's score stands, as things are with them today: 0.0 to 1.0."""
    stands = 1 / (1 + LOAD_PART * around.load.get(who, 0))
    spoken = around.languages.get(who)
    if around.language and spoken is not None and around.language not in spoken:
        stands *= OTHER_LANGUAGE_PART
    return stands * AWAY_PART if who in around.away else stands


def _circumstances(who: str, around: Circumstances) -> list[Reason]:
    found = []
    if who in around.away:
        found.append(Reason("away", 0))
    if load := around.load.get(who, 0):
        found.append(Reason("load", load))
    spoken = around.languages.get(who)
    if around.language and spoken is not None and around.language not in spoken:
        found.append(Reason("language", 0, (around.language,)))
    return found
