"""What stands beside a conversation: the person, how they are reached, and what else we talk about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hearback.conversations.queries import of_person, others_in
from hearback.inbox.models import Turn
from hearback.infra.showing import listed, when
from hearback.people.showing import about

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from hearback.conversations.models import Conversation
    from hearback.inbox.pages.place import Place
    from hearback.people.models import Person

MOST_TALKS = 8
MOST_OTHERS = 4


def beside(
    conversation: Conversation, person: Person, place: Place, *, ours: Collection[str], now: datetime
) -> dict[str, Any]:
    """Return the card of the person a conversation is with; their identities are loaded. ours: our addresses."""
    known = about(person, now=now)
    talks = of_person(person.pk, most=MOST_TALKS + 1)
    states = dict(Turn.objects.filter(pk__in=[one.pk for one in talks]).values_list("pk", "state"))
    shown, face = talks[:MOST_TALKS], known["face"]
    return {
        "name": face.name,
        "initials": face.initials,
        "hue": face.hue,
        "url": face.url,
        "identities": known["identities"],
        "facts": [*known["facts"], *_others(conversation, person, ours=ours)],
        "talks": [_talk(one, states, place, here=conversation.pk, now=now) for one in shown],
        "more_url": face.url if len(talks) > len(shown) else "",
        "more_words": _("All conversations"),
    }


def _others(conversation: Conversation, person: Person, *, ours: Collection[str]) -> list[dict[str, str]]:
    names = others_in(conversation, person=person.pk, without=ours, most=MOST_OTHERS + 1)
    return [{"label": _("Also here"), "words": listed(names, most=MOST_OTHERS)}] if names else []


def _talk(one: Conversation, states: Mapping[int, str], place: Place, *, here: int, now: datetime) -> dict[str, Any]:
    return {
        "url": place.address("conversation", one.pk),
        "turn": states.get(one.pk, Turn.SETTLED),
        "subject": one.subject,
        "when": when(one.last_said_at, now=now),
        "current": one.pk == here,
    }
