"""Places a batch of voices into conversations: the set-based heart of the way in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hearback.conversations.actions import directory, parting, rows
from hearback.conversations.actions.acting import note_deeds
from hearback.conversations.rules.sums import sums_of
from hearback.conversations.rules.threading import groups
from hearback.infra.rows import Line, numbers, stand_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hearback.conversations.actions.directory import Entry
    from hearback.conversations.rules.threading import Group
    from hearback.conversations.rules.voices import Voice


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a voice stands. born_in: the conversation that stores it; conversation: the one it belongs to now.

    is_new: False when the message was here already and the voice is one more delivery of it.
    """

    voice: Voice
    born_in: int
    conversation: int
    message: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Placing:
    """What placing a batch did. begun: conversations that are new; joined: gone -> kept conversations."""

    placed: Sequence[Placed] = ()
    begun: frozenset[int] = frozenset()
    joined: Mapping[int, int] = field(default_factory=dict)


def place(voices: Sequence[Voice]) -> Placing:
    """Store messages, deliveries and participants of a batch; the same voice again only adds a delivery.

    Runs in the caller's transaction and stands in the line of hearing until its end.
    """
    if not voices:
        return Placing()
    stand_in(Line.HEARING)
    keys = [voice.thread_keys() for voice in voices]
    known = directory.entries(list({key for some in keys for key in some}))
    asked = parting.sift(voices, keys, known=known)
    owners = _own_keys(voices, keys, known=known)
    together = groups(keys, conversation_of={key: entry.conversation for key, entry in known.items()})
    homes = _Homes.of(together)
    placed = _placed(voices, homes)
    fresh = [one for one in placed if one.is_new]
    _write_conversations(fresh, homes)
    _enter_keys(together, homes, known=known, owners=owners)
    rows.write_messages(fresh)
    rows.write_texts(fresh)
    rows.write_deliveries(placed)
    rows.write_participants(fresh)
    note_deeds(fresh, authors={**_authors(known), **owners}, begun=homes.begun)
    parting.ask({homes.of_voice[position]: other for position, other in asked.items() if placed[position].is_new})
    return Placing(placed, frozenset(homes.begun), homes.joined)


def _authors(known: Mapping[str, Entry]) -> dict[str, int]:
    """Return key -> who used it for a message of theirs."""
    return {key: entry.author for key, entry in known.items() if entry.author}


def _own_keys(voices: Sequence[Voice], keys: list[list[str]], *, known: Mapping[str, Entry]) -> dict[str, int]:
    """Return own key -> author for keys that get their first owner here.

    A key that somebody else used for a message of theirs joins nothing: its voice goes by what it says instead.
    """
    owners: dict[str, int] = {}
    for voice, some in zip(voices, keys, strict=True):
        own, author = some[-1], voice.author or 0
        entry = known.get(own)
        owner = entry.author if entry and entry.author is not None else owners.get(own)
        if owner is None:
            owners[own] = author
        elif owner != author:
            some[-1] = voice.identity_key
            owners.setdefault(some[-1], author)
    return owners


@dataclass(frozen=True, slots=True)
class _Homes:
    """of_voice: position -> conversation it belongs to now."""

    of_voice: Mapping[int, int]
    begun: Sequence[int]
    joined: Mapping[int, int]

    @classmethod
    def of(cls, together: Sequence[Group]) -> _Homes:
        beginners = [group for group in together if not group.conversations]
        begun = numbers("conversations_conversation_id_seq", count=len(beginners))
        fresh = iter(begun)
        of_voice: dict[int, int] = {}
        joined: dict[int, int] = {}
        for group in together:
            home = group.conversations[0] if group.conversations else next(fresh)
            of_voice.update(dict.fromkeys(group.voices, home))
            joined.update(dict.fromkeys(group.conversations[1:], home))
        return cls(of_voice, begun, joined)


def _placed(voices: Sequence[Voice], homes: _Homes) -> list[Placed]:
    identity_keys = [voice.identity_key for voice in voices]
    heard = directory.heard_before(list(set(identity_keys)))
    fresh_numbers = iter(numbers("conversations_message_number", count=len(set(identity_keys) - heard.keys())))
    placed = []
    for position, (voice, identity_key) in enumerate(zip(voices, identity_keys, strict=True)):
        home = homes.of_voice[position]
        is_new = identity_key not in heard
        if is_new:
            heard[identity_key] = (home, next(fresh_numbers))
        born_in, message = heard[identity_key]
        placed.append(Placed(voice, born_in, home, message, is_new))
    return placed


def _write_conversations(fresh: Sequence[Placed], homes: _Homes) -> None:
    voices_of: dict[int, list[Voice]] = defaultdict(list)
    for one in fresh:
        voices_of[one.conversation].append(one.voice)
    begun = set(homes.begun)
    rows.begin({home: sums_of(some) for home, some in voices_of.items() if home in begun})
    directory.join(homes.joined)
    rows.add({home: sums_of(some) for home, some in voices_of.items() if home not in begun})


def _enter_keys(
    together: Sequence[Group], homes: _Homes, *, known: Mapping[str, Entry], owners: Mapping[str, int]
) -> None:
    directory.enter(
        (key, homes.of_voice[group.voices[0]], owners.get(key))
        for group in together
        for key in group.keys
        if key not in known
    )
    directory.own({key: author for key, author in owners.items() if key in known})
