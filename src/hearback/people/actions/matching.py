"""Joins new identities to who they certainly are, and asks about who they may be."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hearback.infra.rows import copy_rows, execute
from hearback.people.actions.linking import merge
from hearback.people.models import Identity, Likeness
from hearback.people.queries.matching import asked_already, barred, counted, full_names, meeting, stop_list
from hearback.people.queries.privacy import restricted_now
from hearback.people.rules.matching.evidence import compare, is_clash
from hearback.people.rules.matching.index import MEETS, MOST
from hearback.people.rules.matching.sorting import LEAST_CHANCE, usefulness
from hearback.people.rules.matching.town import Town, counts_of, kept
from hearback.people.rules.matching.traits import Told, Traits, clues, read
from hearback.sources.queries import our_addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hearback.people.rules.matching.evidence import Evidence
    from hearback.people.rules.matching.stops import StopList

BATCH = 200
LONGEST_CLUE = 120
_COUNTED = 60
_NOT_PEOPLE = {
    "colleague",
    "unproven",
    "erased",
}  # who works here is joined elsewhere; who proved nothing is joined by nobody
_KIND = re.compile(r"[^a-z ]")


@dataclass(frozen=True, slots=True)
class Matched:
    """What a batch brought."""

    identities: int = 0
    merges: int = 0
    questions: int = 0


@dataclass(slots=True)
class _Known:
    """The identities at hand, read, and whose they are today."""

    traits: dict[int, Traits]
    person: dict[int, int]
    town: Town
    stops: StopList


@transaction.atomic
def match_batch(*, most: int = BATCH) -> Matched:
    """Compare the next identities that were not compared yet with those like them; 0 identities: nothing is left."""
    new = list(Identity.objects.filter(is_matched=False).order_by("pk")[:most])
    if not new:
        return Matched()
    stops, ours = stop_list(), our_addresses()
    hidden = set(restricted_now())
    used = [one for one in new if one.person_id not in hidden]
    people = [one for one in used if one.namespace not in _NOT_PEOPLE and one.handle not in ours]
    traits = {one.pk: _read(one, stops) for one in people}
    _keep_clues([one.pk for one in new], traits)
    pairs = _pairs(traits)
    known = _known(traits, pairs, stops)
    known.person = {one: person for one, person in known.person.items() if person not in hidden}
    merges, asked = _decide(
        [(one, other) for one, other in pairs if one in known.person and other in known.person], known
    )
    Identity.objects.filter(pk__in=[one.pk for one in new]).update(is_matched=True)
    return Matched(len(new), merges, asked)


def _read(one: Identity, stops: StopList) -> Traits:
    return read(Told(str(one.pk), one.name, one.handle, one.namespace), stops=stops)


def _keep_clues(numbers: list[int], traits: dict[int, Traits]) -> None:
    execute("DELETE FROM people_clue WHERE identity_id = ANY(%s)", [numbers])
    rows = ((number, key) for number, one in traits.items() for key in kept(one, longest=LONGEST_CLUE))
    copy_rows("people_clue", ("identity_id", "key"), rows)


def _pairs(traits: dict[int, Traits]) -> list[tuple[int, int]]:
    """Return the pairs that share a clue, smaller number first."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for number, one in traits.items():
        for clue in clues(one):
            kind, rest = clue[0], clue[2:]
            wanted[f"{MEETS[kind]}:{rest}"].add(number)
            if kind == "w":
                wanted[f"p:{rest}"].add(number)
    met = meeting(list(wanted), most=MOST["w"])
    return sorted(
        {
            _pair(number, other)
            for key, numbers in wanted.items()
            for other in met.get(key, ())
            for number in numbers
            if number != other
        }
    )


def _known(traits: dict[int, Traits], pairs: Iterable[tuple[int, int]], stops: StopList) -> _Known:
    numbers = {number for pair in pairs for number in pair}
    rows = Identity.objects.filter(pk__in=numbers)
    known = _Known(dict(traits), {}, Town(), stops)
    for one in rows:
        known.person[one.pk] = one.person_id
        known.traits.setdefault(one.pk, _read(one, stops))
    keys = {key for number in numbers for key in counts_of(known.traits[number])}
    known.town = Town(counted(sorted(keys), most=_COUNTED), full_names())
    return known


def _decide(pairs: list[tuple[int, int]], known: _Known) -> tuple[int, int]:
    """Join what is certain, strongest first, and ask about what is likely; returns how many of each."""
    compared = [(one, other, compare(known.traits[one], known.traits[other], known=known.town)) for one, other in pairs]
    likely = [pair for pair in compared if pair[2].is_certain or pair[2].chance >= LEAST_CHANCE]
    likely.sort(key=lambda pair: (-pair[2].weight, pair[:2]))
    two = barred(set(known.person.values()))
    open_ones = asked_already(set(known.person.values()))
    merges = asked = 0
    for one, other, evidence in likely:
        persons = _persons(one, other, known)
        if persons[0] == persons[1] or persons in two:
            continue
        if evidence.is_certain and _fit_together(*persons, known.stops):
            _join(one, other, evidence, known)
            two = {_pair(_now(low, persons), _now(high, persons)) for low, high in two}
            merges += 1
        elif persons not in open_ones:
            open_ones[persons] = (_ask(one, other, evidence).pk, evidence.weight)
            asked += 1
    return merges, asked


def _persons(one: int, other: int, known: _Known) -> tuple[int, int]:
    return _pair(known.person[one], known.person[other])


def _pair(first: int, second: int) -> tuple[int, int]:
    return (min(first, second), max(first, second))


def _now(person: int, persons: tuple[int, int]) -> int:
    return persons[0] if person == persons[1] else person


def _fit_together(first: int, second: int, stops: StopList) -> bool:
    """Say whether no identity of one person has a name that none of the other's could have."""
    sides: dict[int, list[Traits]] = {first: [], second: []}
    for one in Identity.objects.filter(person__in=(first, second))[:80]:
        sides[one.person_id].append(_read(one, stops))
    return not any(is_clash(one, other) for one in sides[first] for other in sides[second])


def _join(one: int, other: int, evidence: Evidence, known: _Known) -> None:
    kept_person, gone = _persons(one, other, known)
    at = timezone.now()
    done = merge(kept=kept_person, gone=gone, by=None, at=at, reasons=evidence.reasons)
    given = _given(evidence) | {"state": Likeness.SAME, "is_by_rule": True, "merge": done, "found_at": at}
    Likeness.objects.update_or_create(one_id=one, other_id=other, defaults=given)
    for number, person in known.person.items():
        if person == gone:
            known.person[number] = kept_person


def _ask(one: int, other: int, evidence: Evidence) -> Likeness:
    given = _given(evidence) | {"found_at": timezone.now()}
    return Likeness.objects.get_or_create(one_id=one, other_id=other, defaults=given)[0]


def _given(evidence: Evidence) -> dict[str, object]:
    kind = _KIND.sub("", evidence.reasons[0][0]) if evidence.reasons else ""
    return {
        "kind": kind,
        "reasons": [list(reason) for reason in evidence.reasons],
        "weight": round(evidence.weight, 3),
        "usefulness": round(usefulness(evidence.chance, 1), 3),
    }
