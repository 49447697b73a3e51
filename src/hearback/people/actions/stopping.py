"""Keeps those who were erased away, and meets those anew who write by themselves after that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.infra.rows import execute, found
from hearback.people.models import Identity, Restriction
from hearback.people.queries.privacy import digest_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from hearback.people.actions.recognising import Handle

WROTE_AGAIN = "They were erased, and wrote again by themselves."


def held_apart(
    strangers: Collection[Handle], *, said: Mapping[Handle, datetime]
) -> tuple[dict[Handle, int], dict[bytes, Handle]]:
    """Return (erased handle -> what stands in its place, digest -> handle of who wrote again after that).

    One query, and none when nobody is a stranger.
    """
    if not strangers:
        return {}, {}
    digests = {digest_of(*handle): handle for handle in strangers}
    rows = found("SELECT digest, identity_id, at FROM people_erased WHERE digest = ANY(%s)", [list(digests)])
    erased: dict[Handle, int] = {}
    again: dict[bytes, Handle] = {}
    for kept, identity, at in rows:
        handle = digests[bytes(kept)]
        if handle in said and said[handle] > at:
            again[bytes(kept)] = handle
        else:
            erased[handle] = identity
    return erased, again


def meet_again(met: Mapping[bytes, int], *, at: datetime) -> None:
    """Restrict those who were erased and wrote again: they are answered, and nothing else. met: digest -> identity.

    Runs in the transaction of the hearing.
    """
    for digest in met:
        execute("UPDATE people_erased SET again_at = %s WHERE digest = %s", [at, digest])
    persons = Identity.objects.filter(pk__in=list(met.values())).values_list("person_id", flat=True)
    rows = [Restriction(person_id=one, reason=WROTE_AGAIN, at=at) for one in persons]
    Restriction.objects.bulk_create(rows, ignore_conflicts=True)
