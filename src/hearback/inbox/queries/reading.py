"""A conversation as its page shows it: messages, attempts and decisions in one order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hearback.conversations.queries import ReadMessage, Voiced, messages, parts, taking_part
from hearback.inbox.models import Draft, File, Outbound, Turn
from hearback.inbox.queries.answerable import Answerable, answerable, ways_in_of
from hearback.inbox.queries.files import draft_files, files_of_attempts
from hearback.inbox.queries.letterheads import Sender, letterhead_of, sender
from hearback.sources.queries import our_addresses
from hearback.staff.models import AuditLine, Colleague

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hearback.conversations.models import Conversation
    from hearback.inbox.queries.answerable import WaysIn

SHOWN_VERBS = ("assign", "settle", "reopen", "decide again", "decide now", "decide arrived", "decide drop")
UNDO = "undo"
WHOLE = 10  # a conversation of more messages is folded in the middle
NEWEST = 6  # what then stays open, beside the message it began with
_OVER = {Outbound.SENT, Outbound.DROPPED}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the time line: exactly one of message, attempt and decision is there.

    sent: the attempt by which a message of ours left the house from here.
    """

    at: datetime
    message: ReadMessage | None = None
    attempt: Outbound | None = None
    decision: AuditLine | None = None
    sent: Outbound | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said and done.

    files: attempt -> what goes or went with it.
    folded: how many messages are left out after the first. ways_in: see ways_in_of. last_attempt: number of the newest
    attempt to answer, 0 for none.
    """

    moments: list[Moment]
    folded: int = 0
    ways_in: WaysIn = field(default_factory=dict)
    last_attempt: int = 0
    files: Mapping[int, Sequence[File]] = field(default_factory=dict)

    @property
    def said(self) -> list[ReadMessage]:
        """Return the messages that are shown, in order."""
        return [moment.message for moment in self.moments if moment.message]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a conversation's page shows of it. turn: None while a conversation is only being placed.

    draft: the colleague's own; others: drafts of other colleagues. ours: our addresses. people: who takes part.
    files: of the colleague's draft, those taken out included. sender: as whom they would answer.
    """

    conversation: Conversation
    turn: Turn | None
    thread: Thread
    way: Answerable
    draft: Draft | None
    others: list[Draft]
    ours: frozenset[str]
    people: list[Voiced]
    files: list[File] = field(default_factory=list)
    sender: Sender | None = None


def reading(conversation: Conversation, *, by: Colleague, newest: int = NEWEST) -> Reading:
    """Return a conversation with its time line, how it can be answered, and the drafts about it."""
    drafts = Draft.objects.filter(conversation_id__in=parts(conversation)).select_related("colleague")
    by_age = list(drafts.order_by("-saved_at"))
    said, ours = thread(conversation, newest=newest), our_addresses()
    way = answerable(conversation, ours=ours, newest=said.said, ways_in=said.ways_in)
    return Reading(
        conversation=conversation,
        turn=turn_of(conversation),
        thread=said,
        way=way,
        draft=next((one for one in by_age if one.colleague_id == by.pk), None),
        others=[one for one in by_age if one.colleague_id != by.pk and one.text.strip()],
        ours=ours,
        people=taking_part(conversation),
        files=list(draft_files(conversation, of=by)),
        sender=sender(letterhead_of(way.source), source=way.source, by=by) if way.source else None,
    )


def turn_of(conversation: Conversation) -> Turn | None:
    """Return whose turn a conversation is; None while it is only being placed."""
    names = ("assignee__name", "assignee__email", "settled_by__name")
    turns = Turn.objects.filter(pk=conversation.pk).select_related("assignee", "settled_by")
    return next(iter(turns.only("state", "answer_due", "moved_at", "settled_at", "reason", *names)), None)


def thread(conversation: Conversation, *, newest: int = NEWEST) -> Thread:
    """Return what was said and done, oldest first; of a long conversation the first message and the newest ones."""
    said, folded = _said(conversation, newest)
    attempts = _attempts(conversation)
    sent = {one.key: one for one in attempts if one.state == Outbound.SENT}
    ours = [one.message.key for one in said if one.message.is_ours]
    moved = _sent_from_elsewhere([key for key in ours if key not in sent])
    sent |= {one.key: one for one in moved}
    moments = [Moment(one.message.said_at, message=one, sent=sent.get(one.message.key)) for one in said]
    moments += [Moment(one.queued_at, attempt=one) for one in attempts if one.state not in _OVER]
    moments += [Moment(one.at, decision=one) for one in _decisions(conversation)]
    if folded:
        moments = [one for one in moments if one.message or one.attempt or one.at >= said[1].message.said_at]
    moments.sort(key=lambda moment: moment.at)
    last = max((one.pk for one in attempts), default=0)
    return Thread(moments, folded, ways_in_of(conversation), last, files_of_attempts([*attempts, *moved]))


def taken_on_with(attempt: Outbound) -> int | None:
    """Return the number of the decision by which an answer put its writer in charge; None when it did not."""
    subject = f"conversation:{attempt.conversation_id}"
    found = AuditLine.objects.filter(subject=subject, verb="assign", colleague=attempt.colleague_id)
    return found.filter(at=attempt.queued_at).values_list("pk", flat=True).last()


def _said(conversation: Conversation, newest: int) -> tuple[list[ReadMessage], int]:
    """Return the messages to show, and how many lie folded between the first of them and the second."""
    if conversation.message_count <= max(WHOLE, newest + 1):
        return messages(conversation), 0
    return messages(conversation, newest=newest, with_opening=True), conversation.message_count - newest - 1


def _attempts(conversation: Conversation) -> list[Outbound]:
    found = Outbound.objects.filter(conversation_id__in=parts(conversation)).select_related("colleague")
    return list(found.defer("composed").order_by("pk"))


def _sent_from_elsewhere(keys: Sequence[str]) -> list[Outbound]:
    """Return how messages of ours left that left from another conversation and were moved here since."""
    found = Outbound.objects.filter(key__in=keys, state=Outbound.SENT).select_related("colleague")
    return list(found.defer("composed")) if keys else []


def _decisions(conversation: Conversation) -> list[AuditLine]:
    """Return what colleagues decided and nobody took back."""
    subjects = [f"conversation:{number}" for number in parts(conversation)]
    found = AuditLine.objects.filter(subject__in=subjects, verb__in=[*SHOWN_VERBS, UNDO]).select_related("colleague")
    lines: Sequence[AuditLine] = list(found.order_by("pk"))
    undone = {line.detail["line"] for line in lines if line.verb == UNDO}
    return [line for line in lines if line.verb != UNDO and line.pk not in undone]
