"""Keeps apart what only a person may join: strangers from the conversations whose names they know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hearback.channels.contract import Kind
from hearback.conversations.rules.proofs import UNPROVEN
from hearback.conversations.rules.strangers import is_admitted
from hearback.infra.rows import array, execute, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hearback.conversations.actions.directory import Entry
    from hearback.conversations.rules.voices import Voice

    Keys = Sequence[list[str]]  # of every voice those before it and its own


def sift(voices: Sequence[Voice], keys: Keys, *, known: Mapping[str, Entry]) -> dict[int, int]:
    """Take from each voice the keys by which it must not join; returns position -> conversation to ask about.

    keys: changed in place.
    """
    asked = _without_strangers(voices, keys, known)
    touched = [_touched(some, known) for some in keys]
    apart = _apart({one for some in touched if len(some) > 1 for one in some})
    if apart:
        for some, conversations in zip(keys, touched, strict=True):
            _leave(some, {one for one in conversations if (one, conversations[-1]) in apart}, known)
    return asked


def _leave(keys: list[str], left: set[int], known: Mapping[str, Entry]) -> None:
    """Take the keys of some conversations from those that a voice names."""
    keys[:-1] = [key for key in keys[:-1] if key not in known or known[key].conversation not in left]


def _touched(keys: Iterable[str], known: Mapping[str, Entry]) -> list[int]:
    """Return the conversations that keys lead to, each once, that of the nearest key last."""
    reached = [known[key].conversation for key in keys if key in known]
    return list(dict.fromkeys(reversed(reached)))[::-1]


def _apart(conversations: set[int]) -> set[tuple[int, int]]:
    """Return the pairs of some conversations that are kept apart, each in both orders."""
    if not conversations:
        return set()
    rows = found(
        "SELECT coalesce(c.merged_into_id, c.id), coalesce(o.merged_into_id, o.id) FROM conversations_apart a"
        " JOIN conversations_conversation c ON c.id = a.conversation_id"
        " JOIN conversations_conversation o ON o.id = a.other_id"
        " WHERE coalesce(c.merged_into_id, c.id) = ANY(%s::bigint[])"
        " AND coalesce(o.merged_into_id, o.id) = ANY(%s::bigint[])",
        [array(conversations), array(conversations)],
    )
    return {pair for one, other in rows for pair in ((one, other), (other, one)) if one != other}


def _without_strangers(voices: Sequence[Voice], keys: Keys, known: Mapping[str, Entry]) -> dict[int, int]:
    guarded = {
        position: touched
        for position, voice in enumerate(voices)
        if _is_guarded(voice) and (touched := _touched(keys[position][:-1], known))
    }
    if not guarded:
        return {}
    taking_part = _taking_part({one for some in guarded.values() for one in some})
    _with_batch(taking_part, voices, keys, known)
    asked = {}
    for position, touched in guarded.items():
        refused = {one for one in touched if not _may_join(voices[position], taking_part[one])}
        _leave(keys[position], refused, known)
        if len(refused) == len(touched):
            asked[position] = touched[-1]
    return asked


def _is_guarded(voice: Voice) -> bool:
    return voice.is_fresh and not voice.is_ours and voice.author is not None and voice.message.kind == Kind.PERSON


def _may_join(voice: Voice, taking_part: set[str]) -> bool:
    author = voice.message.author
    assert author, "only whoever is named is guarded"
    if author.namespace == UNPROVEN:
        return f"{UNPROVEN}:{author.handle}" in taking_part
    return is_admitted(author.handle, taking_part=taking_part)


def _taking_part(conversations: set[int]) -> defaultdict[int, set[str]]:
    """Return conversation -> the addresses of who spoke or was spoken to in it; unproven ones say so."""
    rows = found(
        "SELECT coalesce(c.merged_into_id, c.id), i.namespace, i.handle FROM conversations_conversation c"
        " JOIN conversations_participant p ON p.conversation_id = c.id JOIN people_identity i ON i.id = p.identity_id"
        " WHERE c.id = ANY(%s::bigint[]) OR c.merged_into_id = ANY(%s::bigint[])",
        [array(conversations), array(conversations)],
    )
    taking_part: defaultdict[int, set[str]] = defaultdict(set)
    for conversation, namespace, handle in rows:
        taking_part[conversation].add(f"{UNPROVEN}:{handle}" if namespace == UNPROVEN else handle)
    return taking_part


def _with_batch(
    taking_part: defaultdict[int, set[str]], voices: Sequence[Voice], keys: Keys, known: Mapping[str, Entry]
) -> None:
    """Add whom those who take part speak to in the same batch."""
    for voice, some in zip(voices, keys, strict=True):
        author = voice.message.author
        for conversation in _touched(some, known):
            if author and author.handle in taking_part[conversation] and author.namespace != UNPROVEN:
                taking_part[conversation].update(to.identity.handle for to in voice.message.recipients)


def ask(questions: Mapping[int, int]) -> None:
    """Note that conversations may belong to others (younger -> other); they stay apart until a person decides."""
    if questions:
        execute(
            "INSERT INTO conversations_apart (conversation_id, other_id, is_decided)"
            " SELECT q.conversation, q.other, false FROM unnest(%s::bigint[], %s::bigint[]) AS q (conversation, other)"
            " WHERE q.conversation <> q.other ON CONFLICT DO NOTHING",
            [array(questions), array(questions.values())],
        )
