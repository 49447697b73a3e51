"""Erases somebody step by step, restricts what is held about them, and keeps to how long things are kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.errors import Refusal
from hearback.infra.jobs import enqueue
from hearback.infra.rows import Line, stand_in
from hearback.people.actions.forgetting import stop
from hearback.people.models import Ask, Erasure, Identity, Person, Restriction, Retention
from hearback.people.queries.ours import HOUSE
from hearback.people.queries.persons import family
from hearback.people.queries.privacy import ERASED, is_restricted
from hearback.people.queries.rooms import rooms, whom
from hearback.sources.queries import our_addresses
from hearback.staff.actions import note
from hearback.staff.models import Colleague

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hearback.people.queries.rooms import Whom
    from hearback.sources.models import Source

ERASE = "hearback.people.jobs.erase_person"
CHUNK = 50  # conversations in one transaction
DONE = "Erased."


def only_admins(by: Colleague) -> None:
    """Raise Refusal for everybody who is no admin: what is done here concerns all that the house holds."""
    if not by.is_admin:
        raise Refusal("Only an admin can do this.")


@transaction.atomic
def restrict(person: int, *, reason: str, by: Colleague, at: datetime) -> Restriction:
    """Keep what is held about somebody, and use it no more. Raises Refusal without a reason; twice is once."""
    if not reason.strip():
        raise Refusal("Say why, so that it can be shown later.")
    Person.objects.select_for_update().get(pk=person)
    here = Restriction.objects.filter(person__in=family(person), lifted_at=None).first()
    if here is not None:
        return here
    note("restrict", subject=f"person:{person}", by=by, at=at)
    return Restriction.objects.create(person_id=person, reason=reason.strip()[:4_000], at=at, by=by)


@transaction.atomic
def lift(person: int, *, by: Colleague, at: datetime) -> None:
    """Use what is held about somebody again. Raises Refusal when it is not restricted."""
    if not is_restricted(person):
        raise Refusal("This is not restricted any more.")
    here = Restriction.objects.filter(person__in=family(person), lifted_at=None)
    here.update(lifted_at=at, lifted_by=by)
    note("lift restriction", subject=f"person:{person}", by=by, at=at)


def set_retention(source: Source, days: Mapping[str, int | None], *, by: Colleague, at: datetime) -> None:
    """Write how long what a source brought is kept. In the caller's transaction."""
    Retention.objects.update_or_create(source=source, defaults={**days, "by": by, "at": at})


def why_not_erased(person: int) -> str:
    """Return why somebody cannot be erased now, in a sentence; "" when they can."""
    about = whom(person)
    identities = Identity.objects.filter(pk__in=about.identities)
    handles = set(identities.filter(namespace="mail").values_list("handle", flat=True))
    is_ours = identities.filter(namespace__in=[HOUSE, "colleague"]).exists() or handles & set(our_addresses())
    if is_ours or Colleague.objects.filter(email__in=handles).exists():
        return "They are one of us; only people outside can be erased."
    if identities and not identities.exclude(namespace=ERASED).exists():
        return "They are erased already."
    return next((reason for room in rooms() if (reason := room.why_not(about))), "")


@transaction.atomic
def begin_erasure(person: int, *, by: Colleague | None, at: datetime) -> Erasure:
    """Begin to erase somebody; the worker does it. by: None for a rule. Raises Refusal; twice is once."""
    if by is not None:
        only_admins(by)
    Person.objects.select_for_update().get(pk=person)
    running = Erasure.objects.filter(person=person, state=Erasure.RUNNING).first()
    if running is None:
        if reason := why_not_erased(person):
            raise Refusal(reason)
        running = Erasure.objects.create(person_id=person, at=at, by=by)
        note("begin to erase", subject=f"person:{person}", by=by, at=at)
    erase_soon(running.pk)
    return running


def erase_soon(number: int) -> bool:
    """Enqueue the work on an erasure; returns False when it waits already."""
    return enqueue(ERASE, once=f"erase-{number}", number=number)


def erase(number: int, *, at: datetime) -> None:
    """Erase somebody, chunk by chunk; after a crash it goes on where it was, and the second time changes nothing.

    The conversations first, while their names are known; then everything else, with the names, in one transaction.
    """
    running = Erasure.objects.filter(pk=number, state=Erasure.RUNNING).first()
    if running is None:
        return
    about = whom(running.person_id)
    left = sorted(one for one in _conversations(about) if one > running.reached)
    Erasure.objects.filter(pk=number).update(total=running.done + len(left))
    for start in range(0, len(left), CHUNK):
        _forget_in(number, about, left[start : start + CHUNK], at=at)
    _finish(number, at=at)


@transaction.atomic
def _forget_in(number: int, about: Whom, conversations: list[int], *, at: datetime) -> None:
    running = Erasure.objects.select_for_update().get(pk=number)
    if running.reached >= conversations[-1]:
        return
    counts = Counter(running.counts)
    for room in rooms():
        counts.update(room.forget_in(about, conversations, at))
    running.counts, running.reached = dict(counts), conversations[-1]
    running.done += len(conversations)
    running.save(update_fields=["counts", "reached", "done"])


@transaction.atomic
def _finish(number: int, *, at: datetime) -> None:
    """Take the rest and the names; what was heard meanwhile goes, too, because nobody can be heard now."""
    stand_in(Line.HEARING)
    running = Erasure.objects.select_for_update().get(pk=number)
    if running.state != Erasure.RUNNING:
        return
    about = whom(running.person_id)
    counts = Counter(running.counts)
    if late := sorted(_conversations(about)):
        for room in rooms():
            room.forget_in(about, late, at)
    for room in rooms():
        counts.update(room.forget(about, at))
    counts["addresses"] = stop(about, by=running.by, at=at)
    asked = Ask.objects.filter(identity__in=about.identities, what=Ask.FORGETTING, done_at=None)
    if running.by:
        asked.update(done_at=at, done_by=running.by, answer=DONE)
    told = {kind: count for kind, count in counts.items() if count}
    running.counts, running.state, running.ended_at = told, Erasure.DONE, at
    running.save(update_fields=["counts", "state", "ended_at"])
    note("erase", subject=f"person:{running.person_id}", by=running.by, at=at, **told)


def _conversations(about: Whom) -> set[int]:
    return {one for room in rooms() for one in room.conversations(about)}
