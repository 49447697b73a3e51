"""What people agreed to, and the link by which they say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.db.models import Prefetch
from django.urls import reverse

from hearback.infra.keyset import Page, page
from hearback.people.models import Ask, Consent, Identity, Rhythm, Unasked
from hearback.people.queries.privacy import restricted_now
from hearback.people.rules.wishes import CAP_DAYS, RHYTHMS, Wishes, why_not

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

RESTRICTED = "What is held about them is restricted."
_SIGNER = signing.Signer(salt="hearback.people.wishes", sep=".")
_LONGEST_DAYS = max(CAP_DAYS, *(days for days in RHYTHMS if days))


@dataclass(frozen=True, slots=True)
class Known:
    """The wishes of a person as they stand, and what shows them: the newest line of each purpose."""

    wishes: Wishes
    lines: Mapping[str, Consent]
    rhythm: Rhythm | None


def token_of(identity: int) -> str:
    """Return what proves that somebody was written to at an address; it goes into letters to that address only."""
    return _SIGNER.sign(str(identity))


def identity_of(token: str) -> Identity | None:
    """Return the identity that a token was made for; None for one that we did not make, or who is no more."""
    try:
        number = int(_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Identity.objects.filter(pk=number).select_related("person").first()


def wishes_address(identity: int, *, house: str) -> str:
    """Return the address where somebody says how often we may write. house: "https://hearback.example"."""
    return house.rstrip("/") + reverse("wishes", args=[token_of(identity)])


def known_wishes(person: int) -> Known:
    """Return what a person wants, over all their addresses: what they said last counts."""
    lines = {one.purpose: one for one in ledger(person).reverse()}
    said = Rhythm.objects.filter(identity__person=person).order_by("at", "pk").last()
    given = {purpose: line.is_given for purpose, line in lines.items()}
    return Known(Wishes(given, said.days if said else None), lines, said)


def ledger(person: int) -> QuerySet[Consent]:
    """Return all that a person agreed to and did not, newest first."""
    return Consent.objects.filter(identity__person=person).select_related("identity", "by").order_by("-at", "-pk")


def asks(*, mark: str = "", most: int = 50) -> Page[Ask]:
    """Return a page of what people asked for by their links, newest first; with their persons and identities."""
    identities = Prefetch("identity__person__identities", Identity.objects.order_by("pk"))
    found = Ask.objects.select_related("identity__person", "done_by").prefetch_related(identities)
    return page(found, by=("pk",), falling=True, mark=mark, most=most)


def held_back(people: Collection[int], *, purpose: str, at: datetime) -> dict[int, str]:
    """Return person -> why a letter that nobody asked for may not go to them now; those it may go to are left out."""
    whom = set(people)
    given: dict[int, dict[str, bool]] = {}
    days: dict[int, int | None] = {}
    sent: dict[int, list[datetime]] = {}
    consents = Consent.objects.filter(identity__person__in=whom).order_by("at", "pk")
    for person, about, is_given in consents.values_list("identity__person", "purpose", "is_given"):
        given.setdefault(person, {})[about] = is_given
    rhythms = Rhythm.objects.filter(identity__person__in=whom).order_by("at", "pk")
    days.update(rhythms.values_list("identity__person", "days"))
    for person, when in _lately(whom, at=at).values_list("identity__person", "at"):
        sent.setdefault(person, []).append(when)
    left_in_peace = whom.intersection(restricted_now())
    reasons = {
        one: RESTRICTED
        if one in left_in_peace
        else why_not(Wishes(given.get(one, {}), days.get(one)), purpose=purpose, sent=sent.get(one, ()), at=at)
        for one in whom
    }
    return {one: reason for one, reason in reasons.items() if reason}


def _lately(people: Collection[int], *, at: datetime) -> QuerySet[Unasked]:
    since = at - timedelta(days=_LONGEST_DAYS)
    return Unasked.objects.filter(identity__person__in=people, at__gt=since)
