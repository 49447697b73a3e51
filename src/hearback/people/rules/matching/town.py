"""What is known of all identities together, when only those that matter just now are at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hearback.people.rules.matching.traits import clues

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hearback.people.rules.matching.traits import Traits


@dataclass(frozen=True, slots=True)
class Town:
    """Counts by clue, as `counts_of` names them; what was not counted is 0."""

    counts: Mapping[str, int] = field(default_factory=dict)
    full_names: int = 0

    def bearers(self, word: str) -> int:
        """Return by how many different full names a word is borne."""
        return self.counts.get(f"t:{word}", 0)

    def names(self) -> int:
        """Return how many different full names there are."""
        return self.full_names

    def callers(self, login: str) -> int:
        """Return how many different full names go with a login."""
        return self.counts.get(f"c:{login}", 0)

    def neighbours(self, place: str) -> int:
        """Return how many identities there are at a domain or machine."""
        return self.counts.get(f"h:{place}", 0)


def counts_of(one: Traits) -> Iterator[str]:
    """Yield the keys under which an identity is counted. t: word of a full name. c: login of one. h: place."""
    if one.name.is_full:
        yield from (f"t:{word}" for word in dict.fromkeys(one.name.words))
        if one.login:
            yield f"c:{one.login}"
    if place := one.address.domain or one.address.host:
        yield f"h:{place}"


def kept(one: Traits, *, longest: int) -> list[str]:
    """Return all keys of an identity, as they are kept; those that are too long are left out."""
    return [key for key in dict.fromkeys((*clues(one), *counts_of(one))) if len(key) <= longest]
