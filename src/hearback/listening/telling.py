"""What machines tell of mails of ours: it belongs to those, and never asks for anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hearback.conversations.queries import known_keys, said_by_us
from hearback.conversations.rules.notices import not_reached
from hearback.inbox.models import Outbound

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hearback.conversations.rules.voices import Voice


def about_ours(voices: Sequence[Voice]) -> list[Voice]:
    """Return the voices, those of machines joined to the mails of ours that they speak of."""
    wanted = {key for voice in voices if voice.message.notice for key in voice.message.notice.speaks_of}
    if not wanted:
        return list(voices)
    ours = {voice.message.key for voice in voices if voice.is_ours} | said_by_us(wanted).keys() | _on_their_way(wanted)
    awaited = wanted - ours - known_keys(wanted)
    return [_about(voice, ours, awaited) for voice in voices]


def _on_their_way(keys: Collection[str]) -> set[str]:
    """Return those of some names under which answers are on their way, perhaps sent."""
    return set(Outbound.objects.filter(key__in=keys).values_list("key", flat=True))


def _about(voice: Voice, ours: Collection[str], awaited: Collection[str]) -> Voice:
    """Return a voice joined to the mails of ours that it speaks of, or to the one that may still be heard.

    A bounce can overtake the copy of an answer that left by another mail program.
    """
    notice = voice.message.notice
    if not notice or voice.is_ours:
        return voice
    about = tuple(key for key in notice.speaks_of if key in ours)
    if not about:
        return replace(voice, proven=(*voice.proven, *[key for key in notice.speaks_of if key in awaited][:1]))
    joined = replace(voice, about=about, proven=(*voice.proven, *about))
    unreached = not_reached(notice)
    if not unreached:
        return joined
    return replace(joined, why=f"Our answer did not reach {', '.join(unreached[:3])}.")
