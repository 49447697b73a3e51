"""Which acts a placed batch is: who wrote to whom, who answered whom, and which colleague was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.conversations.rules.proofs import UNPROVEN
from hearback.conversations.rules.voices import thread_key
from hearback.infra.rows import array, found
from hearback.people.actions.acts import Deed, note_acts
from hearback.people.queries.ours import Ours, ours
from hearback.people.rules.acts import acts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from hearback.conversations.actions.place import Placed
    from hearback.conversations.rules.voices import Voice

_PERSONS = {"person", "post", "list_post", "calendar"}  # kinds of messages that somebody wrote to somebody
_Exchange = tuple[int, int]  # conversation, identity outside


def note_deeds(fresh: Sequence[Placed], *, authors: Mapping[str, int], begun: Collection[int]) -> None:
    """Note the acts of messages that are new. authors: key of the directory -> who used it. begun: new conversations.

    What is written to an address of ours goes to the colleague who wrote to that person last in this conversation.
    """
    told = [one for one in fresh if _is_told(one.voice)]
    if told:
        house = ours()
        last = _last_of_ours([one for one in told if one.conversation not in begun and not one.voice.is_ours], house)
        in_order = sorted(told, key=lambda one: one.voice.said_at)
        note_acts(list(_deeds(in_order, authors=authors, house=house, last=last)))


def _is_told(voice: Voice) -> bool:
    author, kind = voice.message.author, voice.message.kind.value
    return voice.author is not None and author is not None and author.namespace != UNPROVEN and kind in _PERSONS


def _deeds(
    told: Sequence[Placed], *, authors: Mapping[str, int], house: Ours, last: dict[_Exchange, int]
) -> Iterator[Deed]:
    for one in told:
        voice = one.voice
        actor = voice.speaker or voice.author or 0
        answered = _answered(voice, authors)
        meant = {} if voice.is_ours else dict.fromkeys(house.identities, last.get((one.conversation, actor)))
        targets = acts_of(
            actor,
            answered=_who(answered, meant),
            spoken_to=[_who(other, meant) or other for other in voice.spoken_to],
            is_thanks=voice.is_thanks,
        )
        for target, kind in targets:
            if voice.is_ours and voice.speaker:
                last[one.conversation, target] = voice.speaker
            yield Deed(actor, target, voice.said_at, kind, one.message, one.conversation, voice.source)


def _who(identity: int | None, meant: Mapping[int, int | None]) -> int | None:
    """Return who is meant by an address: the colleague behind one of ours, where that is known."""
    return identity if identity is None else meant.get(identity) or identity


def _answered(voice: Voice, authors: Mapping[str, int]) -> int | None:
    """Return who wrote what a message answers, the nearest that is known."""
    keys = map(thread_key, reversed(voice.message.answers))
    return next((author for key in keys if (author := authors.get(key))), None)


def _last_of_ours(told: Sequence[Placed], house: Ours) -> dict[_Exchange, int]:
    """Return (conversation, identity) -> the colleague who acted last towards it there."""
    if not told or not house.colleagues:
        return {}
    pairs = {(one.conversation, one.voice.author or 0) for one in told}
    rows = found(
        "SELECT DISTINCT ON (asked.talk, asked.who) asked.talk, asked.who, a.actor_id"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS asked (talk, who)"
        " JOIN people_act a ON a.actor_id = ANY(%s::bigint[]) AND a.target_id = asked.who"
        "  AND a.conversation_id = asked.talk"
        " ORDER BY asked.talk, asked.who, a.at DESC",
        [array(one[0] for one in pairs), array(one[1] for one in pairs), array(house.colleagues.values())],
    )
    return {(talk, who): colleague for talk, who, colleague in rows}
