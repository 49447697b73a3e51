"""Who of us knows whom, how well, since when; read from the ties that were counted, or from the acts as of any day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q

from hearback.infra.keyset import Page, page
from hearback.infra.rows import found
from hearback.people.models import Act, Dismissal, Gesture, Identity, Introduction, Person, Tie, TieModel
from hearback.people.queries.glancing import glance, hidden_sources, model_now
from hearback.people.queries.ours import HOUSE, ours
from hearback.people.queries.privacy import restricted_now
from hearback.people.rules.acts import GAVE, MET, THANKED
from hearback.people.rules.ties.components import QUARTER, components
from hearback.people.rules.ties.paths import Way, ways
from hearback.staff.models import Colleague

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from hearback.people.rules.ties import Components

PAGE = 50
QUARTERS = 4  # that a tie is followed back
WEAKEST = 0.005  # chance; weaker ties lead nowhere
_DAY = 86_400.0
_NEIGHBOURS = (
    "SELECT asked.id, t.one_id + t.other_id - asked.id, t.strength FROM unnest(%s::bigint[]) AS asked (id)"
    " CROSS JOIN LATERAL (SELECT one_id, other_id, strength FROM ("
    "   SELECT one_id, other_id, strength FROM people_tie WHERE one_id = asked.id AND NOT is_house AND strength >= %s"
    "   UNION ALL"
    "   SELECT one_id, other_id, strength FROM people_tie WHERE other_id = asked.id AND NOT is_house AND strength >= %s"
    "  ) both_ways ORDER BY strength DESC LIMIT 100) t"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stood with one of us on a day. who: the colleague; None: the house as a whole.

    to_them, to_us: chances that somebody does something towards the other. counted: what it was counted from.
    """

    who: Colleague | None
    day: float
    strength: float
    to_them: float
    to_us: float
    counted: Components
    is_ours_first: bool


@dataclass(frozen=True, slots=True)
class Ours:
    """house: the person who stands for it. persons: colleague's person -> colleague."""

    house: int
    persons: Mapping[int, Colleague]
    identities: frozenset[int]


def of_us() -> Ours:
    """Return who of us can have a tie. house is 0 before anything was counted."""
    known = ours()
    persons = dict(Identity.objects.filter(pk__in=known.colleagues.values()).values_list("pk", "person_id"))
    staff = Colleague.objects.in_bulk(known.colleagues)
    house = Identity.objects.filter(namespace=HOUSE).values_list("person_id", flat=True).first()
    at_desk = {persons[stands]: staff[number] for number, stands in known.colleagues.items() if number in staff}
    return Ours(house or 0, at_desk, known.identities)


def identities_of(colleague: Colleague, us: Ours) -> list[int]:
    """Return the identities that are a colleague: the one that stands for them, and their own addresses."""
    person = next((number for number, one in us.persons.items() if one == colleague), 0)
    return list(Identity.objects.filter(person=person).values_list("pk", flat=True))


def ties_of(person: int, us: Ours) -> list[Tie]:
    """Return the ties of a person with us as they were counted last: the house first, then by strength."""
    of_theirs = (
        Q(one=person, other__in=us.persons) | Q(other=person, one__in=us.persons) | Q(other=person, is_house=True)
    )
    return list(Tie.objects.filter(of_theirs).order_by("-is_house", "-strength", "pk"))


def standings(person: int, us: Ours, *, on: datetime, most: int = 8) -> list[list[Standing]]:
    """Return how a person stood on a day and some quarters before it: with the house, then with those closest to them.

    Counted from the acts up to each day; nothing after it is looked at. Each list begins with the day asked for.
    """
    pairs = [(person, one) for one in _partners(person, us, on=on)[:most]] + [(us.house, person)]
    days = [on.timestamp() / _DAY - back * QUARTER for back in range(QUARTERS + 1)]
    seen, model = glance(pairs, house=(us.house, us.identities), days=days), model_now()
    followed = []
    for pair in seen.between:
        ours_first = int(pair[1]) == person
        mine = int(pair[0] if ours_first else pair[1])
        line = []
        for day in days:
            counted = components(seen, pair, day)
            if counted:
                to_them = model.towards(counted, is_forth=ours_first)
                to_us = model.towards(counted, is_forth=not ours_first)
                who, strength = us.persons.get(mine), model.strength(counted)
                line.append(Standing(who, day, strength, to_them, to_us, counted, ours_first))
        if line and line[0].day == days[0]:
            followed.append(line)
    return sorted(followed, key=lambda line: (line[0].who is not None, -line[0].strength))


def _partners(person: int, us: Ours, *, on: datetime) -> list[int]:
    """Return the persons of colleagues with whom somebody exchanged something, who did so most first."""
    rows = found(
        "SELECT i.person_id FROM people_identity p CROSS JOIN LATERAL ("
        "  SELECT target_id AS other FROM people_act WHERE actor_id = p.id AND at <= %s"
        "  UNION ALL SELECT actor_id FROM people_act WHERE target_id = p.id AND at <= %s) a"
        " JOIN people_identity i ON i.id = a.other AND i.person_id = ANY(%s)"
        " WHERE p.person_id = %s GROUP BY i.person_id ORDER BY count(*) DESC, i.person_id",
        [on, on, list(us.persons), person],
    )
    return [row[0] for row in rows]


