"""How a machine's notice is kept beside its message."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import Failure, Notice

if TYPE_CHECKING:
    from collections.abc import Sequence


def kept(notice: Notice | None, *, about: Sequence[str]) -> dict[str, Any] | None:
    """Return a notice as it is stored; about: which of the mails that it speaks of are ours."""
    if notice is None:
        return None
    return {
        "what": notice.what,
        "failures": [[one.recipient, one.status, one.is_hard, one.why] for one in notice.failures],
        "speaks_of": list(notice.speaks_of),
        "about": list(about),
        "until": notice.until.isoformat() if notice.until else None,
    }


def told(stored: dict[str, Any]) -> Notice:
    """Return a stored notice."""
    until = stored["until"]
    return Notice(
        what=stored["what"],
        failures=tuple(Failure(*one) for one in stored["failures"]),
        speaks_of=tuple(stored["speaks_of"]),
        until=date.fromisoformat(until) if until else None,
    )


def not_reached(notice: Notice) -> list[str]:
    """Return the addresses that a mail will never reach; [] when it may, or did."""
    if notice.what != "failed":
        return []
    return [one.recipient for one in notice.failures if one.is_hard]
