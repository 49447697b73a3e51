"""What a conversation's row says about its messages, from the messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.conversations.rules.voices import base_subject, preview

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from hearback.conversations.rules.voices import Voice


@dataclass(frozen=True, slots=True)
class Sums:
    """What some messages of one conversation come to; identity: who outside spoke last among them.

    A machine that tells of a mail of ours is nobody outside.
    """

    message_count: int
    source: int
    subject: str
    preview: str
    identity: int | None
    started_at: datetime
    last_said_at: datetime
    last_outside_at: datetime | None
    last_asked_at: datetime | None
    last_answered_at: datetime | None


def sums_of(voices: Iterable[Voice]) -> Sums:
    """Return the sums of one conversation's voices; there must be at least one."""
    in_order = sorted(voices, key=lambda voice: voice.said_at)
    first, last = in_order[0], in_order[-1]
    outside = [voice for voice in in_order if not voice.is_ours and not voice.about]
    asked = [voice for voice in in_order if not voice.is_ours and voice.is_owed]
    answered = [voice for voice in in_order if voice.is_ours]
    return Sums(
        message_count=len(in_order),
        source=first.source,
        subject=base_subject(first.message.subject),
        preview=preview(last.message.new_words),
        identity=outside[-1].author if outside else None,
        started_at=first.said_at,
        last_said_at=last.said_at,
        last_outside_at=outside[-1].said_at if outside else None,
        last_asked_at=asked[-1].said_at if asked else None,
        last_answered_at=answered[-1].said_at if answered else None,
    )
