"""Asks a channel who really speaks, between storing an arrival and hearing it: outside of every transaction."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from hearback.channels.contract import Proof
from hearback.conversations.rules.proofs import UNPROVEN
from hearback.infra.log import fields
from hearback.listening.rules import is_doubtful
from hearback.sources.queries import channel_of, open_settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hearback.channels.contract import HeardMessage
    from hearback.listening.actions import Stored
    from hearback.sources.models import Source

log = logging.getLogger(__name__)
MOST_SECONDS = 60.0  # of asking the net, for one step of a fetch
NOTHING_KNOWN = Proof()


def proofs_of(source: Source, arrivals: Sequence[Stored], *, may_ask: bool) -> dict[int, Proof]:
    """Return arrival -> proof. may_ask: whether the net may be asked, as it may for mail that has just come."""
    channel, settings = channel_of(source), open_settings_of(source)
    until, proofs = time.monotonic() + MOST_SECONDS, {}
    for one in arrivals:
        try:
            proofs[one.number] = channel.prove(
                settings, one.raw, origin=one.origin, may_ask=may_ask and time.monotonic() < until
            )
        except Exception:  # one message that we stumble over must not stop those behind it
            log.exception("arrival not proven", extra=fields(arrival=one.number, source=source.pk))
    return proofs


def _of_author(proof: Proof, message: HeardMessage) -> Proof:
    """Return the proof of a message's author: that a list is itself proves nothing of who wrote to it."""
    author = message.author
    if proof.verdict != "proven" or author is None or author.handle.rpartition("@")[2] == proof.domain:
        return proof
    return Proof(domain=proof.domain, was_checked=True)


def as_proven(
    read: Sequence[tuple[Stored, HeardMessage]], proofs: Mapping[int, Proof]
) -> tuple[list[HeardMessage], list[Proof]]:
    """Return the messages, whose authors are themselves only where no doubt is cast on it, and their proofs.

    An author in doubt becomes somebody else who uses the same address: neither ours nor anybody we know.
    """
    messages, judged = [], []
    for one, message in read:
        proof = _of_author(proofs.get(one.number, NOTHING_KNOWN), message)
        if message.author and is_doubtful(proof):
            message = replace(message, author=replace(message.author, namespace=UNPROVEN))  # noqa: PLW2901
        messages.append(message)
        judged.append(proof)
    return messages, judged
