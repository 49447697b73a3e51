"""How seldom a name is: what is shared by few says much, what is shared by many says little."""

from __future__ import annotations

from typing import Protocol

from hearback.people.rules.matching.languages.common import GIVEN, SURNAMES
from hearback.people.rules.matching.traits import is_listed

COMMON, UNCOMMON, RARE = 0, 1, 2
_ENOUGH_NAMES = 200  # of which how often a word occurs begins to tell how rare it is


class Known(Protocol):
    """What is known of all identities together."""

    def bearers(self, word: str) -> int:
        """Return by how many different full names a word is borne."""

    def names(self) -> int:
        """Return how many different full names there are."""

    def callers(self, login: str) -> int:
        """Return how many different full names go with a login."""

    def neighbours(self, place: str) -> int:
        """Return how many identities there are at a domain or machine."""


def rarity(words: tuple[str, ...], *, known: Known) -> int:
    """Return how seldom a name with these words is: what is shared by few says much."""
    strange = [word for word in words if len(word) > 3 and not is_listed(word)]
    if words and not words[0].isascii() and len(words[0]) > 2:
        strange = list(words)
    if not strange:
        return COMMON
    fewest = min(known.bearers(word) for word in strange)
    is_told = known.names() >= _ENOUGH_NAMES or len(strange) > 1
    is_of_many = any(word in SURNAMES and word not in GIVEN for word in words)
    if fewest <= 2 and is_told and max(map(len, strange)) > 4 and not is_of_many:
        return RARE
    return UNCOMMON if fewest <= 6 else COMMON


def is_seldom_here(words: tuple[str, ...], *, known: Known) -> bool:
    """Say whether one of the words, however common in the world, is borne by hardly anybody here."""
    return known.names() >= _ENOUGH_NAMES and any(known.bearers(word) <= 3 for word in words if len(word) > 1)
