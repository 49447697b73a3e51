"""What colleagues decide about two conversations: that they are one, or are not. Both can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hearback.conversations import actions as conversations
from hearback.conversations.actions import Placing
from hearback.conversations.models import Conversation
from hearback.conversations.queries import current
from hearback.inbox.actions import decide
from hearback.inbox.actions.decide import TOO_LATE
from hearback.inbox.actions.take_turn import take_turns
from hearback.inbox.models import Turn
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.infra.rows import Line, stand_in
from hearback.sources.queries import promise_hours
from hearback.staff.actions import note
from hearback.staff.models import AuditLine, Colleague

JOIN, KEEP_APART, SPLIT, MOVE = "join", "keep apart", "split", "move"


@dataclass(frozen=True, slots=True)
class Joined:
    """kept: the conversation that goes on, or is new; line: of the audit, by which `undo` takes it back."""

    kept: int
    line: int


@transaction.atomic
def join(conversation: int, *, other: int, by: Colleague, at: datetime) -> Joined:
    """Make one conversation of two: the younger goes into the elder. Raises Refusal when they are one already."""
    stand_in(Line.HEARING)
    gone, kept = _standing_alone(max(conversation, other)), _standing_alone(min(conversation, other))
    if gone.pk == kept.pk:
        raise Refusal("These are one conversation already.")
    turns = {turn.pk: turn for turn in Turn.objects.select_for_update().filter(pk__in=[gone.pk, kept.pk])}
    detail = {"gone": gone.pk, "name": gone.subject, "called": kept.subject, "turn": _stored(turns.get(gone.pk))}
    detail |= {"before": _stored(turns.get(kept.pk))}
    detail["moved"] = conversations.join_by_hand(gone.pk, into=kept.pk)
    take_turns(Placing(joined={gone.pk: kept.pk}), hours_of=promise_hours())
    _stay_ours(kept.pk, turns.get(gone.pk))
    line = note(JOIN, subject=f"conversation:{kept.pk}", by=by, at=at, **detail)
    tell("inbox", conversations=[gone.pk, kept.pk], more=0)
    return Joined(kept.pk, line)


def _standing_alone(number: int) -> Conversation:
    found = Conversation.objects.filter(pk=number, merged_into=None).first()
    if found is None:
        raise Refusal("There is no such conversation, or it went into another one.")
    return found


def _stay_ours(kept: int, gone: Turn | None) -> None:
    """Let what was owed an answer stay so, although the conversation that it goes into was settled."""
    if gone is not None and gone.state == Turn.OURS:
        Turn.objects.filter(pk=kept).exclude(state=Turn.OURS).update(
            state=Turn.OURS, answer_due=gone.answer_due, reason="", settled_by=None, settled_at=None
        )


@transaction.atomic
def split(conversation: int, *, at_message: int, by: Colleague, at: datetime) -> Joined:
    """Let a message and all later ones be a conversation of their own. Raises Refusal when nothing stays before it."""
    stand_in(Line.HEARING)
    home = _standing_alone(conversation)
    number = conversations.split(home, at_message=at_message)
    if number is None:
        raise Refusal("A conversation can be split at any message but its first.")
    take_turns(Placing(), hours_of=promise_hours(), also=[home.pk, number])
    line = note(SPLIT, subject=f"conversation:{number}", by=by, at=at, old=home.pk)
    tell("inbox", conversations=[home.pk, number], more=0)
    return Joined(number, line)


@transaction.atomic
def move(conversation: int, *, message: int, to: int, by: Colleague, at: datetime) -> Joined:
    """Move one message into another conversation. Raises Refusal when it cannot be moved there."""
    stand_in(Line.HEARING)
    home, other = current(conversation), current(to)
    is_new = conversations.move(message, home=home, to=other) if home.pk != other.pk else None
    if is_new is None:
        raise Refusal("A message can be moved where it is not yet, as long as another one stays. Join them instead.")
    take_turns(Placing(), hours_of=promise_hours(), also=[home.pk, other.pk])
    detail = {"message": message, "old": home.pk, "parted": is_new}
    line = note(MOVE, subject=f"conversation:{other.pk}", by=by, at=at, **detail)
    tell("inbox", conversations=[home.pk, other.pk], more=0)
    return Joined(other.pk, line)


def _move_back(decision: AuditLine, conversation: int) -> list[int]:
    stand_in(Line.HEARING)
    home, old = current(conversation), current(decision.detail["old"])
    if home.pk == old.pk or conversations.move(decision.detail["message"], home=home, to=old) is None:
        raise Refusal(TOO_LATE)
    if decision.detail["parted"]:
        conversations.let_together(home.pk, other=old.pk)
    take_turns(Placing(), hours_of=promise_hours(), also=[home.pk, old.pk])
    return [home.pk, old.pk]


@transaction.atomic
def keep_apart(conversation: int, *, other: int, by: Colleague, at: datetime) -> int | None:
    """Decide that a conversation does not belong to another one; returns the audit line, None when it is decided."""
    was_asked = conversations.keep_apart(conversation, other=other)
    if not was_asked and not conversations.set_apart(conversation, other=other):
        return None
    tell("inbox", conversations=[conversation], more=0)
    return note(KEEP_APART, subject=f"conversation:{conversation}", by=by, at=at, other=other, asked=was_asked)


@transaction.atomic
def undo(line: int, *, conversation: int, by: Colleague, at: datetime) -> None:
    """Take back a decision of one's own, about joining or about the turn. Raises Refusal when it is too late."""
    mine = AuditLine.objects.filter(pk=line, subject=f"conversation:{conversation}", colleague=by)
    decision = mine.filter(verb__in=[JOIN, KEEP_APART, SPLIT, MOVE]).first()
    if decision is None:
        decide.undo(line, conversation=conversation, by=by, at=at)
        return
    touched = {JOIN: _part, KEEP_APART: _ask_again, SPLIT: _mend, MOVE: _move_back}[decision.verb](
        decision, conversation
    )
    note("undo", subject=f"conversation:{conversation}", by=by, at=at, line=line)
    tell("inbox", conversations=touched, more=0)


