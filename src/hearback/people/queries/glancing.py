"""The acts of a few ties as of a few days, read from the table, in the form in which ties are counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hearback.infra.rows import found
from hearback.people.models import Mailbox, TieModel
from hearback.people.rules.ties.components import HALF_LIFE, LIVELY, YEAR
from hearback.people.rules.ties.model import DEFAULT, Model

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hearback.people.rules.ties.history import Pair

# Of each end's identities the newest acts up to a day: more than LIVELY make nobody livelier.
_LIVELINESS = (
    "SELECT ends.person, days.day, count(*) FILTER (WHERE a.day > days.day - %(short)s),"
    " count(*) FILTER (WHERE a.day > days.day - %(long)s), max(a.day)"
    " FROM unnest(%(persons)s::bigint[], %(identities)s::bigint[]) AS ends (person, identity)"
    " CROSS JOIN unnest(%(days)s::float8[]) AS days (day)"
    " CROSS JOIN LATERAL ("
    "  (SELECT extract(epoch FROM at)::float8 / 86400 AS day FROM people_act WHERE actor_id = ends.identity"
    "    AND at <= to_timestamp(days.day * 86400 + 0.001) AND (source_id IS NULL OR source_id <> ALL(%(hidden)s))"
    "    ORDER BY at DESC LIMIT %(most)s)"
    "  UNION ALL"
    "  (SELECT extract(epoch FROM at)::float8 / 86400 FROM people_act WHERE target_id = ends.identity"
    "    AND at <= to_timestamp(days.day * 86400 + 0.001) AND (source_id IS NULL OR source_id <> ALL(%(hidden)s))"
    "    ORDER BY at DESC LIMIT %(most)s)) a"
    " GROUP BY ends.person, days.day"
)
_BETWEEN = (
    "WITH ends AS (SELECT * FROM unnest(%(persons)s::bigint[], %(identities)s::bigint[]) AS ends (person, identity)),"
    " pairs AS (SELECT * FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]) AS pairs (one, other)),"
    " ways AS (SELECT one, other, one AS actor, other AS target FROM pairs"
    "  UNION ALL SELECT one, other, other, one FROM pairs)"
    " SELECT w.one, w.other, w.actor = w.one, extract(epoch FROM a.at)::float8 / 86400 FROM ways w"
    " JOIN ends e ON e.person = w.actor JOIN ends f ON f.person = w.target"
    " JOIN people_act a ON a.actor_id = e.identity AND a.target_id = f.identity"
    " WHERE (a.source_id IS NULL OR a.source_id <> ALL(%(hidden)s)) AND a.at <= to_timestamp(%(until)s * 86400 + 0.001)"
)


@dataclass(frozen=True, slots=True)
class Glance:
    """Acts of some ties, with how lively their ends were on some days; asked for another day it raises KeyError.

    lively: (person, day) -> (acts within 90 days, within a year, day of the last).
    """

    between: Mapping[Pair, Sequence[tuple[float, bool]]]
    lively: Mapping[tuple[str, float], tuple[int, int, float]] = field(default_factory=dict)

    def acts_of(self, person: str, *, since: float, until: float) -> int:
        """Return how many acts a person had a part in, within 90 days or a year up to a day."""
        short, long, _ = self._lively(person, until)
        return short if until - since <= HALF_LIFE else long

    def last_of(self, person: str, *, until: float) -> float | None:
        """Return the day of the last act that a person had a part in up to a day; None when there was none."""
        return self._lively(person, until)[2] or None

    def _lively(self, person: str, day: float) -> tuple[int, int, float]:
        return self.lively.get((person, day), (0, 0, 0.0))


def model_now() -> Model:
    """Return the weights that ties are counted with."""
    kept = TieModel.objects.order_by("pk").last()
    if kept is None:
        return DEFAULT
    return Model(tuple(kept.weights["both"]), kept.learnt_from, tuple(kept.weights["ways"]))


def name_of(person: int) -> str:
    """Return what a person is called where ties are counted; in the order of their numbers."""
    return f"{person:012}"


def hidden_sources() -> list[int]:
    """Return the mailboxes that take no part in who knows whom, as their owners chose."""
    return list(Mailbox.objects.filter(takes_part=False).values_list("source_id", flat=True))


def glance(pairs: Collection[tuple[int, int]], *, house: tuple[int, Collection[int]], days: Sequence[float]) -> Glance:
    """Return the acts of some pairs of persons up to the latest of some days, and how lively all ends were on each.

    house: the person who stands for the house, and all identities that are ours.
    """
    asked = _asked(pairs, house=house, days=days)
    between: defaultdict[Pair, list[tuple[float, bool]]] = defaultdict(list)
    for one, other, is_forth, day in found(_BETWEEN, asked):
        first, second = name_of(one), name_of(other)
        pair = (first, second) if first < second else (second, first)
        between[pair].append((day, is_forth == (pair[0] == first)))
    for rows in between.values():
        rows.sort()
    lively = {
        (name_of(person), day): (short, long, last) for person, day, short, long, last in found(_LIVELINESS, asked)
    }
    return Glance(between, lively)


def _asked(
    pairs: Collection[tuple[int, int]], *, house: tuple[int, Collection[int]], days: Sequence[float]
) -> dict[str, object]:
    people = {one for pair in pairs for one in pair} - {house[0]}
    ends = found("SELECT person_id, id FROM people_identity WHERE person_id = ANY(%s)", [list(people)])
    if any(house[0] in pair for pair in pairs):
        ends += [(house[0], identity) for identity in house[1]]
    return {
        "persons": [person for person, _ in ends],
        "identities": [identity for _, identity in ends],
        "ones": [one for one, _ in pairs],
        "others": [other for _, other in pairs],
        "days": list(days),
        "until": max(days),
        "hidden": hidden_sources(),
        "short": HALF_LIFE,
        "long": YEAR,
        "most": LIVELY,
    }
