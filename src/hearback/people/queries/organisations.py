"""Organisations, who belongs to them, what is in doubt, and what is missing between us and them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, Prefetch, Q
from django.db.models.functions import Coalesce, Lower

from hearback.infra.keyset import Page, page
from hearback.infra.rows import found
from hearback.people.models import (
    ORGANISATION_WORDS,
    Affiliation,
    Counterpart,
    Domain,
    Identity,
    Organisation,
    Suggestion,
)
from hearback.people.queries.persons import family
from hearback.people.rules.organisations import (
    ACCOUNT,
    BROAD,
    BUSY_DAYS,
    BUSY_PEOPLE,
    DEEP,
    FALLBACK,
    PARTNERS,
    SILENT_DAYS,
    NoDomain,
    Standing,
    read_domain,
    signals,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

PAGE = 50
MOST_SIGNALS = 200
NOW, DOUBT, FORMER = "now", "doubt", "former"
STATES = (NOW, DOUBT, FORMER)
ANY_PARTNER = "partners"
_WORD = re.compile(r"\w+")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Beside:
    """What lists show beside organisations: number -> how many belong there, domains, who of us is named."""

    people: dict[int, int]
    doubted: dict[int, int]
    domains: dict[int, list[str]] = field(default_factory=dict)
    ours: dict[int, list[Counterpart]] = field(default_factory=dict)


def standing() -> QuerySet[Organisation]:
    """Return the organisations that nobody removed."""
    return Organisation.objects.filter(removed_at=None, merged_into=None)


def listed(*, search: str = "", kind: str = "", depth: str = "", mark: str = "") -> Page[Organisation]:
    """Return a page of organisations by name. search: beginnings of words of the name, or a whole domain."""
    rows = standing().annotate(name_key=Lower("name"))
    if kind == ANY_PARTNER:
        rows = rows.filter(kinds__overlap=list(PARTNERS))
    elif kind:
        rows = rows.filter(kinds__contains=[kind])
    if depth:
        rows = rows.filter(depth=depth)
    if search.strip():
        rows = rows.filter(pk__in=_searched(search))
    return page(rows, by=("name_key", "pk"), falling=False, mark=mark, most=PAGE)


def _searched(search: str) -> list[int]:
    """Return the first organisations that a search finds; a list, because the planner then reads these only."""
    words = " & ".join(f"{word}:*" for word in _WORD.findall(search[:_LONGEST]))
    asked = SearchQuery(words, search_type="raw", config="simple")
    named = standing().alias(words=ORGANISATION_WORDS).filter(words=asked) if words else standing().none()
    numbers = list(named.order_by().values_list("pk", flat=True)[:5_000])
    try:
        domain = read_domain(search)
    except NoDomain:
        return numbers
    return [*numbers, *Domain.objects.filter(name=domain).values_list("organisation", flat=True)]


def beside(organisations: Sequence[Organisation], *, on: date) -> Beside:
    """Return what a list shows beside some organisations, with as many queries for fifty as for one."""
    numbers = [one.pk for one in organisations]
    last = Q(until=None) | Q(until__gt=on)
    rows = Affiliation.objects.filter(last, organisation__in=numbers, removed_at=None).order_by()
    counts = rows.values_list("organisation").annotate(total=Count("pk"), unsure=Count("pk", filter=~Q(doubt="")))
    people = list(counts)
    domains, ours = defaultdict(list), defaultdict(list)
    for number, name in Domain.objects.filter(organisation__in=numbers, until=None).values_list("organisation", "name"):
        domains[number].append(name)
    for one in counterparts(numbers).filter(last, colleague__isnull=False):
        ours[one.organisation_id].append(one)
    return Beside({one: total for one, total, _ in people}, {one: doubted for one, _, doubted in people}, domains, ours)


def counterparts(organisations: Collection[int]) -> QuerySet[Counterpart]:
    """Return who is or was named for either side, the present ones first."""
    rows = Counterpart.objects.filter(organisation__in=organisations).select_related("colleague", "person")
    rows = rows.prefetch_related(Prefetch("person__identities", Identity.objects.order_by("pk")))
    return rows.order_by(F("until").desc(nulls_first=True), "pk")


def state(name: str, *, on: date) -> Q:
    """Return which affiliations are in a state: NOW, DOUBT or FORMER."""
    former = Q(until__lte=on)
    if name == FORMER:
        return former & Q(doubt="")
    return ~Q(doubt="") if name == DOUBT else ~former & Q(doubt="")


def belonging(organisation: int, *, name: str, on: date, mark: str = "") -> Page[Affiliation]:
    """Return a page of who belongs to an organisation in a state, whoever was heard last first."""
    rows = _whole(Affiliation.objects.filter(state(name, on=on), organisation=organisation, removed_at=None))
    return page(rows, by=("heard_at", "pk"), falling=True, mark=mark, most=PAGE)


def counts(organisation: int, *, on: date) -> dict[str, int]:
    """Return state -> how many affiliations of an organisation are in it."""
    rows = Affiliation.objects.filter(organisation=organisation, removed_at=None)
    found_now = rows.aggregate(**{f"is_{name}": Count("pk", filter=state(name, on=on)) for name in STATES})
    return {name: found_now[f"is_{name}"] for name in STATES}


def doubted(*, mark: str = "") -> Page[Affiliation]:
    """Return a page of one: the affiliation in doubt whose person was heard last; the mark leads on."""
    rows = _whole(Affiliation.objects.filter(removed_at=None, organisation__removed_at=None).exclude(doubt=""))
    return page(rows, by=("heard_at", "pk"), falling=True, mark=mark, most=1)


def doubted_count() -> int:
    """Return how many affiliations are in doubt."""
    return Affiliation.objects.filter(removed_at=None, organisation__removed_at=None).exclude(doubt="").count()


def affiliations_of(person: int) -> list[Affiliation]:
    """Return where somebody belongs or belonged, by their addresses and by what was told of them; the latest first."""
    shown_by = Identity.objects.filter(person=person).values("pk")
    mine = Q(identity__in=list(shown_by.values_list("pk", flat=True))) | Q(person__in=family(person))
    rows = _whole(Affiliation.objects.filter(mine, removed_at=None, organisation__removed_at=None))
    return list(rows.order_by(F("until").desc(nulls_first=True), Coalesce("seen_at", "at").desc(), "pk"))


def _whole(rows: QuerySet[Affiliation]) -> QuerySet[Affiliation]:
    addresses = Identity.objects.order_by("pk")
    return (
        rows.annotate(heard_at=Coalesce("seen_at", "at"))
        .select_related("organisation", "identity__person", "person")
        .prefetch_related(
            Prefetch("identity__person__identities", addresses), Prefetch("person__identities", addresses)
        )
    )


def suggestions() -> QuerySet[Suggestion]:
    """Return the domains that may be organisations, those with the most people first."""
    return Suggestion.objects.filter(never_at=None).order_by("-people", "domain")


def speaking_at(domain: str, *, most: int = 8) -> list[Identity]:
    """Return some who speak from a domain or below it, whoever was heard last first."""
    rows = found(
        "SELECT i.id FROM people_identity i WHERE i.namespace = 'mail'"
        ' AND reverse(split_part(i.handle, \'@\', -1)) COLLATE "C" >= reverse(%(domain)s) COLLATE "C"'
        " AND reverse(split_part(i.handle, '@', -1)) COLLATE \"C\" < (reverse(%(domain)s) || '/') COLLATE \"C\""
        " AND ('.' || split_part(i.handle, '@', -1)) LIKE '%%.' || %(domain)s"
        " ORDER BY i.last_said_at DESC NULLS LAST, i.id LIMIT %(most)s",
        {"domain": domain, "most": most},
    )
    known = Identity.objects.select_related("person").prefetch_related("person__identities")
    people = known.in_bulk([row[0] for row in rows])
    return [people[row[0]] for row in rows]


def signalling(*, at: datetime) -> list[tuple[Organisation, tuple[str, ...], Standing]]:
    """Return the organisations about which something is to be decided, with what it is; the busiest first."""
    rows = found(
        """
        WITH ours AS (
          SELECT c.organisation_id, c.part FROM people_counterpart c JOIN staff_colleague s ON s.id = c.colleague_id
          WHERE s.is_active AND (c.until IS NULL OR c.until > %(on)s)
        ), watched AS (
          SELECT o.id, o.kinds, o.depth FROM people_organisation o
          WHERE o.removed_at IS NULL AND o.merged_into_id IS NULL AND (o.depth <> '' OR o.kinds && %(partners)s)
        ), facts AS (
          SELECT w.id, w.kinds, w.depth,
            EXISTS (SELECT 1 FROM ours WHERE organisation_id = w.id AND part = %(account)s) AS has_account,
            EXISTS (SELECT 1 FROM ours WHERE organisation_id = w.id AND part = %(fallback)s) AS has_fallback,
            (SELECT count(DISTINCT COALESCE(i.person_id, a.person_id)) FROM people_affiliation a
              LEFT JOIN people_identity i ON i.id = a.identity_id
              WHERE a.organisation_id = w.id AND a.removed_at IS NULL AND a.seen_at >= %(busy)s) AS active,
            (SELECT max(a.seen_at) FROM people_affiliation a
              WHERE a.organisation_id = w.id AND a.removed_at IS NULL) AS last_at
          FROM watched w
        )
        SELECT id, kinds, depth, has_account, has_fallback, active, last_at FROM facts
        WHERE (depth = %(deep)s AND (NOT has_account OR last_at IS NULL OR last_at <= %(silent)s))
          OR (depth = %(broad)s AND NOT has_fallback) OR (depth <> %(deep)s AND active >= %(enough)s)
        ORDER BY active DESC, id LIMIT %(most)s
        """,
        {
            "on": at.date(),
            "partners": list(PARTNERS),
            "account": ACCOUNT,
            "fallback": FALLBACK,
            "deep": DEEP,
            "broad": BROAD,
            "busy": at - timedelta(days=BUSY_DAYS),
            "silent": at - timedelta(days=SILENT_DAYS),
            "enough": BUSY_PEOPLE,
            "most": MOST_SIGNALS,
        },
    )
    known = Organisation.objects.in_bulk([row[0] for row in rows])
    told = [
        (number, Standing(tuple(kinds), depth, account, fallback, active, (at - last).days if last else None))
        for number, kinds, depth, account, fallback, active, last in rows
    ]
    return [(known[number], found_now, one) for number, one in told if (found_now := signals(one))]
