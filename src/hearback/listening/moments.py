"""When a message was said: as it says itself, mended where its clock cannot be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hearback.conversations.queries import said_by_us

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.conversations.rules.voices import Voice

FRESH = timedelta(days=1)
_MOMENT = timedelta(milliseconds=1)


def believable(said_at: datetime | None, *, heard_at: datetime) -> datetime:
    """Return when a message was said: as it says, unless that lies in the future or before there was mail."""
    if said_at is None or said_at.year < 1970 or said_at > heard_at + FRESH:
        return heard_at
    return said_at


def after_what_they_answer(voices: Sequence[Voice]) -> list[Voice]:
    """Return the voices, those that were just said and answer us said after what they answer.

    Clocks differ, and a Date has whole seconds: a quick answer may claim to be older than our question, and would
    then wait unseen as if we had answered it. What was said long before it was heard is history and stays as it is.
    """
    ours = {voice.message.key: voice.said_at for voice in voices if voice.is_ours}
    wanted = {key for voice in voices if _may_be_early(voice) for key in _before(voice)}
    ours = said_by_us(wanted - ours.keys()) | ours
    return [_after(voice, ours) if _may_be_early(voice) else voice for voice in voices]


def _before(voice: Voice) -> tuple[str, ...]:
    """Return the names of what a voice answers or tells of."""
    return (*voice.message.answers, *voice.about)


def _may_be_early(voice: Voice) -> bool:
    return not voice.is_ours and bool(_before(voice)) and voice.heard_at - voice.said_at < FRESH


def _after(voice: Voice, ours: dict[str, datetime]) -> Voice:
    answered = max((ours[key] for key in _before(voice) if key in ours), default=None)
    if answered is None or answered < voice.said_at:
        return voice
    return replace(voice, said_at=answered + _MOMENT)
