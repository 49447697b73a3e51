"""Which messages belong together: union-find over message keys, the same in any order of arrival.

Like the REFS algorithm (RFC 5256 without its merging by subject), with one difference that a stream needs:
a key that was only mentioned counts as a member, so that halves join when their missing parent comes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Group:
    """Voices (by position) and keys that belong together, with the conversations that they touch."""

    voices: tuple[int, ...]
    keys: tuple[str, ...]
    conversations: tuple[int, ...]


class _Sets:
    """Disjoint sets of small numbers; the smaller number leads."""

    def __init__(self) -> None:
        self.parents: list[int] = []

    def add(self) -> int:
        self.parents.append(len(self.parents))
        return len(self.parents) - 1

    def leader(self, member: int) -> int:
        parents = self.parents
        while parents[member] != member:
            parents[member] = parents[parents[member]]
            member = parents[member]
        return member

    def unite(self, one: int, other: int) -> None:
        one, other = self.leader(one), self.leader(other)
        if one != other:
            self.parents[max(one, other)] = min(one, other)


def groups(keys_of_voices: Sequence[Sequence[str]], *, conversation_of: Mapping[str, int]) -> list[Group]:
    """Return who belongs together, in the order of their first voice.

    keys_of_voices: for every voice the keys before it and its own. conversation_of: what is known of keys.
    """
    sets = _Sets()
    number_of: dict[str | int, int] = {}

    def number(member: str | int) -> int:
        known = number_of.get(member)
        if known is None:
            known = number_of[member] = sets.add()
            if isinstance(member, str) and member in conversation_of:
                sets.unite(known, number(conversation_of[member]))
        return known

    first_keys = []
    for keys in keys_of_voices:
        numbers = [number(key) for key in keys]
        for other in numbers[1:]:
            sets.unite(numbers[0], other)
        first_keys.append(numbers[0])
    return _collect(sets, number_of, first_keys)


def _collect(sets: _Sets, number_of: Mapping[str | int, int], first_keys: Sequence[int]) -> list[Group]:
    voices: dict[int, list[int]] = defaultdict(list)
    for position, first in enumerate(first_keys):
        voices[sets.leader(first)].append(position)
    keys: dict[int, list[str]] = defaultdict(list)
    conversations: dict[int, list[int]] = defaultdict(list)
    for member, known in number_of.items():
        leader = sets.leader(known)
        if isinstance(member, str):
            keys[leader].append(member)
        else:
            conversations[leader].append(member)
    return [
        Group(tuple(positions), tuple(keys[leader]), tuple(sorted(conversations[leader])))
        for leader, positions in voices.items()
    ]