def _ask_again(decision: AuditLine, conversation: int) -> list[int]:
    other, was_asked = decision.detail["other"], decision.detail.get("asked", True)
    is_open = (
        conversations.keep_apart(conversation, other=other, is_decided=False)
        if was_asked
        else conversations.let_together(conversation, other=other)
    )
    if not is_open:
        raise Refusal(TOO_LATE)
    return [conversation]


def _mend(decision: AuditLine, conversation: int) -> list[int]:
    """Join what was split: the rows stay where they are, as after any joining."""
    stand_in(Line.HEARING)
    alone = Conversation.objects.filter(pk__in=[conversation, decision.detail["old"]], merged_into=None)
    if len(alone) != 2:
        raise Refusal(TOO_LATE)
    conversations.join_by_hand(conversation, into=decision.detail["old"])
    take_turns(Placing(joined={conversation: decision.detail["old"]}), hours_of=promise_hours())
    return [conversation, decision.detail["old"]]


def _part(decision: AuditLine, kept: int) -> list[int]:
    stand_in(Line.HEARING)
    told = decision.detail
    if not conversations.part_again(told["gone"], from_=kept, moved=told["moved"], subject=told["called"]):
        raise Refusal(TOO_LATE)
    if told["turn"]:
        Turn.objects.get_or_create(pk=told["gone"], defaults=told["turn"])
    home = Conversation.objects.get(pk=kept)
    if told["before"] and home.last_said_at <= decision.at:  # nothing came since; else the turn follows what came
        Turn.objects.filter(pk=kept).update(**told["before"])
    return [told["gone"], kept]


def _stored(turn: Turn | None) -> dict[str, Any] | None:
    """Return a turn as the audit keeps it."""
    if turn is None:
        return None
    moments = {"answer_due": turn.answer_due, "moved_at": turn.moved_at, "settled_at": turn.settled_at}
    return {
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        "source_id": turn.source_id,
        "state": turn.state,
        "assignee_id": turn.assignee_id,
        "settled_by_id": turn.settled_by_id,
        "reason": turn.reason,
    }
