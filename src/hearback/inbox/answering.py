"""The whole way out, on one screen: from a draft to a message that the other side has taken."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from hearback.channels.contract import ChannelError, HeardIdentity, SendUnsureError
from hearback.channels.outgoing import Reply
from hearback.conversations.actions import expect
from hearback.conversations.queries import current, parts
from hearback.conversations.rules.voices import base_subject, preview
from hearback.inbox.actions import attempts
from hearback.inbox.actions.decide import assign
from hearback.inbox.actions.drafts import drop_draft
from hearback.inbox.actions.files import leave_with, part, take_along
from hearback.inbox.errors import Overtaken
from hearback.inbox.models import Outbound, Turn
from hearback.inbox.queries.answerable import answerable
from hearback.inbox.queries.files import composed_of, outgoing
from hearback.inbox.queries.letterheads import letterhead_of, sender
from hearback.inbox.rules.letterheads import signed
from hearback.inbox.rules.recipients import Addressee, parsed
from hearback.inbox.rules.tokens import reply_token
from hearback.infra.errors import Refusal
from hearback.infra.showing import size_words
from hearback.sources.queries import channel_of, largest_answer, our_addresses, settings_of
from hearback.sources.sending import send as send_out
from hearback.sources.sending import ways_out
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hearback.conversations.models import Conversation
    from hearback.conversations.queries import ReadMessage
    from hearback.inbox.queries.answerable import Answerable
    from hearback.sources.models import Source
    from hearback.staff.models import Colleague

    _People = tuple[list[Addressee], list[Addressee]]  # to, cc

NEWER_WORDS = 120
LATEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Written:
    """What a colleague wrote. to, cc: as typed; None: as computed. press: the same for one press of the button.

    answers: the message on which it was written, and after: the last attempt to answer that was seen then; None
    when it does not matter what was said since. leaves_at: when it is to leave; None: soon. files: numbers of those
    files of the draft that its writer has seen and wants to go with it.
    """

    text: str
    press: UUID
    to: str | None = None
    cc: str | None = None
    with_quote: bool = True
    answers: int | None = None
    after: int | None = None
    leaves_at: datetime | None = None
    files: tuple[int, ...] = ()


@transaction.atomic
def answer(conversation: int, *, written: Written, by: Colleague, at: datetime) -> Outbound:
    """Put an answer on its way: the attempt and its job are in one commit. Pressing twice sends once.

    Who answers what nobody is in charge of is in charge of it from then on.

    Raises Refusal when there is nothing to say, nobody to say it to, or no way out from here; Overtaken when
    something was said since it was written that its writer has not seen.
    """
    home = current(conversation)
    turn = Turn.objects.select_for_update().filter(pk=home.pk).first()  # two presses at once stand in a line here
    pressed = Outbound.objects.filter(press=written.press).first()
    if pressed is not None:
        return pressed
    way = answerable(home, ours=our_addresses())
    if way.source is None or way.answered is None:
        raise Refusal(way.why_not)
    to, cc = _recipients(way, written)
    _check_seen(home, way.answered, written, by=by)
    leaves_at = _leaving(written, at=at)
    files = take_along(home, written.files, by=by)
    reply = _reply(home, way, written, people=(to, cc), by=by, at=leaves_at)
    reply = replace(reply, files=tuple(map(outgoing, files)))
    attempt = Outbound(
        conversation=home,
        source=way.source,
        colleague=by,
        press=written.press,
        key=reply.key,
        recipients=[*(["to", str(one)] for one in to), *(["cc", str(one)] for one in cc)],
        text=written.text,
        composed=_composed(way.source, reply),
        queued_at=at,
        leaves_at=leaves_at,
    )
    expect(home, keys=[reply.key, token_key(home.pk)])
    drop_draft(home.pk, by=by)
    part(attempt)
    attempts.queue(attempt)
    leave_with(attempt, files)
    note("answer", subject=f"conversation:{home.pk}", by=by, attempt=attempt.pk)
    if turn and turn.assignee_id is None:
        assign(home.pk, to=by, by=by, at=at)
    return attempt


def _composed(source: Source, reply: Reply) -> bytes:
    composed = channel_of(source).compose(settings_of(source), reply=reply)
    if len(composed) > (most := largest_answer(source)):
        words = (
            f"“{source.name}” sends mails of {size_words(most)} at most, and this one has {size_words(len(composed))}."
        )
        raise Refusal(f"{words} Take a file out, or leave out what is quoted.")
    return composed


def token_key(conversation: int) -> str:
    """Return the directory's key for answers that a reply token of this conversation proves."""
    return f"reply-token:{conversation}"


