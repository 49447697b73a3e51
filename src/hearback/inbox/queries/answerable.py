"""What an answer would look like: which message it answers, through which source, to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.channels.contract import Kind
from hearback.conversations.queries import ReadMessage, arrivals_of, last_said
from hearback.inbox.rules.recipients import Addressee, Answered, addressees
from hearback.sources.models import Source
from hearback.sources.queries import can_answer, channel_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hearback.conversations.models import Conversation

    WaysIn = Mapping[int, Sequence[tuple[Source, int]]]  # message -> (source, raw arrival)

NOT_ANSWERED = frozenset({Kind.BOUNCE, Kind.AUTO_REPLY, Kind.RECEIPT})


@dataclass(frozen=True, slots=True)
class Answerable:
    """answered: the message that an answer goes to. source: through which; None when there is no way from here.

    why_not: one sentence when source is None. link: where it can be answered instead, "" when nowhere.
    mute: a source that could answer if it were given the means.
    """

    answered: ReadMessage | None
    source: Source | None
    to: list[Addressee]
    cc: list[Addressee]
    why_not: str = ""
    link: str = ""
    mute: Source | None = None


def answerable(
    conversation: Conversation,
    *,
    ours: Collection[str],
    newest: Sequence[ReadMessage] = (),
    ways_in: WaysIn | None = None,
) -> Answerable:
    """Return how a conversation can be answered now. ours: our addresses.

    newest: its last messages, and ways_in: how they came, where that is known already.
    """
    outside = [one for one in newest if not one.message.is_ours and one.message.kind not in NOT_ANSWERED]
    answered = outside[-1] if outside else last_said(conversation, without=NOT_ANSWERED)
    if answered is None:
        return Answerable(None, None, [], [], "There is nothing here that a person would read an answer to.")
    came_by = (ways_in_of(conversation) if ways_in is None else ways_in).get(answered.message.id, [])
    ways = list(dict.fromkeys([*(source for source, _ in came_by), conversation.source]))
    source = next((one for one in ways if can_answer(one)), None)
    if source is None:
        mute = next((one for one in ways if channel_of(one).can_answer), None)
        return Answerable(answered, None, [], [], _why_not(ways, mute), answered.message.link, mute)
    to, cc = addressees(_plain(answered), ours=ours)
    return Answerable(answered, source, to, cc, link=answered.message.link)


def ways_in_of(conversation: Conversation) -> WaysIn:
    """Return message -> the sources and raw arrivals by which it reached us, first delivery first."""
    arrivals = arrivals_of(conversation)
    home = conversation.source
    others = {source for came in arrivals.values() for source, _ in came} - {home.pk}
    known = {home.pk: home, **(Source.objects.in_bulk(others) if others else {})}
    return {message: [(known[source], arrival) for source, arrival in came] for message, came in arrivals.items()}


def _why_not(sources: Sequence[Source], mute: Source | None) -> str:
    if mute:
        return f"“{mute.name}” only hears: it has no server for answers to leave through."
    names = " and ".join(f"“{one.name}”" for one in sources)
    return f"{names} cannot be answered from here."


def _plain(answered: ReadMessage) -> Answered:
    author = answered.author
    return Answered(
        author=Addressee(author.name, author.shown) if author else None,
        is_ours=answered.message.is_ours,
        recipients=[(role, Addressee(name, shown)) for role, name, shown in answered.message.recipients],
    )
