"""Decisions about how a source is doing and how far an import is, on plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hearback.channels.contract import Proof

WELL, BUSY, ILL, PAUSED = "well", "busy", "ill", "paused"
# How the reasons begin that are ours: the message may well say something, and we stumbled or could not keep it.
REFUSED = ("Reading it failed by an error of ours", "Its words cannot be stored")
# What was last asked longer ago than this, in something that is imported, is settled.
HISTORY = timedelta(days=30)
# How long what was deleted in a source stays here before it is erased, where that is wanted.
GRACE = timedelta(days=7)
_FEW, _SHARE = 20, 0.2
_ENOUGH_SHARE = 0.03
_ENOUGH_TIME = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a source. has_trouble: its last look failed; is_untried: it was never looked at."""

    is_paused: bool = False
    is_importing: bool = False
    has_trouble: bool = False
    is_untried: bool = False


def state_of(health: Health) -> str:
    """Return how a source is shown: what a person decided comes first, then what hurts, then what goes on."""
    if health.is_paused:
        return PAUSED
    if health.has_trouble:
        return ILL
    return BUSY if health.is_importing or health.is_untried else WELL


def is_many(deleted: int, *, of: int) -> bool:
    """Say whether so many mails of a folder went in a day that it may be a mishap rather than somebody's wish."""
    return deleted > _FEW and deleted > of * _SHARE


def is_doubtful(proof: Proof) -> bool:
    """Say whether an author must not be taken for who the message says: it was looked at, and nothing proves it.

    Where nothing could be checked, such as in an archive, a message is taken at its word.
    """
    return proof.was_checked and proof.verdict != "proven"


def time_left(
    share: float | None, *, asked_at: datetime, started_at: datetime | None, at: datetime
) -> timedelta | None:
    """Return how long an import will still take at the pace so far; None while nobody can know.

    share: 0.0 to 1.0 of the way. A run that was gone on with began somewhere in the middle, so its pace is unknown.
    """
    if share is None or started_at is None or started_at - asked_at > timedelta(minutes=1):
        return None
    taken = at - started_at
    if share < _ENOUGH_SHARE or taken < _ENOUGH_TIME:
        return None
    return taken * (1 - share) / share
