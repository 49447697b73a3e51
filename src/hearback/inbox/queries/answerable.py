"""What an answer would look like: which message it answers, through which source, to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.channels.contract import Kind
from hearback.conversations.queries import ReadMessage, arrivals_of
from hearback.inbox.rules.recipients import Addressee, Answered, addressees
from hearback.sources.models import Source
from hearback.sources.queries import can_answer, our_addresses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.conversations.models import Conversation

_NOT_ANSWERED = {Kind.BOUNCE, Kind.AUTO_REPLY, Kind.RECEIPT}


@dataclass(frozen=True, slots=True)
class Answerable:
    """answered: the message that an answer goes to. source: through which; None when there is no way from here.

    why_not: one sentence when source is None. link: where it can be answered instead, "" when nowhere.
    """

    answered: ReadMessage | None
    source: Source | None
    to: list[Addressee]
    cc: list[Addressee]
    why_not: str = ""
    link: str = ""


def answerable(conversation: Conversation, messages: Sequence[ReadMessage]) -> Answerable:
    """Return how a conversation can be answered now. messages: all of it, in order."""
    answered = _answered(messages)
    if answered is None:
        return Answerable(None, None, [], [], "There is nothing here that a person would read an answer to.")
    sources = _sources(conversation, answered)
    source = next((one for one in sources if can_answer(one)), None)
    if source is None:
        return Answerable(answered, None, [], [], _why_not(sources), answered.message.link)
    to, cc = addressees(_plain(answered), ours=our_addresses())
    return Answerable(answered, source, to, cc, link=answered.message.link)


def _answered(messages: Sequence[ReadMessage]) -> ReadMessage | None:
    said = [one for one in messages if one.message.kind not in _NOT_ANSWERED]
    outside = [one for one in said if not one.message.is_ours]
    return outside[-1] if outside else (said[-1] if said else None)


def _sources(conversation: Conversation, answered: ReadMessage) -> list[Source]:
    """Return the sources that a message came through, first delivery first, then the conversation's own."""
    numbers = [source for source, _ in arrivals_of(conversation).get(answered.message.id, [])]
    numbers.append(conversation.source_id)
    known = Source.objects.in_bulk(numbers)
    return [known[number] for number in dict.fromkeys(numbers)]


def _why_not(sources: Sequence[Source]) -> str:
    names = " and ".join(f"“{one.name}”" for one in sources)
    return f"{names} cannot be answered from here."


def _plain(answered: ReadMessage) -> Answered:
    author = answered.author
    return Answered(
        author=Addressee(author.name, author.shown) if author else None,
        is_ours=answered.message.is_ours,
        recipients=[(role, Addressee(name, shown)) for role, name, shown in answered.message.recipients],
    )
