"""Decisions about names, on plain values."""

from __future__ import annotations


def better_name(known: str, heard: str, *, handle: str) -> str:
    """Return the more telling of two display names; the handle itself is no name.

    A name with a space beats a single word; otherwise the one that was known stays.
    """
    if not heard or heard.casefold() == handle:
        return known
    if not known or (" " in heard and " " not in known):
        return heard
    return known
