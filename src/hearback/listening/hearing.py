"""The whole way in, on one screen: from raw arrivals to whose turn it is."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from hearback.channels.contract import HeardMessage, Unreadable
from hearback.conversations.actions import place
from hearback.conversations.rules.proofs import UNPROVEN, kept
from hearback.conversations.rules.voices import PARTICIPANTS, Voice
from hearback.inbox.actions import note_unreached, take_turns
from hearback.inbox.answering import token_key
from hearback.inbox.rules.tokens import conversation_of
from hearback.infra.events import tell
from hearback.infra.log import fields
from hearback.infra.rows import Line, stand_in
from hearback.listening.actions.heard import note_heard, note_unreadable
from hearback.listening.forgotten import forget_again
from hearback.listening.forwards import as_written
from hearback.listening.moments import after_what_they_answer, believable
from hearback.listening.proving import as_proven
from hearback.listening.telling import about_ours
from hearback.people.actions import Recognised, note_said, recognise
from hearback.people.actions.acts import speakers
from hearback.sources.queries import channel_of, our_addresses, promise_hours
from hearback.understanding.judging import judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hearback.channels.contract import Proof
    from hearback.listening.actions import Stored
    from hearback.people.actions import Handle
    from hearback.sources.models import Source

log = logging.getLogger(__name__)
STUMBLED = "Reading it failed by an error of ours; it is kept and can be read again."


@dataclass(frozen=True, slots=True)
class Brought:
    """What a batch brought: arrivals = messages + duplicates + unreadable. people: heard for the first time."""

    arrivals: int = 0
    messages: int = 0
    duplicates: int = 0
    unreadable: int = 0
    conversations: int = 0
    people: int = 0

    def __add__(self, other: Brought) -> Brought:
        return Brought(*(getattr(self, one.name) + getattr(other, one.name) for one in dataclasses.fields(Brought)))


def hear(
    source: Source,
    arrivals: Sequence[Stored],
    *,
    at: datetime,
    settle_before: datetime | None = None,
    proofs: Mapping[int, Proof] | None = None,
) -> Brought:
    """Hear a batch of stored arrivals of one source: all of it, or (after a crash) none of it and again later.

    proofs: arrival -> what is known of who really speaks; nothing for those that are history.
    """
    read, unreadable = read_all(source, arrivals)
    with transaction.atomic():
        stand_in(Line.HEARING)
        waiting = note_heard([one.number for one in arrivals])
        read = [(one, message) for one, message in read if one.number in waiting]
        note_unreadable(source, {one: reason for one, reason in unreadable.items() if one in waiting}, at=at)
        voices, recognised = voices_of(source, read, at=at, proofs=proofs or {})
        note_said(_spans(voices))
        placing = place(voices)
        moved = take_turns(placing, hours_of=promise_hours(), settle_before=settle_before)
        note_unreached([(one.conversation, one.voice) for one in placing.placed if one.is_new], since=settle_before)
        if recognised.erased:
            forget_again(placing, recognised, at=at)
        if moved:
            tell("inbox", conversations=sorted(moved)[:50], more=max(0, len(moved) - 50))
    new = sum(one.is_new for one in placing.placed)
    return Brought(
        arrivals=len(waiting),
        messages=new,
        duplicates=len(placing.placed) - new,
        unreadable=len(waiting) - len(read),
        conversations=len(placing.begun) - len(placing.joined),
        people=recognised.first_voices,
    )


def read_all(source: Source, arrivals: Sequence[Stored]) -> tuple[list[tuple[Stored, HeardMessage]], dict[int, str]]:
    """Return (arrivals with what they say, arrival -> why it cannot be read)."""
    read, unreadable, channel = [], {}, channel_of(source)
    for one in arrivals:
        try:
            read.append((one, channel.read(one.raw)))
        except Unreadable as reason:
            unreadable[one.number] = str(reason)
        except Exception:  # one message that we stumble over must not stop those behind it
            log.exception("arrival not read", extra=fields(arrival=one.number, source=source.pk))
            unreadable[one.number] = STUMBLED
    return read, unreadable


def voices_of(
    source: Source, read: Sequence[tuple[Stored, HeardMessage]], *, at: datetime, proofs: Mapping[int, Proof]
) -> tuple[list[Voice], Recognised]:
    """Return the messages with who spoke and whether an answer is owed, and who was recognised."""
    ours = our_addresses()
    proven, judged = as_proven(read, proofs)
    messages = as_written(proven, ours=ours)
    recognised = recognise(
        speakers=[message.author for message in messages if message.author],
        spoken_to=[to.identity for message in messages for to in message.recipients[:PARTICIPANTS]],
        at=at,
        said=_said(messages, read, at=at),
    )
    voices = [
        _marked(
            _voice(source, one, message, recognised, ours=ours, at=one.heard_at or at),
            proof if proofs else None,
            is_fresh=bool(source.last_tried_at or source.last_heard_at) and not one.is_history,
        )
        for (one, _), message, proof in zip(read, messages, judged, strict=True)
    ]
    return after_what_they_answer(about_ours(_spoken(source, voices, at=at))), recognised


def _said(
    messages: Sequence[HeardMessage], read: Sequence[tuple[Stored, HeardMessage]], *, at: datetime
) -> dict[Handle, datetime]:
    """Return when each author said something last."""
    said: dict[Handle, datetime] = {}
    for message, (one, _) in zip(messages, read, strict=True):
        if message.author:
            handle = (message.author.namespace, message.author.handle)
            moment = believable(message.said_at, heard_at=one.heard_at or at)
            said[handle] = max(said.get(handle, moment), moment)
    return said


def _spoken(source: Source, voices: list[Voice], *, at: datetime) -> list[Voice]:
    """Return the voices, those of ours with the colleague who spoke where that is known."""
    said = {
        position: (voice.author, voice.message.author.name)
        for position, voice in enumerate(voices)
        if voice.is_ours and voice.author is not None and voice.message.author
    }
    who = speakers(said, source=source.pk, at=at)
    return [replace(voice, speaker=who.get(position)) if who else voice for position, voice in enumerate(voices)]


def _voice(
    source: Source, one: Stored, message: HeardMessage, recognised: Recognised, *, ours: frozenset[str], at: datetime
) -> Voice:
    author, ids = message.author, recognised.ids
    is_ours = author is not None and author.handle in ours and author.namespace != UNPROVEN
    judgement = judge(message, is_ours=is_ours)
    return Voice(
        message=message,
        source=source.pk,
        arrival=one.number,
        heard_at=at,
        said_at=believable(message.said_at, heard_at=at),
        author=ids[author.namespace, author.handle] if author else None,
        spoken_to=tuple(ids[to.identity.namespace, to.identity.handle] for to in message.recipients[:PARTICIPANTS]),
        is_ours=is_ours,
        is_owed=judgement.is_owed,
        why=judgement.why,
        proven=_proven(message),
        is_thanks=judgement.is_thanks,
    )


def _marked(voice: Voice, proof: Proof | None, *, is_fresh: bool) -> Voice:
    """Return a voice with what is known of its author: nothing of history, of which nobody was asked."""
    return replace(voice, proof=kept(proof), is_fresh=is_fresh) if proof else voice


def _spans(voices: Sequence[Voice]) -> dict[int, tuple[datetime, datetime]]:
    """Return identity -> when they said something first and last in this batch."""
    spans: dict[int, tuple[datetime, datetime]] = {}
    for voice in voices:
        if voice.author is not None:
            first, last = spans.get(voice.author, (voice.said_at, voice.said_at))
            spans[voice.author] = (min(first, voice.said_at), max(last, voice.said_at))
    return spans


def _proven(message: HeardMessage) -> tuple[str, ...]:
    """Return the directory keys that the reply tokens in a message's addresses prove."""
    tokens = {address.partition("@")[0].partition("+r.")[2] for address in message.addressed_to if "+r." in address}
    proven = {conversation_of(token, secret=settings.SECRET_KEY) for token in tokens}
    return tuple(token_key(conversation) for conversation in sorted(proven - {None}, key=str) if conversation)
