"""Sorts identities into people: what is certain is joined, what is likely is suggested, the likeliest first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.people.rules.matching.evidence import is_clash
from hearback.people.rules.matching.index import Index

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from hearback.people.rules.matching.evidence import Evidence, Reason
    from hearback.people.rules.matching.traits import Traits

PER_PERSON = 0.19  # suggestions: what somebody has the patience to look at
LEAST_CHANCE = 0.33
_LARGEST = 40  # identities of one person that are compared with all of another's before the two are joined


@dataclass(frozen=True, slots=True)
class Cluster:
    """Identities that are certainly one person's. reasons: those of the links that join them, each kind once."""

    ids: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two identities of which somebody should say whether they are one person's. usefulness: what they come by."""

    one: str
    other: str
    evidence: Evidence
    usefulness: float


@dataclass(frozen=True, slots=True)
class Sorted:
    """Clusters of two or more, and suggestions, the most useful first."""

    clusters: tuple[Cluster, ...]
    suggestions: tuple[Suggestion, ...]
    people: int


class Groups:
    """Which identities are one so far; two groups become one only when nothing in them clashes."""

    def __init__(self, count: int) -> None:
        self._home = list(range(count))
        self.members = {place: [place] for place in range(count)}

    def home(self, place: int) -> int:
        """Return the group of an identity."""
        while self._home[place] != place:
            self._home[place] = self._home[self._home[place]]
            place = self._home[place]
        return place

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        first, second = self.home(one), self.home(other)
        if len(self.members[first]) < len(self.members[second]):
            first, second = second, first
        self._home[second] = first
        self.members[first] += self.members.pop(second)


Link = tuple[int, int, "Evidence"]


def sort(identities: Iterable[Traits]) -> Sorted:
    """Return who is certainly one, and who may be."""
    index = Index()
    for one in identities:
        index.add(one)
    links = sorted(index.pairs(), key=lambda link: (-link[2].weight, link[0], link[1]))
    clashing = {(one, other) for one, other, evidence in links if evidence.is_clash}
    groups = Groups(len(index.all))
    reasons = _join(groups, (link for link in links if link[2].is_certain), index, clashing)
    ids = [one.id for one in index.all]
    clusters = tuple(
        Cluster(tuple(ids[place] for place in sorted(members)), tuple(dict.fromkeys(reasons[home])))
        for home, members in sorted(groups.members.items(), key=lambda found: min(found[1]))
        if len(members) > 1
    )
    return Sorted(clusters, tuple(_suggestions(links, groups, index)), len(groups.members))


def _join(
    groups: Groups, links: Iterable[Link], index: Index, clashing: Collection[tuple[int, int]]
) -> dict[int, list[Reason]]:
    """Join what is certain, strongest first, and return the reasons by group."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for one, other, evidence in links:
        first, second = groups.home(one), groups.home(other)
        if first == second or is_clashing(groups, first, second, index, clashing):
            continue
        groups.join(first, second)
        home = groups.home(first)
        gone = second if home == first else first
        reasons[home] += [*reasons.pop(gone, []), *evidence.reasons]
    return reasons


def is_clashing(
    groups: Groups, first: int, second: int, index: Index, clashing: Collection[tuple[int, int]] = ()
) -> bool:
    """Say whether anybody of one group cannot be anybody of the other: weak links are never chained past a clash."""
    left, right = groups.members[first], groups.members[second]
    if len(left) * len(right) > _LARGEST**2:
        return True
    for one in left:
        for other in right:
            if (min(one, other), max(one, other)) in clashing:
                return True
            if is_clash(index.all[one], index.all[other]):
                return True
    return False


def _suggestions(links: Iterable[Link], groups: Groups, index: Index) -> list[Suggestion]:
    """Return one question for every two groups, none that another's answer would answer, the most useful first."""
    best: dict[tuple[int, int], Link] = {}
    for one, other, evidence in links:
        first, second = sorted((groups.home(one), groups.home(other)))
        if first != second and evidence.chance >= LEAST_CHANCE and (first, second) not in best:
            best[first, second] = (one, other, evidence)
    asked = [
        (_chance(link, groups, pair, index), len(groups.members[pair[0]]) * len(groups.members[pair[1]]), link)
        for pair, link in best.items()
    ]
    asked.sort(key=lambda found: (-found[0], found[2][:2]))
    tree, kept = Groups(len(index.all)), []
    for chance, gain, (one, other, evidence) in asked:
        first, second = groups.home(one), groups.home(other)
        if chance >= LEAST_CHANCE and tree.home(first) != tree.home(second):
            tree.join(first, second)
            kept.append(
                Suggestion(index.all[one].id, index.all[other].id, evidence, round(usefulness(chance, gain), 3))
            )
    kept.sort(key=lambda found: -found.usefulness)
    people = len(groups.members) - sum(found.evidence.chance for found in kept)
    return kept[: max(1, int(people * PER_PERSON))]


def usefulness(chance: float, gain: int) -> float:
    """Return what a question is worth: how likely the answer is yes, and how many identities come together by it."""
    return chance * (1.0 + 0.1 * min(gain - 1, 10))


def _chance(link: Link, groups: Groups, pair: tuple[int, int], index: Index) -> float:
    """Return how likely two groups are one: somebody in them with another name makes it less so."""
    chance = link[2].chance
    return chance / 2 if is_clashing(groups, *pair, index) and not link[2].is_clash else chance
