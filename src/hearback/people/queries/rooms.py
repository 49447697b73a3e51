"""What each room says of somebody, and how it forgets them: the rooms register here (settings.ROOMS_THAT_KNOW)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hearback.people.models import Identity, Person, Trait
from hearback.people.queries.persons import family
from hearback.people.queries.privacy import ERASED
from hearback.people.rules.redacting import Redaction

Counts = dict[str, int]
_FACTS = frozenset({"phone", "link", "address"})


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody over all their rows. redaction: what is taken out of the words of others."""

    person: int
    persons: tuple[int, ...]
    identities: tuple[int, ...]
    redaction: Redaction


@dataclass(frozen=True, slots=True)
class Row:
    """One thing told of somebody. chapter: "notes", "messages", ...; files: (name, its bytes) that belong to it."""

    chapter: str
    fields: dict[str, Any]
    files: tuple[tuple[str, Callable[[], bytes]], ...] = ()


def _nobody(whom: Whom) -> Iterator[Row]:  # noqa: ARG001
    return iter(())


def _nothing(whom: Whom) -> Counts:  # noqa: ARG001
    return {}


def _nowhere(whom: Whom) -> Collection[int]:  # noqa: ARG001
    return ()


def _not_there(whom: Whom, conversations: Sequence[int], at: datetime) -> Counts:  # noqa: ARG001
    return {}


def _not_at_all(whom: Whom, at: datetime) -> Counts:  # noqa: ARG001
    return {}


def _no_reason(whom: Whom) -> str:  # noqa: ARG001
    return ""


@dataclass(frozen=True, slots=True)
class Knows:
    """What a room can say of somebody, and how it forgets them.

    told: everything it holds. counted: how much would go, by kind. conversations: where they are named.
    forget_in: in some of those conversations; forget: everything else. Both run in the caller's transaction, count by
    kind what they took away, and change nothing the second time. why_not: why they cannot be erased now, or "".
    """

    told: Callable[[Whom], Iterator[Row]] = _nobody
    counted: Callable[[Whom], Counts] = _nothing
    conversations: Callable[[Whom], Collection[int]] = _nowhere
    forget_in: Callable[[Whom, Sequence[int], datetime], Counts] = _not_there
    forget: Callable[[Whom, datetime], Counts] = _not_at_all
    why_not: Callable[[Whom], str] = _no_reason


def rooms() -> list[Knows]:
    """Return what the rooms registered, in the order of settings.ROOMS_THAT_KNOW."""
    return [import_string(name) for name in settings.ROOMS_THAT_KNOW]


def whom(person: int) -> Whom:
    """Return somebody over all their rows, with what is taken out of the words of others when they are erased."""
    persons = family(person)
    identities = list(Identity.objects.filter(person__in=persons).exclude(namespace=ERASED).order_by("pk"))
    names = {one.name.strip() for one in identities}
    names |= {name.strip() for name in Person.objects.filter(pk__in=persons).values_list("name", flat=True)}
    addresses = dict.fromkeys(one for identity in identities for one in (identity.handle, identity.shown) if one)
    names -= addresses.keys() | {""}
    facts = Trait.objects.filter(person__in=persons, kind__in=_FACTS).values_list("value", flat=True)
    numbers = Identity.objects.filter(person__in=persons).order_by("pk").values_list("pk", flat=True)
    shared = Person.objects.filter(name__in=names).exclude(pk__in=persons).values_list("name", flat=True)
    redaction = Redaction(tuple(sorted(names)), tuple(addresses), tuple(sorted(set(facts))), frozenset(shared))
    return Whom(person, tuple(persons), tuple(numbers), redaction)
