"""Makes two persons one and one person two, and takes each such decision back, exactly, whatever happened since.

An identity has a home that merges never touch; who it is today follows from the home and the merges that stand.
Taking a merge back is therefore leaving it out, and not putting rows back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from hearback.infra.errors import Refusal
from hearback.infra.rows import execute, found
from hearback.people.models import Identity, Merge, Person, Split, Tie
from hearback.people.queries import family
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.staff.models import Colleague

NOBODY = "There is nobody of that number here."


@transaction.atomic
def merge(
    *, kept: int, gone: int, by: Colleague | None, at: datetime, reasons: Sequence[tuple[str, str]] = ()
) -> Merge:
    """Make two persons one, under the name and page of `kept`. by: None when a rule does it.

    reasons: (kind, words) of what speaks for it. Raises Refusal when either is unknown, was merged before, or is the
    other.
    """
    rows = _locked(kept, gone)
    if kept == gone:
        raise Refusal("A person cannot be merged with themselves.")
    if any(row.merged_into_id for row in rows.values()):
        raise Refusal("Somebody has merged one of the two meanwhile.")
    stays, goes = rows[kept], rows[gone]
    named = "" if stays.name else goes.name
    goes.merged_into = stays
    goes.save(update_fields=["merged_into"])
    if named:
        Person.objects.filter(pk=kept).update(name=named)
    Identity.objects.filter(person=gone).update(person=kept)
    _date(kept)
    _forget_ties(kept, gone)
    done = Merge.objects.create(
        kept=stays, gone=goes, by=by, at=at, reasons=[list(reason) for reason in reasons], named=named
    )
    note("merge people", subject=f"person:{kept}", by=by, at=at, gone=gone, merge=done.pk)
    return done


@transaction.atomic
def undo_merge(number: int, *, by: Colleague | None, at: datetime) -> Merge:
    """Take a merge back: what is told of `gone`, and what came to its addresses since, is its own again.

    Merges and splits made before and after it stand. Raises Refusal when it is unknown or taken back already.
    """
    done = Merge.objects.filter(pk=number).first()
    if done is None:
        raise Refusal("There is no such merge.")
    rows = _locked(done.kept_id, done.gone_id)
    done.refresh_from_db()
    if done.undone_at:
        raise Refusal("This merge was taken back already.")
    before = root_of(done.kept_id)
    Person.objects.filter(pk=done.gone_id).update(merged_into=None)
    if done.named and rows[done.kept_id].name == done.named:
        Person.objects.filter(pk=done.kept_id).update(name="")
    Identity.objects.filter(home__in=family(done.gone_id)).update(person=done.gone_id)
    _name(done.kept_id)
    _date(before, done.gone_id)
    _forget_ties(before, done.gone_id)
    done.undone_at, done.undone_by = at, by
    done.save(update_fields=["undone_at", "undone_by"])
    note("undo merge", subject=f"person:{done.kept_id}", by=by, at=at, gone=done.gone_id, merge=done.pk)
    return done


@transaction.atomic
def split(number: int, *, by: Colleague | None, at: datetime) -> Split:
    """Take an identity off the person it was counted to; it stands for somebody of its own, named as it is.

    Raises Refusal when it is unknown, or the only one that its person has.
    """
    identity = Identity.objects.select_for_update().filter(pk=number).first()
    if identity is None:
        raise Refusal("There is no such address.")
    _locked(identity.person_id)
    if not Identity.objects.filter(person=identity.person_id).exclude(pk=number).exists():
        raise Refusal("This is the only address of this person.")
    before, home_before = identity.person_id, identity.home
    identity.home = identity.person = Person.objects.create(name=identity.name, first_met_at=identity.first_met_at)
    identity.save(update_fields=["home", "person"])
    _date(before, identity.person_id)
    _forget_ties(before, identity.person_id)
    done = Split.objects.create(identity=identity, taken_from=home_before, home=identity.home, by=by, at=at)
    note("split person", subject=f"person:{before}", by=by, at=at, identity=number, split=done.pk)
    return done


@transaction.atomic
def undo_split(number: int, *, by: Colleague | None, at: datetime) -> Split:
    """Give an identity back to the person it was taken from, whoever that is today.

    The person made for it leads there when nothing else is theirs. Raises Refusal when it is unknown or taken back, or
    when the identity was split again since.
    """
    done = Split.objects.select_for_update().filter(pk=number).first()
    if done is None:
        raise Refusal("There is no such split.")
    if done.undone_at:
        raise Refusal("This split was taken back already.")
    identity = Identity.objects.select_for_update().get(pk=done.identity_id)
    if identity.home_id != done.home_id:
        raise Refusal("This address was split off again since; take that back first.")
    before, now = identity.person_id, root_of(done.taken_from_id)
    identity.home_id, identity.person_id = done.taken_from_id, now
    identity.save(update_fields=["home", "person"])
    if before == done.home_id != now and not Identity.objects.filter(person=before).exists():
        Person.objects.filter(pk=before).update(merged_into=now)
    _date(before, now)
    _forget_ties(before, now)
    done.undone_at, done.undone_by = at, by
    done.save(update_fields=["undone_at", "undone_by"])
    note("undo split", subject=f"person:{now}", by=by, at=at, identity=identity.pk, split=done.pk)
    return done


def root_of(number: int) -> int:
    """Return who a person is today, following merges."""
    rows = found(
        "WITH RECURSIVE way AS (SELECT id, merged_into_id FROM people_person WHERE id = %s UNION"
        " SELECT p.id, p.merged_into_id FROM people_person p JOIN way ON p.id = way.merged_into_id)"
        " SELECT id FROM way WHERE merged_into_id IS NULL",
        [number],
    )
    return int(rows[0][0])


def _locked(*people: int) -> dict[int, Person]:
    rows = Person.objects.select_for_update().filter(pk__in=people).order_by("pk")
    found_rows = {row.pk: row for row in rows}
    if len(found_rows) != len(set(people)):
        raise Refusal(NOBODY)
    return found_rows


def _name(person: int) -> None:
    """Name a person who has no name after their identities, as hearing them would have."""
    names = Identity.objects.filter(person=person).exclude(name="").order_by("pk").values_list("name", flat=True)
    best = next((name for name in names if " " in name), names[0] if names else "")
    Person.objects.filter(pk=person, name="").update(name=best)


def _date(*people: int) -> None:
    """Say of persons anew since when we know them and when they last said something, from their identities."""
    execute(
        "UPDATE people_person p SET first_met_at = coalesce(i.first_at, p.first_met_at), last_said_at = i.last_at"
        " FROM (SELECT asked.id, min(i.first_met_at) AS first_at, max(i.last_said_at) AS last_at"
        "  FROM unnest(%s::bigint[]) AS asked (id) LEFT JOIN people_identity i ON i.person_id = asked.id"
        "  GROUP BY asked.id) i WHERE p.id = i.id",
        [list(people)],
    )


def _forget_ties(*people: int) -> None:
    """Take the ties of persons whose identities changed away; they are counted anew within the minute."""
    Tie.objects.filter(Q(one__in=people) | Q(other__in=people)).delete()
    execute(
        "INSERT INTO people_touched (one_id, other_id) SELECT id, 0 FROM people_identity WHERE person_id = ANY(%s)",
        [list(people)],
    )
