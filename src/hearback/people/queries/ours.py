"""Which identities are ours: those that stand for colleagues, and the addresses that speak for the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hearback.infra.rows import found
from hearback.people.models import Mailbox
from hearback.people.rules.matching.addresses import HOUSE as HOUSE_DOMAIN
from hearback.people.rules.matching.addresses import domain_of, kind_of
from hearback.sources.queries import our_addresses
from hearback.staff.models import Colleague

if TYPE_CHECKING:
    from collections.abc import Mapping

COLLEAGUE, HOUSE = "colleague", "house"  # namespaces of identities that nobody writes to


@dataclass(frozen=True, slots=True)
class Ours:
    """identities: all that are ours. colleagues: colleague -> the identity that stands for them.

    owners: identity of a colleague's own address -> the colleague.
    """

    identities: frozenset[int] = frozenset()
    colleagues: Mapping[int, int] = field(default_factory=dict)
    owners: Mapping[int, int] = field(default_factory=dict)


def ours() -> Ours:
    """Return which identities are ours, as far as they were ever needed."""
    rows = found(
        "SELECT i.id, i.namespace, i.handle, c.id FROM people_identity i"
        " LEFT JOIN staff_colleague c ON i.namespace = 'mail' AND lower(c.email) = i.handle"
        " WHERE (i.namespace = 'mail' AND i.handle = ANY(%s)) OR i.namespace IN ('colleague', 'house')",
        [list(our_addresses())],
    )
    colleagues = {int(handle): number for number, namespace, handle, _ in rows if namespace == COLLEAGUE}
    owners = {number: who for number, _, _, who in rows if who is not None}
    return Ours(frozenset(row[0] for row in rows), colleagues, owners)


def keepers() -> dict[int, int]:
    """Return source -> the colleague whose mailbox it is."""
    return dict(Mailbox.objects.filter(colleague__isnull=False).values_list("source_id", "colleague_id"))


def named_alone() -> dict[str, int]:
    """Return name, in lower case, -> the only colleague of that name."""
    rows = Colleague.objects.order_by().values_list("name", "pk")
    names = [name.strip().casefold() for name, _ in rows]
    return {name.strip().casefold(): pk for name, pk in rows if names.count(name.strip().casefold()) == 1}


def our_domains() -> set[str]:
    """Return the domains that our mailboxes and colleagues have their addresses at, without those of providers."""
    theirs = Colleague.objects.filter(is_active=True).order_by().values_list("email", flat=True)
    hosts = {address.rpartition("@")[2].lower() for address in (*our_addresses(), *theirs)}
    return {domain_of(host) for host in hosts if kind_of(host) == HOUSE_DOMAIN}
