"""A conversation as its page shows it: messages, attempts and decisions in one order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hearback.conversations.queries import ReadMessage, messages
from hearback.inbox.models import Draft, Outbound, Turn
from hearback.inbox.queries.answerable import Answerable, answerable
from hearback.staff.models import AuditLine, Colleague

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.conversations.models import Conversation

SHOWN_VERBS = ("assign", "settle", "reopen", "decide again", "decide arrived", "decide drop")


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the time line: exactly one of message, attempt and decision is there."""

    at: datetime
    message: ReadMessage | None = None
    attempt: Outbound | None = None
    decision: AuditLine | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a conversation's page shows. turn: None while a conversation is only being placed."""

    conversation: Conversation
    turn: Turn | None
    moments: list[Moment]
    way: Answerable
    draft: Draft | None


def reading(conversation: Conversation, *, by: Colleague) -> Reading:
    """Return a conversation with its time line, how it can be answered, and the colleague's draft."""
    said = messages(conversation)
    moments = [Moment(one.message.said_at, message=one) for one in said]
    attempts = Outbound.objects.filter(conversation=conversation).exclude(state__in=[Outbound.SENT, Outbound.DROPPED])
    moments += [Moment(one.queued_at, attempt=one) for one in attempts.select_related("colleague")]
    decisions = AuditLine.objects.filter(subject=f"conversation:{conversation.pk}", verb__in=SHOWN_VERBS)
    moments += [Moment(one.at, decision=one) for one in decisions.select_related("colleague")]
    moments.sort(key=lambda moment: moment.at)
    turns: Any = Turn.objects.filter(pk=conversation.pk).select_related("assignee", "settled_by", "source")
    return Reading(
        conversation=conversation,
        turn=turns.first(),
        moments=moments,
        way=answerable(conversation, said),
        draft=Draft.objects.filter(conversation=conversation, colleague=by).first(),
    )
