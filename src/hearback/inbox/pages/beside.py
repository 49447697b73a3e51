"""What stands beside a conversation: the person, how they are reached, and what else we talk about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hearback.infra.showing import listed, when
from hearback.people.showing import about

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.inbox.pages.place import Place
    from hearback.inbox.queries.reading import Reading
    from hearback.inbox.queries.talks import Talk
    from hearback.people.models import Person

MOST_TALKS = 8
MOST_OTHERS = 4


def beside(reading: Reading, person: Person, place: Place, *, talks: Sequence[Talk], now: datetime) -> dict[str, Any]:
    """Return the card of the person a conversation is with; their identities are loaded.

    talks: their newest conversations, one more than are shown where there are more.
    """
    known, here = about(person, now=now), reading.conversation.pk
    shown, face = talks[:MOST_TALKS], known["face"]
    return {
        "name": face.name,
        "initials": face.initials,
        "hue": face.hue,
        "url": face.url,
        "identities": known["identities"],
        "facts": [*known["facts"], *_others(reading, person)],
        "talks": [_talk(one, place, here=here, now=now) for one in shown],
        "more_url": face.url if len(talks) > len(shown) else "",
        "more_words": _("All conversations"),
    }


def _others(reading: Reading, person: Person) -> list[dict[str, str]]:
    outside = [one for one in reading.people if one.person != person.pk and one.handle not in reading.ours]
    names = list(dict.fromkeys(one.name for one in outside))
    return [{"label": _("Also here"), "words": listed(names, most=MOST_OTHERS)}] if names else []


def _talk(one: Talk, place: Place, *, here: int, now: datetime) -> dict[str, Any]:
    return {
        "url": place.address("conversation", one.number),
        "turn": one.state,
        "subject": one.subject,
        "when": when(one.last_said_at, now=now),
        "current": one.number == here,
    }
