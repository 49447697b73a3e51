"""The life of an attempt to send: queued, sending, and then sent, failed or unsure."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from hearback.conversations.actions import expect, place
from hearback.conversations.queries import current, has_been_heard
from hearback.conversations.rules.voices import Voice
from hearback.inbox.actions.decide import undo
from hearback.inbox.actions.drafts import save_draft
from hearback.inbox.actions.files import give_back
from hearback.inbox.actions.take_turn import take_turns
from hearback.inbox.actions.unreached import forget_not_sent, note_not_sent, note_refused
from hearback.inbox.models import Draft, Outbound
from hearback.inbox.queries.files import composed_of
from hearback.inbox.queries.reading import taken_on_with
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.infra.jobs import enqueue
from hearback.infra.rows import Line, stand_in
from hearback.people.actions import recognise
from hearback.people.actions.acts import stand_for
from hearback.sources.queries import channel_of, promise_hours
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.channels.contract import Receipt
    from hearback.staff.models import Colleague

INTERRUPTED = "It was interrupted while the other side took it; it may have arrived."
OVERTAKEN = "They wrote before it was to leave. Read that first; then send this all the same, or change it."
SOON = timedelta(minutes=2)  # what waits longer than this was sent for later
SENT_ALREADY = "It was sent already."
SEND = "hearback.inbox.jobs.send"
_TROUBLED = {Outbound.FAILED, Outbound.UNSURE}
_OPEN_TO = {"drop": {Outbound.QUEUED, *_TROUBLED}, "now": {Outbound.QUEUED}}


def _held(number: int) -> Outbound:
    return Outbound.objects.select_for_update().get(pk=number)


def _tell(attempt: Outbound) -> None:
    tell("inbox", conversations=[attempt.conversation_id], more=0)


def queue(attempt: Outbound) -> None:
    """Write a new attempt and the job that tries it, in the caller's transaction."""
    attempt.save(force_insert=True)
    enqueue(SEND, once=f"send-{attempt.pk}", at=attempt.leaves_at, attempt=attempt.pk)
    _tell(attempt)


@transaction.atomic
def begin(number: int, *, at: datetime) -> Outbound | None:
    """Return an attempt that may be tried now; None when there is nothing to do.

    One that an earlier try left in the middle becomes unsure here; one that was to leave later does not leave when
    somebody has written in the meantime: its writer looks at it first.
    """
    attempt = _held(number)
    if attempt.state == Outbound.SENDING:
        _give_up(attempt, Outbound.UNSURE, why=INTERRUPTED)
    if attempt.state != Outbound.QUEUED:
        return None
    if _is_overtaken(attempt):
        _give_up(attempt, Outbound.FAILED, why=OVERTAKEN)
        return None
    attempt.tries, attempt.tried_at = attempt.tries + 1, at
    attempt.save()
    return attempt


def _is_overtaken(attempt: Outbound) -> bool:
    """Say whether somebody outside has written while an answer waited for a later moment."""
    if attempt.leaves_at is None or attempt.leaves_at - attempt.queued_at <= SOON:
        return False
    return has_been_heard(current(attempt.conversation_id), since=attempt.queued_at)


def hand_over(number: int) -> None:
    """Note, in a commit of its own, that the other side gets the message now. Raises Refusal for a second one."""
    if not Outbound.objects.filter(pk=number, state=Outbound.QUEUED).update(state=Outbound.SENDING):
        raise Refusal(SENT_ALREADY)


@transaction.atomic
def leave_unsure(number: int, *, why: str) -> None:
    """Note that the other side may or may not have the message."""
    _give_up(_held(number), Outbound.UNSURE, why=why)


@transaction.atomic
def fail(number: int, *, why: str, is_final: bool) -> None:
    """Note why a try failed; when it was not the last one the attempt stays queued."""
    attempt = _held(number)
    if is_final:
        _give_up(attempt, Outbound.FAILED, why=why)
        return
    attempt.state, attempt.trouble = Outbound.QUEUED, why
    attempt.save()
    _tell(attempt)


def _give_up(attempt: Outbound, state: str, *, why: str) -> None:
    """Leave an attempt to a person, and list it until somebody has decided."""
    attempt.state, attempt.trouble = state, why
    attempt.save()
    note_not_sent(attempt)
    _tell(attempt)


