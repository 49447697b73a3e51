"""Addresses that answers did not reach lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.channels.contract import Kind
from hearback.conversations.models import Message, Participant
from hearback.conversations.rules.notices import not_reached, told

if TYPE_CHECKING:
    from collections.abc import Collection

_CONVERSATIONS = 300  # of the newest in which they take part are looked through
_NOTICES = 50


def bounced(addresses: Collection[str]) -> dict[str, str]:
    """Return address -> when a mail did not reach it and never will, in ISO form, for those of some addresses.

    addresses: lower case. What was heard from an address after that makes it good again.
    """
    taking_part = Participant.objects.filter(identity__namespace="mail", identity__handle__in=list(addresses))
    homes = taking_part.order_by("-conversation_id").values("conversation_id")[:_CONVERSATIONS]
    said = Message.objects.filter(conversation_id__in=homes, kind=Kind.BOUNCE, notice__isnull=False)
    newest = said.order_by("-heard_at").values_list("notice", "heard_at")[:_NOTICES]
    found: dict[str, str] = {}
    for notice, heard_at in newest:
        for address in not_reached(told(notice or {})):
            if address.lower() in addresses:
                found.setdefault(address.lower(), heard_at.isoformat())
    return {one: at for one, at in found.items() if not _was_heard_since(one, at)}


def _was_heard_since(address: str, at: str) -> bool:
    said = Message.objects.filter(author__namespace="mail", author__handle=address, heard_at__gt=at)
    homes = Participant.objects.filter(identity__namespace="mail", identity__handle=address)
    newest = homes.order_by("-conversation_id").values("conversation_id")[:_CONVERSATIONS]
    return said.filter(conversation_id__in=newest).exists()
