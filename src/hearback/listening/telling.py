"""What machines tell of mails of ours: it belongs to those, and never asks for anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hearback.conversations.queries import said_by_us
from hearback.conversations.rules.notices import not_reached

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hearback.conversations.rules.voices import Voice


def about_ours(voices: Sequence[Voice]) -> list[Voice]:
    """Return the voices, those of machines joined to the mails of ours that they speak of."""
    wanted = {key for voice in voices if voice.message.notice for key in voice.message.notice.speaks_of}
    if not wanted:
        return list(voices)
    ours = {voice.message.key for voice in voices if voice.is_ours} | said_by_us(wanted).keys()
    return [_about(voice, ours) for voice in voices]


def _about(voice: Voice, ours: Collection[str]) -> Voice:
    notice = voice.message.notice
    about = tuple(key for key in notice.speaks_of if key in ours) if notice and not voice.is_ours else ()
    if not notice or not about:
        return voice
    joined = replace(voice, about=about, proven=(*voice.proven, *about))
    unreached = not_reached(notice)
    if not unreached:
        return joined
    return replace(joined, why=f"Our answer did not reach {', '.join(unreached[:3])}.")
