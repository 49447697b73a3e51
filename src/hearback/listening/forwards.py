"""Hears a mail that a colleague passes on as the words of the one who wrote it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hearback.channels.contract import Recipient
from hearback.conversations.rules.proofs import UNPROVEN

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hearback.channels.contract import HeardMessage

_REACHED = frozenset({"to", "cc", "bcc"})


def as_written(messages: Sequence[HeardMessage], *, ours: Collection[str]) -> list[HeardMessage]:
    """Return the messages; those that one of us passed on to us alone are by whom they were written.

    What a colleague passes on to others is the colleague's own message to them, and what somebody else passes on is
    theirs: only the word of one of us is taken for who wrote it.
    """
    return [_as_written(message, ours) if message.forwarded else message for message in messages]


def _as_written(message: HeardMessage, ours: Collection[str]) -> HeardMessage:
    author, passed_on = message.author, message.forwarded
    if not author or not passed_on or author.namespace == UNPROVEN or author.handle not in ours:
        return message
    reached = [to.identity.handle for to in message.recipients if to.role in _REACHED]
    if passed_on.author.handle in ours or not reached or any(handle not in ours for handle in reached):
        return message
    return replace(
        message,
        author=passed_on.author,
        spans=passed_on.spans,
        recipients=(*(to for to in message.recipients if to.role != "reply_to"), Recipient("via", author)),
    )
