"""What colleagues decide about a turn: who answers, and that no answer is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hearback.inbox.models import Turn
from hearback.inbox.rules.turns import answer_due
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.staff.models import Colleague


def _held(conversation: int) -> Turn:
    turn = Turn.objects.select_for_update().filter(conversation_id=conversation).first()
    if turn is None:
        raise Refusal("This conversation went into another one.")
    return turn


def _told(turn: Turn, verb: str, *, by: Colleague, at: datetime | None, **detail: object) -> Turn:
    turn.save()
    note(verb, subject=f"conversation:{turn.conversation_id}", by=by, at=at, **detail)
    tell("inbox", conversations=[turn.conversation_id], more=0)
    return turn


@transaction.atomic
def assign(conversation: int, *, to: Colleague | None, by: Colleague, at: datetime | None = None) -> Turn:
    """Put a colleague (or visibly nobody) in charge; the same again changes nothing. Raises Refusal."""
    turn = _held(conversation)
    if turn.assignee_id == (to.pk if to else None):
        return turn
    if to and not to.is_active:
        raise Refusal(f"{to.name} does not work here any more.")
    before, turn.assignee = turn.assignee_id, to
    return _told(turn, "assign", by=by, at=at, to=to.pk if to else None, name=to.name if to else "", before=before)


@transaction.atomic
def settle(conversation: int, *, reason: str, by: Colleague, at: datetime) -> Turn:
    """Record that no (further) answer is needed, and why. Raises Refusal without a reason."""
    turn = _held(conversation)
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("Say why no answer is needed: whoever looks later will want to know.")
    if turn.state == Turn.SETTLED and turn.reason == reason:
        return turn
    turn.state, turn.reason, turn.settled_by, turn.settled_at, turn.answer_due = Turn.SETTLED, reason, by, at, None
    return _told(turn, "settle", by=by, at=at, reason=reason)


@transaction.atomic
def reopen(conversation: int, *, by: Colleague, at: datetime) -> Turn:
    """Make a conversation our turn (again), with a fresh promise."""
    turn = _held(conversation)
    if turn.state == Turn.OURS:
        return turn
    turn.state, turn.reason, turn.settled_by, turn.settled_at = Turn.OURS, "", None, None
    turn.answer_due = answer_due(at, hours=turn.source.promise_hours)
    return _told(turn, "reopen", by=by, at=at)
