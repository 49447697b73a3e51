"""What an organisation can be, which domains can be one's, and what is missing between us and a partner."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.people.rules.matching.addresses import HOUSE, PROVIDER, domain_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTNERS = ("partner", "isv", "reseller", "consultant", "distributor", "maker")
KINDS = ("customer", *PARTNERS, "press", "analyst", "community")
DEEP, BROAD = "deep", "broad"
DEPTHS = (DEEP, BROAD)
ACCOUNT, FALLBACK = "account manager", "fallback"  # parts of ours that signals ask for

NO_ACCOUNT, NO_FALLBACK, BUSY, SILENT = "no account manager", "no fallback", "busy", "silent"
BUSY_PEOPLE, BUSY_DAYS = 3, 90  # from here on a breadth partner deserves somebody of their own
SILENT_DAYS = 180

ENOUGH_PEOPLE = 3  # at one domain, before we ask whether it is an organisation
LONGEST_HOST = 253
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))+")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_]+")


class NoDomain(ValueError):
    """A text that names no domain of an organisation; the message says why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How we stand with an organisation. active: people there who spoke within BUSY_DAYS.

    last_days: days since anybody there was heard; None for never.
    """

    kinds: tuple[str, ...] = ()
    depth: str = ""
    has_account: bool = False
    has_fallback: bool = False
    active: int = 0
    last_days: int | None = None


def read_domain(text: str) -> str:
    """Return the domain that somebody wrote: bare, with a scheme, as an address. Raises NoDomain."""
    bare = _SCHEME.sub("", text.strip()).partition("/")[0].rpartition("@")[2]
    host = _ascii(bare.partition(":")[0].strip(". ").casefold()).removeprefix("www.")
    if not host:
        raise NoDomain("Write a domain, as in acme.example.")
    if len(host) > LONGEST_HOST or not _HOST.fullmatch(host):
        raise NoDomain(f"“{text.strip()[:60]}” is no domain.")
    kind = kind_of(host)
    if kind == PROVIDER:
        raise NoDomain(f"Many strangers have their mailboxes at {host}: it says nothing about where they belong.")
    if kind != HOUSE:
        raise NoDomain(f"Nobody can have registered {host}.")
    return host


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def is_organisations(host: str) -> bool:
    """Return whether a host can be an organisation's own: registered, and no house of many strangers' mailboxes."""
    return kind_of(host) == HOUSE


def name_of_domain(domain: str) -> str:
    """Return what the organisation of a domain may be called: "Acme Tools" for mail.acme-tools.example."""
    label = (domain_of(domain) or domain).partition(".")[0]
    with suppress(UnicodeError):
        label = label.encode().decode("idna") if label.startswith("xn--") else label
    words = [word for word in _SEPARATORS.split(label) if word]
    return " ".join(word.upper() if len(word) <= 3 else word[:1].upper() + word[1:] for word in words)


def known_kinds(asked: Iterable[str]) -> list[str]:
    """Return those of the kinds that there are, each once, in the order of KINDS."""
    given = set(asked)
    return [kind for kind in KINDS if kind in given]


def is_partner(kinds: Iterable[str]) -> bool:
    """Return whether an organisation is a partner of any type."""
    return not set(PARTNERS).isdisjoint(kinds)


def signals(one: Standing) -> tuple[str, ...]:
    """Return what asks for a decision about an organisation, the gravest first; () when nothing does."""
    found = []
    if one.depth == DEEP and not one.has_account:
        found.append(NO_ACCOUNT)
    if one.depth == BROAD and not one.has_fallback:
        found.append(NO_FALLBACK)
    if one.depth != DEEP and is_partner(one.kinds) and one.active >= BUSY_PEOPLE:
        found.append(BUSY)
    if one.depth == DEEP and (one.last_days is None or one.last_days >= SILENT_DAYS):
        found.append(SILENT)
    return tuple(found)
