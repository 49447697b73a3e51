"""Notes who did what towards whom, and makes the identities that stand for colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from hearback.channels.contract import HeardIdentity
from hearback.infra.rows import Line, copy_rows, stand_in
from hearback.people.actions.recognising import recognise
from hearback.people.models import Identity
from hearback.people.queries.ours import COLLEAGUE, HOUSE, keepers, named_alone, ours
from hearback.staff.models import Colleague

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime


class Deed(NamedTuple):
    """One act as it is written: identities, when, of which kind, and the message that it was read from."""

    actor: int
    target: int
    at: datetime
    kind: str
    origin: int
    conversation: int | None
    source: int | None


def note_acts(deeds: Sequence[Deed]) -> None:
    """Write acts, each heard for the first time, and which ties to count. Runs in the caller's transaction."""
    columns = ("actor_id", "target_id", "at", "kind", "origin", "conversation_id", "source_id")
    copy_rows("people_act", columns, deeds)
    pairs = {(min(one.actor, one.target), max(one.actor, one.target)) for one in deeds}
    copy_rows("people_touched", ("one_id", "other_id"), pairs)


def stand_for(colleagues: Collection[int], *, at: datetime) -> dict[int, int]:
    """Return colleague -> the identity that stands for them, made when first needed; theirs is one with their address.

    Runs in the caller's transaction, which stands in the line of hearing.
    """
    known = {
        int(handle): number
        for handle, number in Identity.objects.filter(
            namespace=COLLEAGUE, handle__in=[str(one) for one in colleagues]
        ).values_list("handle", "pk")
    }
    missing = Colleague.objects.filter(pk__in=set(colleagues) - known.keys()) if len(known) < len(colleagues) else ()
    for one in missing:
        mail = HeardIdentity("mail", one.email.strip().lower(), one.name, one.email)
        number = recognise(speakers=[], spoken_to=[mail], at=at).ids["mail", mail.handle]
        person = Identity.objects.get(pk=number).person_id
        known[one.pk] = _made(COLLEAGUE, str(one.pk), name=one.name, person=person, at=at)
    return known


def stand_for_house(*, at: datetime) -> int:
    """Return the person who stands for the organisation as a whole, made when first needed."""
    kept = Identity.objects.filter(namespace=HOUSE, handle="").first()
    if kept is not None:
        return kept.person_id
    with transaction.atomic():
        stand_in(Line.HEARING)
        number = recognise(speakers=[], spoken_to=[HeardIdentity(HOUSE, "", "", "")], at=at).ids[HOUSE, ""]
        Identity.objects.filter(pk=number).update(is_matched=True)
    return Identity.objects.get(pk=number).person_id


def speakers(said: Mapping[int, tuple[int, str]], *, source: int, at: datetime) -> dict[int, int]:
    """Return position -> the colleague who spoke, for what was said from addresses of ours; unknown ones are left out.

    said: position -> (author's identity, author's name). It is the colleague whose address or mailbox it is, else the
    only one of that name.
    """
    if not said:
        return {}
    owners, keeper, names = ours().owners, keepers().get(source), named_alone()
    told = {
        position: owners.get(author) or keeper or names.get(name.strip().casefold())
        for position, (author, name) in said.items()
    }
    who_of = {position: who for position, who in told.items() if who is not None}
    stands = stand_for(set(who_of.values()), at=at)
    return {position: stands[who] for position, who in who_of.items()}


def _made(namespace: str, handle: str, *, name: str, person: int, at: datetime) -> int:
    made = Identity.objects.create(
        namespace=namespace,
        handle=handle,
        shown=name,
        name=name,
        person_id=person,
        home_id=person,
        first_met_at=at,
        is_matched=True,
    )
    return made.pk
