"""The strongest ways from somebody to any of us, through people who know each other."""

from __future__ import annotations

from heapq import heappop, heappush, nsmallest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    Neighbours = Callable[[Sequence[int]], Mapping[int, Sequence[tuple[int, float]]]]

LONGEST = 4  # ties
LEAST = 0.001  # a weaker way is none
_AT_ONCE = 64  # persons whose ties are fetched together
_MOST = 4_000  # persons that are looked at


class Way(NamedTuple):
    """People from the one who is looked for to one of us, and the chance that all ties on the way hold."""

    people: tuple[int, ...]
    strength: float


def ways(person: int, *, ours: Collection[int], neighbours: Neighbours, most: int = 3) -> list[Way]:
    """Return the strongest ways to as many of us, the strongest first; each of us stands at the end of one at most.

    neighbours: persons -> their ties as (person, strength). No way leads through one of us.
    """
    found: list[Way] = []
    known: dict[int, Sequence[tuple[int, float]]] = {}
    done: set[int] = set()
    open_ways: list[tuple[float, tuple[int, ...]]] = [(-1.0, (person,))]
    while open_ways and len(found) < most and len(done) < _MOST:
        falling, people = heappop(open_ways)
        last = people[-1]
        if last in done:
            continue
        done.add(last)
        if last in ours and last != person:
            found.append(Way(people, -falling))
            continue
        if len(people) > LONGEST:
            continue
        if last not in known:
            next_up = [one[-1] for _, one in nsmallest(_AT_ONCE, open_ways) if len(one) <= LONGEST]
            wanted = {last, *next_up} - known.keys() - done - set(ours) | {last}
            known.update(dict.fromkeys(wanted, ()) | dict(neighbours(sorted(wanted))))
        for other, strength in known[last]:
            if other not in done and -falling * strength >= LEAST:
                heappush(open_ways, (falling * strength, (*people, other)))
    return found
