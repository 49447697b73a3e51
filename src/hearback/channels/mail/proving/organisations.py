"""Who owns a domain, by the public list of suffixes under which people register names."""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def organisation_of(domain: str) -> str:
    """Return the part of a domain that somebody owns: example.co.uk for mail.example.co.uk."""
    clean = domain.lower().strip(".")
    return _suffixes().privatesuffix(clean) or clean


def are_related(one: str, other: str, *, is_strict: bool = False) -> bool:
    """Say whether two domains have one owner; when strict, whether they are the same."""
    if not one or not other:
        return False
    if is_strict:
        return one.lower() == other.lower()
    return organisation_of(one) == organisation_of(other)
