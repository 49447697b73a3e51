"""Who may be whom: the questions that are open, what was decided, and what was right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from hearback.infra.keyset import Page, page
from hearback.infra.rows import found
from hearback.people.models import Likeness, Merge, Split, StopWord
from hearback.people.queries.privacy import restricted_now
from hearback.people.rules.matching.stops import StopList

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

PAGE = 50
# The questions about identities of some people, found from either side by its index.
_NEAR = (
    "WITH mine AS MATERIALIZED (SELECT id FROM people_identity WHERE person_id = ANY(%(people)s)),"
    " near AS (SELECT * FROM people_likeness WHERE one_id IN (SELECT id FROM mine)"
    "  UNION ALL SELECT * FROM people_likeness WHERE other_id IN (SELECT id FROM mine))"
)
AUTOMATIC = "automatic"  # how the precision calls what rules joined


@dataclass(frozen=True, slots=True)
class Right:
    """How many of those decided were right, by kind of evidence."""

    kind: str
    right: int
    decided: int


def questions() -> QuerySet[Likeness]:
    """Return the open questions, the most useful first, those put off last; none between who is one person already."""
    between = Likeness.objects.filter(state=Likeness.OPEN).exclude(one__person=F("other__person"))
    rows = _used(between).select_related("one__person", "other__person")
    return rows.order_by(F("put_off_at").asc(nulls_first=True), "-usefulness", "pk")


def open_count() -> int:
    """Return how many questions are open."""
    return _used(Likeness.objects.filter(state=Likeness.OPEN).exclude(one__person=F("other__person"))).count()


def _used(between: QuerySet[Likeness]) -> QuerySet[Likeness]:
    """Leave out the questions about somebody whose data is not to be used."""
    hidden = restricted_now()
    return between.exclude(Q(one__person__in=hidden) | Q(other__person__in=hidden)) if hidden else between


def answered_count() -> int:
    """Return how many questions colleagues have answered."""
    return Likeness.objects.exclude(state=Likeness.OPEN).filter(decided_at__isnull=False, is_by_rule=False).count()


def precision() -> list[Right]:
    """Return, for what rules joined and for each kind of evidence, how many of those decided were right."""
    decided = Likeness.objects.filter(decided_at__isnull=False, weight__gt=0.0).exclude(state=Likeness.OPEN)
    rows = decided.values("is_by_rule", "kind").annotate(
        right=Count("pk", filter=Q(state=Likeness.SAME)), decided=Count("pk")
    )
    counted: dict[str, tuple[int, int]] = {}
    for row in rows:
        kind = AUTOMATIC if row["is_by_rule"] else row["kind"]
        right, total = counted.get(kind, (0, 0))
        counted[kind] = (right + row["right"], total + row["decided"])
    listed = [Right(kind, right, total) for kind, (right, total) in counted.items()]
    return sorted(listed, key=lambda one: (one.kind != AUTOMATIC, -one.decided, one.kind))


def merges(*, mark: str = "") -> Page[Merge]:
    """Return a page of the merges, the latest first."""
    rows = Merge.objects.select_related("kept", "gone", "by", "undone_by")
    return page(rows, by=("at", "pk"), falling=True, mark=mark, most=PAGE)


def splits(*, mark: str = "") -> Page[Split]:
    """Return a page of the splits, the latest first."""
    rows = Split.objects.select_related("identity", "taken_from", "by", "undone_by")
    return page(rows, by=("at", "pk"), falling=True, mark=mark, most=PAGE)


def likenesses_of(merges_shown: Collection[Merge]) -> dict[int, Likeness]:
    """Return merge -> the question that it answered."""
    rows = Likeness.objects.filter(merge__in=[one.pk for one in merges_shown])
    return {one.merge_id: one for one in rows if one.merge_id is not None}


def stop_words() -> QuerySet[StopWord]:
    """Return what colleagues added to the stop lists and took off them."""
    return StopWord.objects.select_related("by").order_by("word")


def stop_list() -> StopList:
    """Return the stop lists as they hold here."""
    rows = list(StopWord.objects.values_list("word", "kind"))
    return StopList(
        added=tuple((word, kind) for word, kind in rows if kind),
        dropped=frozenset(word for word, kind in rows if not kind),
    )


def barred(people: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs of persons, smaller number first, of whom somebody said that they are two, or took it back."""
    rows = found(
        _NEAR + " SELECT DISTINCT least(a.person_id, b.person_id), greatest(a.person_id, b.person_id) FROM near l"  # noqa: S608  # two constants
        " JOIN people_identity a ON a.id = l.one_id JOIN people_identity b ON b.id = l.other_id"
        " WHERE l.state = 'different'"
        " UNION SELECT least(kept_id, gone_id), greatest(kept_id, gone_id) FROM people_merge"
        " WHERE undone_at IS NOT NULL AND (kept_id = ANY(%(people)s) OR gone_id = ANY(%(people)s))",
        {"people": list(people)},
    )
    return {(row[0], row[1]) for row in rows}


def asked_already(people: Collection[int]) -> dict[tuple[int, int], tuple[int, float]]:
    """Return pair of persons, smaller number first -> (open question between them, its weight)."""
    rows = found(
        _NEAR + " SELECT least(a.person_id, b.person_id), greatest(a.person_id, b.person_id), l.id, l.weight"  # noqa: S608  # two constants
        " FROM near l JOIN people_identity a ON a.id = l.one_id JOIN people_identity b ON b.id = l.other_id"
        " WHERE l.state = 'open'",
        {"people": list(people)},
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def meeting(keys: Collection[str], *, most: int) -> dict[str, list[int]]:
    """Return clue -> the identities that have it; those of more than `most` are left out."""
    rows = found(
        "SELECT asked.key, met.ids FROM unnest(%s::text[]) AS asked (key) CROSS JOIN LATERAL ("
        " SELECT array_agg(c.identity_id) AS ids FROM ("
        "  SELECT identity_id FROM people_clue WHERE key = asked.key LIMIT %s) c) met",
        [list(keys), most + 1],
    )
    return {key: ids for key, ids in rows if ids and len(ids) <= most}


def counted(keys: Collection[str], *, most: int) -> dict[str, int]:
    """Return key -> how many have it, up to `most`: different names for those of words and logins."""
    rows = found(
        "SELECT asked.key, met.names, met.count FROM unnest(%s::text[]) AS asked (key) CROSS JOIN LATERAL ("
        " SELECT count(DISTINCT lower(i.name)) AS names, count(*) AS count FROM ("
        "  SELECT identity_id FROM people_clue WHERE key = asked.key LIMIT %s) c"
        " JOIN people_identity i ON i.id = c.identity_id) met",
        [list(keys), most],
    )
    return {key: count if key.startswith("h:") else names for key, names, count in rows}


def full_names() -> int:
    """Return how many names of several words there are, up to a few hundred."""
    some = "SELECT count(*) FROM (SELECT 1 FROM people_identity WHERE name LIKE '%% %%' LIMIT 400) AS some_names"
    return int(found(some, [])[0][0])
