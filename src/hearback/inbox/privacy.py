"""What answers and promises say of somebody, and how the room forgets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.conversations.models import Participant
from hearback.inbox.actions.forgetting import forget, forget_in
from hearback.inbox.models import Outbound, Turn
from hearback.people.queries.rooms import Knows, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from hearback.people.queries.rooms import Whom

_ON_ITS_WAY = (Outbound.QUEUED, Outbound.SENDING, Outbound.UNSURE)


def _told(whom: Whom) -> Iterator[Row]:
    """Yield the answers that went to them, and what was promised where they take part."""
    addresses = {one.lower() for one in whom.redaction.addresses}
    for one in _outbound(whom).order_by("pk").iterator():
        if any(str(address).lower() in addresses for some in one.recipients for address in some):
            fields = {"conversation": one.conversation_id, "state": one.state, "text": one.text}
            sent = one.sent_at.isoformat() if one.sent_at else None
            yield Row("answers", fields | {"written_at": one.queued_at.isoformat(), "sent_at": sent})
    for turn in Turn.objects.filter(conversation__in=_conversations(whom)).order_by("pk").iterator():
        due = turn.answer_due.isoformat() if turn.answer_due else None
        yield Row("promises", {"conversation": turn.pk, "state": turn.state, "answer_due": due})


def _why_not(whom: Whom) -> str:
    if _outbound(whom).filter(state__in=_ON_ITS_WAY).exists():
        return "An answer in one of their conversations is still on its way; it has to leave or be dropped first."
    return ""


def _outbound(whom: Whom) -> QuerySet[Outbound]:
    return Outbound.objects.filter(conversation__in=_conversations(whom))


def _conversations(whom: Whom) -> QuerySet[Participant, int]:
    there = Participant.objects.filter(identity__in=whom.identities)
    return there.values_list("conversation_id", flat=True)


ROOM = Knows(told=_told, forget_in=forget_in, forget=forget, why_not=_why_not)
