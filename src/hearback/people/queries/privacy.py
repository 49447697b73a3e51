"""Who was erased, whose data is not to be used, and what became of the work on both."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

from hearback.infra.rows import found
from hearback.people.models import Erased, Restriction
from hearback.people.queries.persons import family

if TYPE_CHECKING:
    from collections.abc import Collection

    from hearback.people.actions.recognising import Handle

ERASED = "erased"  # the namespace of identities that stand in the place of erased ones


def digest_of(namespace: str, handle: str) -> bytes:
    """Return what stands for an address in the stop list: 32 bytes, from which nobody gets back without our key."""
    key = sha256(b"hearback stop list\0" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, f"{namespace}\0{handle}".encode("utf-8", "replace"), "sha256")


def stopped(handles: Collection[Handle]) -> set[Handle]:
    """Return those of some (namespace, normalised handle) that belong to somebody who was erased; one query."""
    digests = {digest_of(*handle): handle for handle in handles}
    if not digests:
        return set()
    known = Erased.objects.filter(digest__in=list(digests)).values_list("digest", flat=True)
    return {digests[bytes(one)] for one in known}


def is_stopped(namespace: str, handle: str) -> bool:
    """Whether an address belongs to somebody who was erased, so that nothing may bring them back."""
    return bool(stopped([(namespace, handle)]))


def is_restricted(person: int) -> bool:
    """Whether what is held about somebody is not to be used."""
    return restriction(person) is not None


def restriction(person: int) -> Restriction | None:
    """Return what restricts somebody now, over all their rows; None for nothing."""
    return Restriction.objects.filter(person__in=family(person), lifted_at=None).select_related("by").first()


def restricted_now() -> list[int]:
    """Return all persons (as they are today) whose data is not to be used; they are few. One query."""
    rows = found(
        "WITH RECURSIVE up AS ("
        " SELECT p.id, p.merged_into_id FROM people_restriction r JOIN people_person p ON p.id = r.person_id"
        "  WHERE r.lifted_at IS NULL"
        " UNION SELECT p.id, p.merged_into_id FROM up JOIN people_person p ON p.id = up.merged_into_id)"
        " SELECT id FROM up",
        [],
    )
    return [row[0] for row in rows]
