"""Finds who wrote a mail that a mailing list sent under its own address, as lists do for strict domains (DMARC)."""

from __future__ import annotations

import re

from hearback.channels.contract import HeardIdentity
from hearback.channels.mail.reading import addresses
from hearback.channels.mail.reading.headers import Fields

_LIST_FIELDS = frozenset({"list-id", "list-post", "mailing-list", "x-mailman-version", "x-google-group-id"})
_VIA = re.compile(r"\svia\s", re.IGNORECASE)
_ORIGINAL = ("x-original-from", "x-original-sender")
_ENCODED = re.compile(r"([^=@]+)=40([^=@]+)@")  # ann=40example.org@lists.example


def writer(fields: Fields, written: HeardIdentity | None) -> HeardIdentity | None:
    """Return who wrote a mail whose From is a list's; None when the From is not, or when the list does not tell.

    The form has to prove it: fields that lists add, and a From that is the list's address or says "via".
    """
    if written is None or not fields.has_any(_LIST_FIELDS):
        return None
    via = _VIA.search(written.name)
    name = written.name[: via.start()].strip(" '\"") if via else written.name
    if found := _ENCODED.match(written.handle):
        return _named(name, f"{found[1]}@{found[2]}")
    if via is None and not _is_its_own(fields, written.handle):
        return None
    return _told(fields, name, without={written.handle, *_own_addresses(fields)})


def _is_its_own(fields: Fields, handle: str) -> bool:
    """Say whether an address is the list's; nearly no From is, and nothing more is asked then."""
    return handle in fields.raw("list-post").lower() and handle in _own_addresses(fields)


def _own_addresses(fields: Fields) -> set[str]:
    """Return the addresses to which the list takes mail."""
    posted = [address.partition("?")[0] for address in re.findall(r"<mailto:([^>]*)>", fields.raw("list-post"))]
    return {addresses.handle_of(address) for address in posted}


def _told(fields: Fields, name: str, *, without: set[str]) -> HeardIdentity | None:
    """Return whom the list names as the writer: in a field of its own, else as who wants the replies or a copy."""
    for field in _ORIGINAL:
        for one in _others(fields, field, without):
            return _named(one.name or name, one.shown)
    replies = _others(fields, "reply-to", without)
    if len(replies) == 1:
        return _named(replies[0].name or name, replies[0].shown)
    copies = [one for one in _others(fields, "cc", without) if name and one.name == name]
    return copies[0] if len(copies) == 1 else None


def _others(fields: Fields, field: str, without: set[str]) -> list[HeardIdentity]:
    found = [one for value in fields.every(field) for one in addresses.identities(value)]
    return [one for one in found if one.handle not in without]


def _named(name: str, address: str) -> HeardIdentity:
    handle = addresses.handle_of(address)
    return HeardIdentity("mail", handle, "" if name.lower() == handle else name, address)
