"""Who the people are, and lists of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Prefetch, Q

from hearback.infra.keyset import Page, page
from hearback.infra.rows import found
from hearback.people.models import NAME_KEY, NAME_WORDS, Identity, Person, ShownPictures
from hearback.people.queries.ours import HOUSE
from hearback.sources.queries import our_addresses

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    Fits = Callable[[QuerySet[Person]], QuerySet[Person]]


PAGE = 50
_WORD = re.compile(r"\w+")
_LONGEST = 100  # of what is searched for


def heard(*, fits: Fits | None = None, mark: str = "", most: int = PAGE) -> Page[Person]:
    """Return a page of the people outside who said something, whoever spoke last first; with their identities.

    fits: narrows them down; None for all.
    """
    spoke = _outside().filter(last_said_at__isnull=False)
    spoke = fits(spoke) if fits else spoke
    return page(spoke, by=("last_said_at", "pk"), falling=True, mark=mark, most=most)


def by_name(*, search: str = "", fits: Fits | None = None, mark: str = "", most: int = PAGE) -> Page[Person]:
    """Return a page of everybody outside, by name; those without one last.

    search: the beginnings of words of a name, or of an address; "" for all. fits: narrows them down; None for all.
    """
    fitting = fits(_outside()) if fits else _outside()
    people = fitting.annotate(name_key=NAME_KEY)
    if search.strip():
        people = people.filter(pk__in=_named(search).union(_addressed(search)))
    return page(people, by=("name_key", "pk"), falling=False, mark=mark, most=most)


def person(number: int) -> Person:
    """Return the person that a number leads to, following merges, with their identities. Raises Person.DoesNotExist."""
    one = _with_identities(Person.objects.all()).get(pk=number)
    return person(one.merged_into_id) if one.merged_into_id else one


def family(number: int) -> list[int]:
    """Return the numbers of a person and of everybody who was merged into them, at any remove; the person first."""
    rows = found(
        "WITH RECURSIVE family AS (SELECT %s::bigint AS id UNION"
        " SELECT p.id FROM people_person p JOIN family f ON p.merged_into_id = f.id) SELECT id FROM family",
        [number],
    )
    return [number, *sorted(row[0] for row in rows if row[0] != number)]


def _outside() -> QuerySet[Person]:
    is_ours = Q(namespace="mail", handle__in=our_addresses()) | Q(namespace=HOUSE)
    ours = Identity.objects.filter(is_ours).values("person_id")
    return _with_identities(Person.objects.filter(merged_into=None).exclude(pk__in=ours))


def _with_identities(people: QuerySet[Person]) -> QuerySet[Person]:
    return people.prefetch_related(Prefetch("identities", Identity.objects.order_by("pk")))


def _named(search: str) -> QuerySet[Any, Any]:
    words = " & ".join(f"{word}:*" for word in _WORD.findall(search[:_LONGEST]))
    asked = SearchQuery(words, search_type="raw", config="simple")
    named = Person.objects.alias(words=NAME_WORDS).filter(words=asked) if words else Person.objects.none()
    return named.order_by().values("pk")


def _addressed(search: str) -> QuerySet[Any, Any]:
    start = search.strip().lower()[:_LONGEST].replace("\0", "")
    return Identity.objects.filter(handle__startswith=start).order_by().values("person_id")


def shows_pictures(identity: Identity) -> bool:
    """Whether a colleague decided that pictures from elsewhere are shown in what this identity sends."""
    return ShownPictures.objects.filter(identity=identity).exists()