@transaction.atomic
def arrive(number: int, *, receipt: Receipt, at: datetime) -> None:
    """Note that the other side took the message, and remember it as said: the turn becomes theirs."""
    stand_in(Line.HEARING)
    attempt = _held(number)
    refused = "; ".join(f"{address}: {words}" for address, words in receipt.refused.items())
    by_way = f"By {receipt.way}\n" if receipt.way else ""
    attempt.state, attempt.sent_at, attempt.remark = Outbound.SENT, at, f"{by_way}{receipt.remark}"[:500]
    attempt.trouble = f"Not taken for {refused}" if refused else ""
    attempt.save()
    note_refused(attempt, receipt.refused)
    remember(attempt, at=at, way=receipt.way)
    if receipt.known_as:
        expect(current(attempt.conversation_id), keys=[receipt.known_as])
    _tell(attempt)


def remember(attempt: Outbound, *, at: datetime, way: str = "") -> None:
    """Place what we sent into its conversation, read back by the same reader as everything we hear.

    way: by which it left, where there were several.
    """
    message = channel_of(attempt.source).read(composed_of(attempt))
    everybody = [to.identity for to in message.recipients]
    ids = recognise(speakers=[message.author] if message.author else [], spoken_to=everybody, at=at).ids
    voice = Voice(
        message=message,
        source=attempt.source_id,
        arrival=None,
        heard_at=at,
        said_at=message.said_at or at,
        author=ids[message.author.namespace, message.author.handle] if message.author else None,
        spoken_to=tuple(ids[one.namespace, one.handle] for one in everybody),
        is_ours=True,
        is_owed=False,
        why=f"{attempt.colleague.name} answered.{f' It left by {way}.' if way else ''}",
        speaker=stand_for([attempt.colleague_id], at=at)[attempt.colleague_id],
    )
    take_turns(place([voice]), hours_of=promise_hours())


@transaction.atomic
def decide(number: int, *, choice: str, by: Colleague, at: datetime) -> Outbound:
    """Carry out what a person decided about an attempt that failed or is unsure. Raises Refusal.

    choice: "again" sends it once more under the same Message-ID; "arrived" takes it as sent; "now" lets what waits
    leave at once; "drop" gives it up, also while it waits, and brings its words back as a draft.
    """
    stand_in(Line.HEARING)
    attempt = _held(number)
    home = current(attempt.conversation_id).pk
    if attempt.state not in _OPEN_TO.get(choice, _TROUBLED):
        raise Refusal("There is nothing to decide about this answer any more.")
    if choice in {"again", "now"}:
        attempt.state, attempt.trouble, attempt.leaves_at = Outbound.QUEUED, "", None
        enqueue(SEND, once=f"send-{choice}-{attempt.pk}", attempt=attempt.pk)
    elif choice == "arrived":
        attempt.state, attempt.sent_at, attempt.trouble = Outbound.SENT, at, ""
    elif choice == "drop":
        attempt.state = Outbound.DROPPED
        _back_to_draft(attempt, home, by=by, at=at)
        _take_back_charge(attempt, home, by=by, at=at)
    else:
        raise Refusal("Choose to send it, to take it as sent, or to drop it.")
    attempt.save()
    forget_not_sent(attempt)
    if choice == "arrived":
        remember(attempt, at=at)
    note(f"decide {choice}", subject=f"conversation:{home}", by=by, attempt=attempt.pk)
    _tell(attempt)
    return attempt


def _take_back_charge(attempt: Outbound, home: int, *, by: Colleague, at: datetime) -> None:
    """Take back that an answer put its writer in charge, where that is what stands."""
    line = taken_on_with(attempt)
    if line is not None and by.pk == attempt.colleague_id:
        with suppress(Refusal):
            undo(line, conversation=home, by=by, at=at)


def _back_to_draft(attempt: Outbound, home: int, *, by: Colleague, at: datetime) -> None:
    """Give the words and files of an attempt to a colleague as their draft, before whatever they have begun since."""
    give_back(attempt, home=home, by=by)
    begun = Draft.objects.filter(conversation_id=home, colleague=by).first()
    text = f"{attempt.text.rstrip()}\n\n{begun.text}" if begun and begun.text.strip() else attempt.text
    to, cc = (", ".join(one for role, one in attempt.recipients if role == wanted) for wanted in ("to", "cc"))
    save_draft(home, by=by, text=text, recipients=(to, cc), at=at)
