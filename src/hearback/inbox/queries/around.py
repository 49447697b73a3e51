"""What is known around an answer: who takes part, who is one of us, and what speaks against an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.channels.contract import Kind
from hearback.conversations.rules.proofs import UNPROVEN, read_back
from hearback.inbox.queries.bounced import bounced
from hearback.inbox.rules.doubts import Around

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from hearback.conversations.models import Message
    from hearback.conversations.queries import ReadMessage, Voiced
    from hearback.inbox.queries.answerable import Answerable
    from hearback.inbox.rules.recipients import Addressee


def around(
    way: Answerable, *, ours: Collection[str], people: Iterable[Voiced], everybody: Iterable[Addressee]
) -> Around:
    """Return what is known before an answer goes to somebody. ours: our addresses. people: who takes part."""
    answered = way.answered
    assert answered is not None, "there is an answer to write"
    author = answered.author.shown.lower() if answered.author and not answered.message.is_ours else ""
    named = _named(answered.message)
    there = {one.handle for one in people if one.namespace in {"mail", UNPROVEN}}
    return Around(
        ours=ours,
        there=there | ({author} - {""}),
        computed=[*way.to, *way.cc],
        author=author,
        is_unproven=bool(author) and _is_unproven(answered),
        reply_to=named["reply_to"] if author else frozenset(),
        lists=named["via"] | (named["to"] - {author} if answered.message.kind == Kind.LIST_POST else frozenset()),
        bounced=bounced({one.address.lower() for one in everybody}),
    )


def _named(message: Message) -> dict[str, frozenset[str]]:
    return {
        wanted: frozenset(shown.lower() for role, _name, shown in message.recipients if role == wanted)
        for wanted in ("to", "reply_to", "via")
    }


def _is_unproven(said: ReadMessage) -> bool:
    is_stranger = said.author is not None and said.author.namespace == UNPROVEN
    return is_stranger or read_back(said.message.proof).verdict == "failed"
