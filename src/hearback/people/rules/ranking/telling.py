"""Says in plain words why somebody is named, for the terminal; pages say it in their reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.people.rules.ranking.marks import told
from hearback.people.rules.ranking.values import Sign

if TYPE_CHECKING:
    from hearback.people.rules.ranking.values import Reason


def words(reason: Reason, *, asker: str) -> str:
    """Return a reason as half a sentence."""
    about = ", ".join(told(mark) for mark in reason.about)
    return {
        Sign.HELPED_AUTHOR: f"helped {asker} {times(reason.count)}",
        Sign.HELPED_TOPIC: f"helped with {about} ({times(reason.count)})",
        Sign.WROTE: f"wrote about {about} ({times(reason.count)})",
        Sign.HELPED_NEWCOMERS: f"was the first to help somebody new {times(reason.count)}",
        Sign.ACTIVITY: f"active, {times(reason.count)} in all",
        "away": "is away",
        "load": f"has {reason.count} open turn{'s' if reason.count != 1 else ''}",
        "language": f"is not known to speak {about or ''.join(reason.about)}",
    }[reason.sign]


def times(count: int) -> str:
    """Return "once", "twice" or "7 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
