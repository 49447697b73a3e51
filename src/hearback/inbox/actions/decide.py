"""What colleagues decide about a turn: who answers, that no answer is needed, and that a decision was wrong.

Every decision returns the number of its audit line, by which `undo` takes it back; None when nothing changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from hearback.inbox.models import Turn
from hearback.inbox.rules.turns import answer_due
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.staff.actions import note
from hearback.staff.models import AuditLine, Colleague

if TYPE_CHECKING:
    from collections.abc import Mapping

TOO_LATE = "This has changed since; it cannot be undone any more."


def _held(conversation: int) -> Turn:
    turn = Turn.objects.select_for_update(of=("self",)).select_related("source").filter(pk=conversation).first()
    if turn is None:
        raise Refusal("This conversation went into another one.")
    return turn


def _told(turn: Turn, verb: str, *, by: Colleague, at: datetime | None, **detail: Any) -> int:
    turn.save()
    line = note(verb, subject=f"conversation:{turn.conversation_id}", by=by, at=at, **detail)
    tell("inbox", conversations=[turn.conversation_id], more=0)
    return line


@transaction.atomic
def assign(conversation: int, *, to: Colleague | None, by: Colleague, at: datetime | None = None) -> int | None:
    """Put a colleague (or visibly nobody) in charge; the same again changes nothing. Raises Refusal."""
    turn = _held(conversation)
    if turn.assignee_id == (to.pk if to else None):
        return None
    if to and not to.is_active:
        raise Refusal(f"{to.name} does not work here any more.")
    before, turn.assignee = turn.assignee_id, to
    return _told(turn, "assign", by=by, at=at, to=to.pk if to else None, name=to.name if to else "", before=before)


@transaction.atomic
def settle(conversation: int, *, reason: str, by: Colleague, at: datetime) -> int | None:
    """Record that no (further) answer is needed, and why. Raises Refusal without a reason."""
    turn = _held(conversation)
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("Say why no answer is needed: whoever looks later will want to know.")
    if turn.state == Turn.SETTLED and turn.reason == reason:
        return None
    before = _standing(turn)
    turn.state, turn.reason, turn.settled_by, turn.settled_at = Turn.SETTLED, reason, by, at
    return _told(turn, "settle", by=by, at=at, reason=reason, before=before)


@transaction.atomic
def reopen(conversation: int, *, by: Colleague, at: datetime) -> int | None:
    """Make a conversation our turn (again), with a fresh promise."""
    turn = _held(conversation)
    if turn.state == Turn.OURS:
        return None
    before = _standing(turn)
    turn.state, turn.reason, turn.settled_by, turn.settled_at = Turn.OURS, "", None, None
    turn.answer_due = answer_due(at, hours=turn.source.promise_hours)
    return _told(turn, "reopen", by=by, at=at, before=before)


@transaction.atomic
def undo(line: int, *, conversation: int, by: Colleague, at: datetime) -> None:
    """Take back a decision of one's own while what it decided still stands. Raises Refusal."""
    turn = _held(conversation)
    decision = AuditLine.objects.filter(pk=line, subject=f"conversation:{conversation}", colleague=by).first()
    if decision is None or not _stands(turn, decision):
        raise Refusal(TOO_LATE)
    before = decision.detail["before"]
    if decision.verb == "assign":
        turn.assignee_id = before
    else:
        _stand_as(turn, before)
    _told(turn, "undo", by=by, at=at, line=line)


def _standing(turn: Turn) -> dict[str, Any]:
    """Return what a decision about the state is going to change, as the audit keeps it."""
    return {
        "state": turn.state,
        "moved_at": turn.moved_at.isoformat(),
        "due": turn.answer_due.isoformat() if turn.answer_due else None,
        "reason": turn.reason,
        "settled_by": turn.settled_by_id,
        "settled_at": turn.settled_at.isoformat() if turn.settled_at else None,
    }


def _stand_as(turn: Turn, before: Mapping[str, Any]) -> None:
    turn.state, turn.reason, turn.settled_by_id = before["state"], before["reason"], before["settled_by"]
    turn.answer_due, turn.settled_at = _moment(before["due"]), _moment(before["settled_at"])


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def _stands(turn: Turn, decision: AuditLine) -> bool:
    """Say whether a turn is as a decision left it."""
    if decision.verb == "assign":
        return bool(turn.assignee_id == decision.detail["to"])
    if decision.verb == "settle":
        left = (Turn.SETTLED, decision.colleague_id, decision.detail["reason"])
        return (turn.state, turn.settled_by_id, turn.reason) == left
    if decision.verb == "reopen":
        return (turn.state, turn.moved_at.isoformat()) == (Turn.OURS, decision.detail["before"]["moved_at"])
    return False
