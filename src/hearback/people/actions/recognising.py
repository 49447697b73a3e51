"""Recognises who speaks and who is spoken to, and notes when they did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.rows import copy_rows, execute, found, numbers
from hearback.people.actions.stopping import held_apart, meet_again
from hearback.people.models import ShownPictures
from hearback.people.rules.names import better_name
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from hearback.channels.contract import HeardIdentity
    from hearback.people.models import Identity
    from hearback.staff.models import Colleague

Handle = tuple[str, str]  # namespace, normalised handle


@dataclass(frozen=True, slots=True)
class Recognised:
    """ids: (namespace, handle) -> identity. first_voices: how many were never heard speaking before.

    erased: those of somebody who was erased; they lead to what stands in their place.
    """

    ids: Mapping[Handle, int]
    first_voices: int
    erased: frozenset[Handle] = frozenset()


def recognise(
    *,
    speakers: Collection[HeardIdentity],
    spoken_to: Collection[HeardIdentity],
    at: datetime,
    said: Mapping[Handle, datetime] | None = None,
) -> Recognised:
    """Return the identity of everybody named, making persons for those never met. Runs in the caller's transaction.

    said: when each speaker said something last, by what is believed; who was erased and speaks after that is met anew.
    Only one transaction may recognise at a time (it stands in the line of hearing).
    """
    named = _by_handle(speakers, spoken_to)
    known = _known(named)
    strangers = [handle for handle in named if handle not in known]
    voices = {(one.namespace, one.handle) for one in speakers}
    ids = {handle: row[0] for handle, row in known.items()}
    erased, again = held_apart(strangers, said=said or {})
    if erased:
        ids.update(erased)
        strangers = [handle for handle in strangers if handle not in erased]
    ids.update(_met(strangers, named=named, voices=voices, at=at))
    first = [handle for handle in voices if handle in known and not known[handle][1]]
    if first:
        execute("UPDATE people_identity SET spoke_at = %s WHERE id = ANY(%s)", [at, [ids[one] for one in first]])
    _learn_names(known, named)
    if again:
        meet_again({digest: ids[handle] for digest, handle in again.items()}, at=at)
    return Recognised(ids, len(first) + len(voices.intersection(strangers)), frozenset(erased))


def note_said(said: Mapping[int, tuple[datetime, datetime]]) -> None:
    """Note when people said something: identity -> (first, last). Runs in the transaction of the hearing."""
    if not said:
        return
    execute(
        "WITH heard AS ("
        "  UPDATE people_identity i SET last_said_at = greatest(i.last_said_at, said.last_at),"
        "   first_met_at = least(i.first_met_at, said.first_at)"
        "  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS said (id, first_at, last_at)"
        "  WHERE i.id = said.id AND (i.last_said_at IS NULL OR i.last_said_at < said.last_at"
        "   OR i.first_met_at > said.first_at)"
        "  RETURNING i.person_id, said.first_at, said.last_at)"
        " UPDATE people_person p SET last_said_at = greatest(p.last_said_at, theirs.last_at),"
        "  first_met_at = least(p.first_met_at, theirs.first_at) FROM ("
        "   SELECT person_id, min(first_at) AS first_at, max(last_at) AS last_at FROM heard GROUP BY person_id) theirs"
        " WHERE p.id = theirs.person_id",
        [list(said), [first for first, _ in said.values()], [last for _, last in said.values()]],
    )


@transaction.atomic
def show_pictures(identity: Identity, *, by: Colleague, at: datetime) -> None:
    """Show pictures from elsewhere in what an identity sends, from now on."""
    given = {"colleague": by, "decided_at": at}
    _kept, is_new = ShownPictures.objects.get_or_create(identity=identity, defaults=given)
    if is_new:
        note("show pictures", subject=f"identity:{identity.pk}", by=by, at=at)


@transaction.atomic
def hold_pictures(identity: Identity, *, by: Colleague, at: datetime) -> None:
    """Hold pictures from elsewhere back again in what an identity sends."""
    gone, _of_kind = ShownPictures.objects.filter(identity=identity).delete()
    if gone:
        note("hold pictures", subject=f"identity:{identity.pk}", by=by, at=at)


def _by_handle(*groups: Collection[HeardIdentity]) -> dict[Handle, HeardIdentity]:
    named: dict[Handle, HeardIdentity] = {}
    for one in (one for group in groups for one in group):
        handle = (one.namespace, one.handle)
        before = named.get(handle)
        if before is None or better_name(before.name, one.name, handle=one.handle) != before.name:
            named[handle] = one
    return named


def _known(named: Collection[Handle]) -> dict[Handle, tuple[int, bool, str, int]]:
    """Return handle -> (identity, has spoken, its name, person)."""
    rows = found(
        "SELECT i.namespace, i.handle, i.id, i.spoke_at IS NOT NULL, i.name, i.person_id"
        " FROM unnest(%s::text[], %s::text[]) AS asked (namespace, handle)"
        " JOIN people_identity i ON i.namespace = asked.namespace AND i.handle = asked.handle",
        [[one[0] for one in named], [one[1] for one in named]],
    )
    return {(row[0], row[1]): (row[2], row[3], row[4], row[5]) for row in rows}


def _met(
    strangers: list[Handle], *, named: Mapping[Handle, HeardIdentity], voices: set[Handle], at: datetime
) -> dict[Handle, int]:
    if not strangers:
        return {}
    persons = numbers("people_person_id_seq", count=len(strangers))
    ids = numbers("people_identity_id_seq", count=len(strangers))
    people = [named[handle] for handle in strangers]
    copy_rows(
        "people_person",
        ("id", "name", "first_met_at"),
        ((number, one.name, at) for number, one in zip(persons, people, strict=True)),
    )
    copy_rows(
        "people_identity",
        ("id", "namespace", "handle", "shown", "name", "person_id", "home_id", "first_met_at", "spoke_at"),
        (
            (number, *handle, one.shown or one.handle, one.name, person, person, at, at if handle in voices else None)
            for number, handle, one, person in zip(ids, strangers, people, persons, strict=True)
        ),
    )
    return dict(zip(strangers, ids, strict=True))


def _learn_names(known: Mapping[Handle, tuple[int, bool, str, int]], named: Mapping[Handle, HeardIdentity]) -> None:
    learnt = [
        (row[0], row[3], better)
        for handle, row in known.items()
        if (better := better_name(row[2], named[handle].name, handle=handle[1])) != row[2]
    ]
    if not learnt:
        return
    identities, persons, names = (list(column) for column in zip(*learnt, strict=True))
    execute(
        "UPDATE people_identity i SET name = learnt.name, is_matched = false"
        " FROM unnest(%s::bigint[], %s::text[]) AS learnt (id, name) WHERE i.id = learnt.id",
        [identities, names],
    )
    execute(
        "UPDATE people_person p SET name = learnt.name"
        " FROM unnest(%s::bigint[], %s::text[]) AS learnt (id, name)"
        " WHERE p.id = learnt.id AND (p.name = '' OR p.name NOT LIKE '%% %%')",
        [persons, names],
    )