def _check_seen(home: Conversation, answered: ReadMessage, written: Written, *, by: Colleague) -> None:
    """Raise Overtaken when somebody outside, or another colleague, has said something that the writer has not seen."""
    if written.answers is not None and written.answers != answered.message.id:
        raise Overtaken(_newer(name_of(answered), answered.message.preview))
    others = Outbound.objects.filter(conversation_id__in=parts(home)).exclude(colleague=by)
    if written.after is not None:
        other = others.filter(pk__gt=written.after).exclude(state=Outbound.DROPPED).order_by("pk").last()
        if other is not None:
            raise Overtaken(_newer(other.colleague.name, preview(other.text)))


def _newer(name: str, words: str) -> str:
    return f"{name} wrote meanwhile: “{words[:NEWER_WORDS]}”. Your answer was not sent; read this first."


def _leaving(written: Written, *, at: datetime) -> datetime:
    """Return when an answer leaves: soon, but so that its writer can take it back, or when they want it to."""
    soon = at + timedelta(seconds=settings.UNDO_SECONDS)
    if written.leaves_at is None:
        return soon
    if written.leaves_at < at:
        raise Refusal("The moment at which it was to leave is over; choose a later one.")
    if written.leaves_at > at + LATEST:
        raise Refusal("An answer can wait for a year at most; choose an earlier moment.")
    return max(soon, written.leaves_at)


def name_of(said: ReadMessage) -> str:
    """Return who said a message, as the message or the address names them; "Somebody" when nobody is named."""
    return said.message.author_name or (said.author and (said.author.name or said.author.shown)) or "Somebody"


def _recipients(way: Answerable, written: Written) -> _People:
    if not written.text.strip():
        raise Refusal("There is nothing written yet.")
    to, not_to = (way.to, []) if written.to is None else parsed(written.to)
    cc, not_cc = (way.cc, []) if written.cc is None else parsed(written.cc)
    if wrong := [*not_to, *not_cc]:
        raise Refusal(f"“{wrong[0]}” is no mail address.")
    if not to:
        raise Refusal("There is nobody in To.")
    return to, cc


def _reply(
    home: Conversation, way: Answerable, written: Written, *, people: _People, by: Colleague, at: datetime
) -> Reply:
    answered = way.answered
    assert answered is not None and way.source is not None  # noqa: PT018  # answer() has refused otherwise
    quoted = answered if written.with_quote else None
    signs = sender(letterhead_of(way.source), source=way.source, by=by)
    token = reply_token(home.pk, secret=settings.SECRET_KEY)
    return Reply(
        key=f"{token}.{secrets.token_hex(8)}@{way.source.address.rpartition('@')[2] or 'hearback.invalid'}",
        reply_token=token,
        author_name=signs.name,
        to=tuple(map(_identity, people[0])),
        cc=tuple(map(_identity, people[1])),
        subject=answered.message.subject or base_subject(home.subject),
        text=signed(written.text, signs.signature),
        said_at=at.replace(microsecond=0),
        answers=answered.message.key,
        references=tuple(answered.answers),
        quoted_author=(quoted.author.name or quoted.author.shown) if quoted and quoted.author else "",
        quoted_at=quoted.message.said_at if quoted else None,
        quoted_text=quoted.text if quoted else "",
    )


def _identity(one: Addressee) -> HeardIdentity:
    return HeardIdentity("mail", one.address.lower(), one.name, one.address)


def send(number: int, *, at: datetime, is_last_try: bool) -> None:
    """Try to send an attempt. Raises ChannelError when another try may help.

    From the point of no return until the receipt is stored the attempt stands as `sending`; found so by a
    later try, it is unsure: a person decides, for the other side may have it.
    """
    attempt = attempts.begin(number, at=at)
    if attempt is None:
        return
    ways = ways_out(attempt.source)
    addresses = [one.address for _, line in attempt.recipients for one in parsed(line)[0]]
    try:
        receipt = send_out(
            ways,
            composed=composed_of(attempt),
            recipients=addresses,
            point_of_no_return=lambda: attempts.hand_over(number),
            nth_try=attempt.tries,
        )
    except Refusal:
        return  # another worker hands it over
    except SendUnsureError as error:
        attempts.leave_unsure(number, why=str(error))
    except ChannelError as error:
        attempts.fail(number, why=str(error), is_final=error.lasting or is_last_try)
        if not (error.lasting or is_last_try):
            raise
    else:
        attempts.arrive(number, receipt=receipt, at=at)
