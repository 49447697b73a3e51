"""What in a subject may point at another conversation; it suggests, and joins nothing."""

from __future__ import annotations

import re

from hearback.conversations.rules.voices import base_subject

# A conversation's number as people write it: [HB-123], HB-123, HB 123.
_NUMBER = re.compile(r"(?<![\w-])HB[- #]?(\d{1,15})(?![\w-])", re.IGNORECASE)
_SHORTEST = 4  # of a subject that says enough to be the same


def number_in(subject: str) -> int | None:
    """Return the number of the conversation that a subject names; None when it names none."""
    found = _NUMBER.search(subject)
    return int(found[1]) if found else None


def is_same(subject: str, other: str) -> bool:
    """Say whether two subjects are one but for prefixes, capitals, numbers of conversations and spaces."""
    plain = _plain(subject)
    return len(plain) >= _SHORTEST and plain == _plain(other)


def _plain(subject: str) -> str:
    return " ".join(base_subject(_NUMBER.sub(" ", subject).replace("[ ]", " ")).casefold().split())
