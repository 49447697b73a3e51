"""What is known of the past when a question is asked. Fed in the order of time, it knows nothing of the future."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from heapq import nlargest
from typing import TYPE_CHECKING

from hearback.people.rules.ranking.tallies import SHORT_HALF_LIFE, WINDOW, Tally, weight
from hearback.people.rules.ranking.values import Act, Question, Sign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

MOST_LIVELY = 100  # people who come into question for nothing but being active
MOST_LOOKED_AT = 1_000  # people under the marks of one question, the rarest mark first
REFRESHED_AFTER = 50  # acts, after which the list of the liveliest is made anew
ENOUGH = 1.0  # acts with a mark, after which another one says half as much
WROTE_PART = 0.5  # what writing counts as activity, against helping
BESIDE_PART = 0.5  # what having been helped by the asker counts, against having helped them

_Marked = defaultdict[str, Tally]


@dataclass(slots=True)
class History:
    """Who did what. `learn` in the order of time; `evidence` reads."""

    activity: Tally = field(default_factory=Tally)
    lately: Tally = field(default_factory=lambda: Tally(SHORT_HALF_LIFE))
    newcomers: Tally = field(default_factory=Tally)
    helped: _Marked = field(default_factory=lambda: defaultdict(Tally))
    wrote: _Marked = field(default_factory=lambda: defaultdict(Tally))
    authors: _Marked = field(default_factory=lambda: defaultdict(Tally))
    beside: _Marked = field(default_factory=lambda: defaultdict(Tally))
    acts: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    _asked: tuple[Question, int, dict[Sign, dict[str, float]]] | None = None
    _lively: list[str] = field(default_factory=list)
    _lively_at: int = -REFRESHED_AFTER

    def learn(self, act: Act, *, beside: Iterable[str] = ()) -> None:
        """Take in what somebody did. beside: others who helped with the same."""
        if act.who == act.to or not act.who:
            return
        self.acts += 1
        self.seen.update(act.marks)
        marked = self.helped if act.to else self.wrote
        # An act about everything counts less for each of its marks.
        part = 1 / math.sqrt(max(1, len(act.marks) / 8))
        for mark in act.marks:
            marked[mark].add(act.who, at=act.at, part=part)
        share = 1.0 if act.to else WROTE_PART
        self.activity.add(act.who, at=act.at, part=share)
        self.lately.add(act.who, at=act.at, part=share)
        if act.to:
            self._helped(act)
        for other in beside:
            self.beside[act.who].add(other, at=act.at)

    def _helped(self, act: Act) -> None:
        if act.to not in self.authors:
            self.newcomers.add(act.who, at=act.at)
        self.authors[act.to].add(act.who, at=act.at)

    def is_newcomer(self, asker: str) -> bool:
        """Return whether nobody helped them yet."""
        return asker not in self.authors

    def evidence(self, question: Question) -> dict[Sign, dict[str, float]]:
        """Return each kind of evidence as name -> part of the best one's, 0.0 to 1.0; nobody has it: empty."""
        if self._asked and self._asked[:2] == (question, self.acts):
            return self._asked[2]
        self._asked = (question, self.acts, self._evidence(question))
        return self._asked[2]

    def _evidence(self, question: Question) -> dict[Sign, dict[str, float]]:
        topic = self._of_marks(self.helped, question)
        author = self._of_author(question)
        wrote = self._of_marks(self.wrote, question)
        beside = self._beside(author, question)
        known = {*topic, *author, *wrote, *beside, *self._liveliest(question)} - {question.asker, ""}
        found = {
            Sign.ACTIVITY: _of(self.activity, known, question),
            Sign.LATELY: _of(self.lately, known, question),
            Sign.WROTE: wrote,
            Sign.HELPED_TOPIC: topic,
            Sign.HELPED_AUTHOR: author,
            Sign.HELPED_BESIDE: beside,
            Sign.HELPED_NEWCOMERS: _of(self.newcomers, known, question) if self.is_newcomer(question.asker) else {},
        }
        return {sign: _normalised(scores, known) for sign, scores in found.items()}

    def rarity(self, mark: str) -> float:
        """Return how much a mark tells: more, the fewer acts carry it."""
        return math.log(1 + self.acts / (self.seen[mark] or self.acts + 1))

    def counted(self, marked: Mapping[str, Tally], who: str, marks: Iterable[str]) -> list[tuple[int, str]]:
        """Return (how often, mark) of what somebody did with any of the marks, what tells most first."""
        found = [(tally.count(who), mark) for mark in marks if (tally := marked.get(mark)) and who in tally.of]
        return sorted(found, key=lambda one: (-self.rarity(one[1]), one[1]))

    def _of_marks(self, marked: Mapping[str, Tally], question: Question) -> dict[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        scale, since = 1 / weight(question.at), (question.at - WINDOW).timestamp()
        for mark, tally in self._looked_at(marked, question.marks):
            tells = self.rarity(mark)
            for who, known in tally.of.items():
                if known[2] >= since:
                    some = known[0] * scale
                    found[who] += tells * some / (some + ENOUGH)
        return found

    def _looked_at(self, marked: Mapping[str, Tally], marks: Iterable[str]) -> Iterator[tuple[str, Tally]]:
        looked_at = 0
        for mark in sorted(marks, key=self.rarity, reverse=True):
            if tally := marked.get(mark):
                looked_at += len(tally.of)
                if looked_at > MOST_LOOKED_AT:
                    return
                yield mark, tally

    def _of_author(self, question: Question) -> dict[str, float]:
        tally = self.authors.get(question.asker)
        return dict(tally.shown(at=question.at)) if tally else {}

    def _beside(self, author: Mapping[str, float], question: Question) -> dict[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        for who in nlargest(10, author, key=author.__getitem__):
            if tally := self.beside.get(who):
                for other, some in tally.shown(at=question.at):
                    found[other] += author[who] * some
        return found

    def _liveliest(self, question: Question) -> list[str]:
        if self.acts - self._lively_at >= REFRESHED_AFTER:
            half = MOST_LIVELY // 2
            some = (self.activity.shown(at=question.at), self.lately.shown(at=question.at))
            self._lively = [who for shown in some for who, _ in nlargest(half, shown, key=lambda one: one[1])]
            self._lively_at = self.acts
        return self._lively


def _of(tally: Tally, known: Collection[str], question: Question) -> dict[str, float]:
    """Return what some did, as it stands to each other's; those who did nothing within the window are left out."""
    since, of = (question.at - WINDOW).timestamp(), tally.of
    return {who: did[0] for who in known if (did := of.get(who)) and did[2] >= since}


def _normalised(scores: Mapping[str, float], known: Collection[str]) -> dict[str, float]:
    of = {who: score for who, score in scores.items() if who in known and score > 0}
    best = max(of.values(), default=1.0)
    return {who: score / best for who, score in of.items()}
