"""Finds, among very many identities, the few that another can be compared with."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from hearback.people.rules.matching.evidence import compare
from hearback.people.rules.matching.traits import clues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.people.rules.matching.evidence import Evidence
    from hearback.people.rules.matching.traits import Traits

# How many may share a clue of a kind before it says nothing any more.
MOST = {"a": 200, "n": 60, "s": 40, "i": 25, "w": 40, "p": 20, "d": 40}
# A clue meets clues of the same kind, but what a login could be meets logins.
MEETS = {"a": "a", "n": "n", "s": "s", "i": "i", "w": "w", "p": "w", "d": "d"}


class Index:
    """Identities by their clues; grows one by one, and answers for one by one."""

    def __init__(self) -> None:
        self.all: list[Traits] = []
        self._found: dict[str, list[int]] = defaultdict(list)
        self._bearers: dict[str, set[str]] = defaultdict(set)
        self._callers: dict[str, set[str]] = defaultdict(set)
        self._neighbours: dict[str, int] = defaultdict(int)
        self._names: set[str] = set()

    def add(self, one: Traits) -> int:
        """Take an identity in; returns its place."""
        place = len(self.all)
        self.all.append(one)
        for clue in clues(one):
            self._found[clue].append(place)
        if one.name.is_full:
            self._names.add(one.name.key)
            for word in one.name.words:
                self._bearers[word].add(one.name.key)
            if one.login:
                self._callers[one.login].add(one.name.key)
        house = one.address.domain or one.address.host
        if house:
            self._neighbours[house] += 1
        return place

    def bearers(self, word: str) -> int:
        """Return by how many different full names a word is borne."""
        return len(self._bearers.get(word, ()))

    def names(self) -> int:
        """Return how many different full names there are."""
        return len(self._names)

    def callers(self, login: str) -> int:
        """Return how many different full names go with a login."""
        return len(self._callers.get(login, ()))

    def neighbours(self, place: str) -> int:
        """Return how many identities there are at a domain or machine."""
        return self._neighbours.get(place, 0)

    def likely(self, one: Traits, *, but: int = -1) -> list[tuple[int, Evidence]]:
        """Return (place, evidence) of those here that may be the same person as an identity, the likeliest first."""
        places = {place for clue in clues(one) for place in self._meeting(clue)} - {but}
        found = [(place, compare(one, self.all[place], known=self)) for place in sorted(places)]
        return sorted((pair for pair in found if pair[1].weight > _LEAST), key=lambda pair: -pair[1].weight)

    def pairs(self) -> Iterator[tuple[int, int, Evidence]]:
        """Yield every two identities that share a clue and may be one person, with what is known of them."""
        seen: set[int] = set()
        total = len(self.all)
        for clue, members in self._found.items():
            for first, second in self._met(clue, members):
                one, other = (first, second) if first < second else (second, first)
                mark = one * total + other
                if mark not in seen:
                    seen.add(mark)
                    evidence = compare(self.all[one], self.all[other], known=self)
                    if evidence.weight > _LEAST or evidence.is_certain:
                        yield one, other, evidence

    def _meeting(self, clue: str) -> list[int]:
        kind, rest = clue[0], clue[2:]
        met = self._found.get(f"{MEETS[kind]}:{rest}", [])
        if kind == "w":
            met = [*met, *self._few("p:" + rest)]
        return met if len(met) <= MOST[kind] else met[: MOST[kind]] if kind == "a" else []

    def _few(self, clue: str) -> list[int]:
        found = self._found.get(clue, [])
        return found if len(found) <= MOST["p"] else []

    def _met(self, clue: str, members: list[int]) -> Iterator[tuple[int, int]]:
        kind = clue[0]
        if kind == "p":
            callers = self._found.get("w:" + clue[2:], [])
            if callers and len(callers) * len(members) <= MOST["p"] ** 2:
                yield from ((one, other) for one in members for other in callers if one != other)
            return
        if len(members) > MOST[kind]:
            if kind == "a":
                yield from pairwise(members)
            return
        yield from ((one, other) for at, one in enumerate(members) for other in members[at + 1 :])


_LEAST = -1.5
