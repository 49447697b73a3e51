"""People in lists and on their own pages, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.infra.showing import Face, ago, face, when
from hearback.people.models import Identity, Person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_ICONS = {"mail": "mail", "web": "globe"}


def face_of(person: Person) -> Face:
    """Return how a person is shown: by name, or by the first address when they have none. Reads the identities."""
    identities = _identities(person)
    first = identities[0] if identities else None
    name = person.name or (first.shown if first else "")
    key = f"{first.namespace}:{first.handle}" if first else f"person:{person.pk}"
    return face(name, key=key, url=reverse("person", args=[person.pk]), number=person.pk)


def rows(people: Sequence[Person], *, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of the list of people."""
    return [_row(person, now=now) for person in people]


def _row(person: Person, *, now: datetime) -> dict[str, Any]:
    identities, shown = _identities(person), face_of(person)
    more = len(identities) - 1
    return {
        "id": person.pk,
        "face": shown,
        "reached": _reached(identities[0], shown.name) if identities else "",
        "more": ngettext("and %d more", "and %d more", more) % more if more > 0 else "",
        "when": when(person.last_said_at, now=now) if person.last_said_at else None,
    }


def _reached(one: Identity, name: str) -> str:
    """Return an address that tells more than the name beside it; "" when it says the same."""
    return next((told for told in (one.shown, one.handle) if told != name), "")


def about(person: Person, *, now: datetime) -> dict[str, Any]:
    """Return what a person's own page shows about them."""
    identities = _identities(person)
    names = list(dict.fromkeys(one.name for one in identities if one.name and one.name != person.name))
    return {
        "face": face_of(person),
        "identities": [_identity(one) for one in identities],
        "facts": [fact for fact in _facts(person, names, now=now) if fact["words"]],
    }


def _facts(person: Person, names: list[str], *, now: datetime) -> list[dict[str, Any]]:
    last = person.last_said_at
    return [
        {"label": _("Also called"), "words": ", ".join(names)},
        {"label": _("Known since"), "words": date_format(localtime(person.first_met_at), "j M Y")},
        {"label": _("Last heard"), "words": ago(last, now=now) if last else _("never; only written to")},
    ]


def _identity(one: Identity) -> dict[str, str]:
    label = _("Mail") if one.namespace == "mail" else _("Web")
    return {"icon": _ICONS.get(one.namespace, "link"), "shown": _reached(one, one.name), "label": label}


def _identities(person: Person) -> list[Identity]:
    return list(person.identities.all())
