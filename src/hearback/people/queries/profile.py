"""What colleagues noted of a person, as far as the one who asks may read it; and people by what was noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from hearback.infra.rows import found
from hearback.people.models import Gesture, Identity, Merge, Note, Role, Segment, Tag, Tagging, Trait
from hearback.people.queries.persons import family

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from hearback.people.models import Person
    from hearback.staff.models import Colleague

FILTERS = ("role", "tag", "place", "language", "channel", "silent")  # in the address of the list
SUGGESTED_TAGS = 200
FEW = 5_000  # people of whom the same was told
MOST_EVENTS = 100  # of each kind on a page of the time line
# From those of whom something was told to who they are today, over merges.
_ROOTS = (
    "WITH RECURSIVE up AS ("
    "  SELECT p.id, p.merged_into_id FROM people_person p WHERE p.id IN ({told}) AND {only}"
    "  UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN up ON p.id = up.merged_into_id)"
    " SELECT id FROM up WHERE merged_into_id IS NULL"
)
_TRAIT = "SELECT person_id FROM people_trait WHERE kind = '{kind}' AND lower(value) = lower(%s) AND removed_at IS NULL"
_TOLD = {
    "role": "SELECT person_id FROM people_role WHERE kind = %s AND until IS NULL AND removed_at IS NULL",
    "tag": "SELECT g.person_id FROM people_tagging g JOIN people_tag t ON t.id = g.tag_id"
    " WHERE lower(t.name) = lower(%s)",
    "place": _TRAIT.format(kind="place"),
    "language": _TRAIT.format(kind="language"),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """roles: those that last first. notes: what the one who asks may read."""

    roles: Sequence[Role]
    tags: Sequence[str]
    notes: Sequence[Note]
    traits: Sequence[Trait]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with a person beside what was said. what: "gesture", "note", "role" or "merge"."""

    at: datetime
    what: str
    row: Gesture | Note | Role | Merge


def profile(person: int, *, me: Colleague) -> Profile:
    """Return what was noted of a person and of all who were made one with them."""
    people = family(person)
    roles = Role.objects.filter(person__in=people, removed_at=None)
    tags = Tagging.objects.filter(person__in=people).order_by("tag__name").values_list("tag__name", flat=True)
    return Profile(
        list(roles.order_by(F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "-pk")),
        list(dict.fromkeys(tags)),
        list(readable(me).filter(person__in=people).order_by("-at", "-pk")),
        list(Trait.objects.filter(person__in=people, removed_at=None).select_related("by").order_by("kind", "pk")),
    )


def events(person: int, *, me: Colleague, after: datetime | None, until: datetime | None) -> list[Event]:
    """Return what else happened with a person within some time, the newest first: gestures, notes, roles, merges.

    after, until: None where there is no bound.
    """
    people = family(person)
    gestures = Gesture.objects.filter(Q(giver__person=person) | Q(receiver__person=person), removed_at=None)
    merges = Merge.objects.filter(kept__in=people, undone_at=None).select_related("by")
    roles = Role.objects.filter(person__in=people, removed_at=None).select_related("by")
    told = [
        *(Event(one.at, "gesture", one) for one in _within(gestures.select_related("giver"), after, until)),
        *(Event(one.at, "note", one) for one in _within(readable(me).filter(person__in=people), after, until)),
        *(Event(one.at, "role", one) for one in _within(roles, after, until)),
        *(Event(one.at, "merge", one) for one in _within(merges, after, until)),
    ]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _within(rows: QuerySet[Any], after: datetime | None, until: datetime | None) -> Iterable[Any]:
    rows = rows.filter(at__gt=after) if after else rows
    rows = rows.filter(at__lte=until) if until else rows
    return rows.order_by("-at", "-pk")[:MOST_EVENTS]


def readable(me: Colleague) -> QuerySet[Note]:
    """Return the notes that a colleague may read: those about business, released ones, and all of their own."""
    may = Q(is_personal=False) | Q(released_at__isnull=False) | Q(by=me)
    return Note.objects.filter(may, removed_at=None).select_related("by")


def tags() -> list[str]:
    """Return the tags there are, by name."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True)[:SUGGESTED_TAGS])


def segments(me: Colleague) -> list[Segment]:
    """Return the segments of a colleague and those that others share, by name."""
    return list(Segment.objects.filter(Q(by=me) | Q(is_shared=True)).select_related("by").order_by("name", "pk"))


def narrowed(people: QuerySet[Person], asked: Mapping[str, str], *, now: datetime) -> QuerySet[Person]:
    """Return those of some people who fit a filter; what it does not know it leaves out.

    asked: of FILTERS; silent: days since they said something.
    """
    for name, query in _TOLD.items():
        if value := asked.get(name, ""):
            people = people.filter(_fitting(query, value))
    if channel := asked.get("channel", ""):
        people = people.filter(pk__in=Identity.objects.filter(namespace=channel).values("person_id"))
    days = asked.get("silent", "")
    if days.isdecimal() and len(days) < 6:
        people = people.filter(
            last_said_at__lt=datetime.fromtimestamp(now.timestamp() - 86_400 * int(days), now.tzinfo)
        )
    return people


def _fitting(query: str, value: str) -> Q:
    """Return the condition that something was told of a person: few are named, of many each is asked for in order."""
    some = [row[0] for row in found(f"{query} LIMIT %s", [value, FEW + 1])]
    if len(some) <= FEW:
        return Q(
            pk__in=[row[0] for row in found(_ROOTS.format(told="SELECT unnest(%s::bigint[])", only="true"), [some])]
        )
    merged = _ROOTS.format(told=query, only="p.merged_into_id IS NOT NULL")
    return Q(pk__in=RawSQL(query, [value])) | Q(pk__in=RawSQL(merged, [value]))  # noqa: S611  # constants


def channels() -> list[str]:
    """Return the namespaces in which people are reached here; skips through the index from each to the next."""
    rows = found(
        "WITH RECURSIVE each AS (SELECT min(namespace) AS name FROM people_identity UNION ALL"
        " SELECT (SELECT min(namespace) FROM people_identity WHERE namespace > each.name) FROM each"
        " WHERE each.name IS NOT NULL) SELECT name FROM each WHERE name IS NOT NULL",
        [],
    )
    return sorted({row[0] for row in rows} - {"colleague", "house"})
