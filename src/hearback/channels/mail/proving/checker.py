"""Finds out under which name a mailbox's own server writes what it has checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hearback.channels.mail.proving.heads import Head, head_of
from hearback.channels.mail.proving.organisations import organisation_of
from hearback.channels.mail.proving.results import UNNAMED, checked_by
from hearback.channels.mail.proving.route import host_of

FEWEST = 3
_SHARE = 0.8


def found_checker(heads: Sequence[bytes]) -> str:
    """Return the name that stands on top in nearly all of some mails' heads; "" when there is none to be sure of.

    A sender can forge results in a mail, but neither in those of others nor above the lines of our own server.
    """
    tops = [_top(head_of(head)) for head in heads]
    (name, count), *_ = Counter(tops).most_common(1) or [("", 0)]
    return name if count >= FEWEST and count >= _SHARE * len(tops) else ""


def _top(head: Head) -> str:
    """Return who checked a mail, as far as its head alone makes it likely that it was our server."""
    names = [name for name, _ in head.lines]
    if "authentication-results" not in names or "received" not in names:
        return ""
    place, first = names.index("authentication-results"), names.index("received")
    checker = checked_by(head.lines[place][1])
    host = host_of(head.lines[first][1])
    if checker == UNNAMED:
        return checker if organisation_of(host) == "outlook.com" else ""
    # Above what any sender can have written, or of the same house as the server that wrote the topmost line.
    return checker if place < first or organisation_of(checker) == organisation_of(host) else ""