def acts_with(person: int, mine: Collection[int], *, on: datetime | None = None, mark: str = "") -> Page[Act]:
    """Return a page of the acts between a person and some identities of ours, newest first; who did what is read on."""
    theirs = list(Identity.objects.filter(person=person).values_list("pk", flat=True))
    rows = Act.objects.filter(Q(actor__in=theirs, target__in=mine) | Q(actor__in=mine, target__in=theirs))
    rows = rows.exclude(source__in=hidden_sources()) | rows.filter(source=None)
    if on is not None:
        rows = rows.filter(at__lte=on)
    return page(
        rows.select_related("actor", "target"), by=("at", "origin", "target_id"), falling=True, mark=mark, most=PAGE
    )


def ways_to(person: int, us: Ours, *, most: int = 3) -> list[Way]:
    """Return the strongest ways from somebody to as many of us, through people outside who know each other."""
    own = Identity.objects.filter(pk__in=us.identities).values_list("person_id", flat=True)
    addresses = set(own) - us.persons.keys()  # behind which several of us stand

    def neighbours(people: Sequence[int]) -> dict[int, list[tuple[int, float]]]:
        ties: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for one, other, strength in found(_NEIGHBOURS, [list(people), WEAKEST, WEAKEST]):
            if other not in addresses:
                ties[one].append((other, strength))
        return ties

    return ways(person, ours=us.persons.keys(), neighbours=neighbours, most=most)


def house_ties() -> QuerySet[Tie]:
    """Return the ties of the house with people who are nobody of us, and who were not made one with another since."""
    return (
        Tie.objects.filter(is_house=True, other__merged_into=None)
        .select_related("other")
        .prefetch_related("other__identities")
    )


def known_by_one(*, mark: str = "") -> Page[Tie]:
    """Return a page of the people whom one colleague alone knows, the closest first."""
    rows = house_ties().filter(known_by=1).exclude(other__in=restricted_now())
    return page(rows, by=("strength", "pk"), falling=True, mark=mark, most=PAGE)


def silent(*, mark: str = "") -> Page[Tie]:
    """Return a page of the people who stopped coming by, those who were closest first; without what needs nothing."""
    rows = house_ties().filter(quiet_since__isnull=False).exclude(other__in=dismissed("silence"))
    rows = rows.exclude(other__in=restricted_now())
    return page(rows, by=("stood", "pk"), falling=True, mark=mark, most=PAGE)


def dismissed(what: str) -> QuerySet[Dismissal, int]:
    """Return the people whose silence or debt needs nothing: until they do something again."""
    standing = Dismissal.objects.filter(what=what, undone_at=None)
    return standing.filter(Q(seen_at=None) | Q(seen_at__gte=F("person__last_said_at"))).values_list("person", flat=True)


def owed_thanks(*, mark: str = "") -> Page[Gesture]:
    """Return a page of the gestures that we received and did not thank for yet, the oldest first."""
    us = list(ours().identities)
    rows = Gesture.objects.filter(receiver__in=us, removed_at=None).exclude(giver__in=us)
    rows = rows.exclude(kind__in=(THANKED, MET)).exclude(giver__person__in=dismissed("thanks"))
    thanked = found(
        "SELECT DISTINCT g.id FROM people_gesture g JOIN people_identity p ON p.id = g.giver_id"
        " JOIN people_identity q ON q.person_id = p.person_id"
        " JOIN people_act a ON a.target_id = q.id AND a.actor_id = ANY(%s) AND a.at >= g.at AND a.kind = ANY(%s)"
        " WHERE g.removed_at IS NULL AND g.receiver_id = ANY(%s)",
        [us, [THANKED, GAVE], us],
    )
    rows = rows.exclude(pk__in=[row[0] for row in thanked]).select_related("giver__person")
    return page(
        rows.prefetch_related("giver__person__identities"), by=("at", "pk"), falling=False, mark=mark, most=PAGE
    )


def gestures_of(person: int, *, most: int = 20) -> list[Gesture]:
    """Return what was given to and received from a person, the newest first."""
    theirs = Q(giver__person=person) | Q(receiver__person=person)
    rows = Gesture.objects.filter(theirs, removed_at=None).select_related("giver", "receiver", "by")
    return list(rows.order_by("-at", "-pk")[:most])


def introductions(colleague: Colleague, *, mark: str = "") -> Page[Introduction]:
    """Return a page of what a colleague asked for or is asked for, the newest first."""
    rows = Introduction.objects.filter(Q(asker=colleague) | Q(through=colleague))
    rows = rows.select_related("asker", "through", "person").prefetch_related("person__identities")
    return page(rows, by=("asked_at", "pk"), falling=True, mark=mark, most=PAGE)


def trial_now() -> TieModel | None:
    """Return what ties are counted with, and how well that told what came; None before the first night."""
    return TieModel.objects.order_by("pk").last()


def named(people: Collection[int]) -> dict[int, Person]:
    """Return persons by their numbers, with their identities."""
    return {one.pk: one for one in Person.objects.filter(pk__in=people).prefetch_related("identities")}


def day_of(day: float) -> datetime:
    """Return the moment of a day since 1970."""
    return datetime.fromtimestamp(day * _DAY, UTC)
