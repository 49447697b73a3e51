"""The acts of a few ties as of a few days, read from the table, in the form in which ties are counted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hearback.infra.rows import found
from hearback.people.models import Mailbox, TieModel
from hearback.people.rules.ties.components import HALF_LIFE, LIVELY, YEAR
from hearback.people.rules.ties.model import DEFAULT, Model

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hearback.people.rules.ties.history import Pair

_FEW = 40  # acts of an identity that are looked at first; they tell the liveliness of nearly everybody
_LIVELINESS = (
    "SELECT ends.person, days.day, sides.is_actor, count(*), count(*) FILTER (WHERE a.day > days.day - %(short)s),"
    " count(*) FILTER (WHERE a.day > days.day - %(long)s), max(a.day)"
    " FROM unnest(%(persons)s::bigint[], %(identities)s::bigint[]) AS ends (person, identity)"
    " CROSS JOIN unnest(%(days)s::float8[]) AS days (day) CROSS JOIN (VALUES (true), (false)) AS sides (is_actor)"
    " CROSS JOIN LATERAL ("
    "  (SELECT extract(epoch FROM at)::float8 / 86400 AS day FROM people_act"
    "    WHERE sides.is_actor AND actor_id = ends.identity"
    "    AND at <= to_timestamp(days.day * 86400 + 0.001) AND (source_id IS NULL OR source_id <> ALL(%(hidden)s))"
    "    ORDER BY at DESC LIMIT %(most)s)"
    "  UNION ALL"
    "  (SELECT extract(epoch FROM at)::float8 / 86400 FROM people_act"
    "    WHERE NOT sides.is_actor AND target_id = ends.identity"
    "    AND at <= to_timestamp(days.day * 86400 + 0.001) AND (source_id IS NULL OR source_id <> ALL(%(hidden)s))"
    "    ORDER BY at DESC LIMIT %(most)s)) a"
    " GROUP BY ends.person, days.day, ends.identity, sides.is_actor"
)
# From the identities of one end, which is never ours where the other is: ours have very many acts.
_BETWEEN = (
    "WITH ends AS (SELECT * FROM unnest(%(persons)s::bigint[], %(identities)s::bigint[]) AS ends (person, identity))"
    " SELECT p.one, p.other, a.acted, extract(epoch FROM a.at)::float8 / 86400"
    " FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]) AS p (one, other)"
    " JOIN ends e ON e.person = p.one CROSS JOIN LATERAL ("
    "  SELECT at, target_id AS whom, true AS acted, source_id FROM people_act WHERE actor_id = e.identity"
    "  UNION ALL SELECT at, actor_id, false, source_id FROM people_act WHERE target_id = e.identity) a"
    " JOIN ends f ON f.person = p.other AND f.identity = a.whom"
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
    return Glance(between, _lively(asked))


def _lively(asked: dict[str, Any]) -> dict[tuple[str, float], tuple[int, int, float]]:
    """Return (person, day) -> how lively; who did more than can be told from few acts is looked at again."""
    few = _counts(asked | {"most": _FEW})
    unsure = {key for key, (short, _, _, is_cut) in few.items() if is_cut and short < LIVELY}
    if unsure:
        ends = zip(asked["persons"], asked["identities"], strict=True)
        again = [end for end in ends if any((end[0], day) in unsure for day in asked["days"])]
        narrowed = {"persons": [one for one, _ in again], "identities": [one for _, one in again], "most": LIVELY}
        few |= {key: told for key, told in _counts(asked | narrowed).items() if key in unsure}
    return {(name_of(person), day): told[:3] for (person, day), told in few.items()}


def _counts(asked: dict[str, Any]) -> dict[tuple[int, float], tuple[int, int, float, bool]]:
    """Return (person, day) -> (acts within 90 days, within a year, day of the last, whether there are more)."""
    counts: dict[tuple[int, float], tuple[int, int, float, bool]] = {}
    for person, day, _, seen, short, long, last in found(_LIVELINESS, asked):
        before = counts.get((person, day), (0, 0, 0.0, False))
        is_cut = before[3] or seen >= asked["most"]
        counts[person, day] = (before[0] + short, before[1] + long, max(before[2], last), is_cut)
    return counts


def _asked(
    pairs: Collection[tuple[int, int]], *, house: tuple[int, Collection[int]], days: Sequence[float]
) -> dict[str, Any]:
    people = {one for pair in pairs for one in pair} - {house[0]}
    rows = found("SELECT person_id, id FROM people_identity WHERE person_id = ANY(%s)", [list(people)])
    ours = {person for person, identity in rows if identity in house[1]} | {house[0]}
    if any(house[0] in pair for pair in pairs):
        rows += [(house[0], identity) for identity in house[1]]
    turned = [pair[::-1] if pair[0] in ours else pair for pair in pairs]
    return {
        "persons": [person for person, _ in rows],
        "identities": [identity for _, identity in rows],
        "ones": [one for one, _ in turned],
        "others": [other for _, other in turned],
        "days": list(days),
        "until": max(days),
        "hidden": hidden_sources(),
        "short": HALF_LIFE,
        "long": YEAR,
    }
