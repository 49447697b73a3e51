"""Who may be whom, as the pages show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearback.infra.showing import when
from hearback.people.models import Identity, Likeness
from hearback.people.queries.matching import AUTOMATIC, answered_count, likenesses_of, open_count, precision, questions
from hearback.people.rules.matching.stops import KINDS
from hearback.people.showing.persons import face_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.utils.functional import Promise

    from hearback.people.models import Merge, Person, Split, StopWord

_ICONS = {"mail": "mail", "web": "globe"}
ADDRESSES = 12  # of a person, beside a question


def queue(*, now: datetime) -> dict[str, Any]:
    """Return the question on top, how many are left, and what was right so far."""
    first = questions().prefetch_related("one__person__identities", "other__person__identities").first()
    left, answered = open_count(), answered_count()
    return {
        "question": _question(first, now=now) if first else None,
        "left": left,
        "answered": answered,
        "total": left + answered,
        "right": [_right(one.kind, one.right, one.decided) for one in precision()],
    }


def _question(one: Likeness, *, now: datetime) -> dict[str, Any]:
    return {
        "id": one.pk,
        "sides": [_side(one.one, now=now), _side(one.other, now=now)],
        "reasons": [_reason(kind, words) for kind, words in one.reasons],
    }


def _side(one: Identity, *, now: datetime) -> dict[str, Any]:
    person = one.person
    identities = sorted(person.identities.all(), key=lambda other: (other.pk != one.pk, other.pk))
    return {
        "face": face_of(person),
        "identities": [
            {
                "icon": _ICONS.get(other.namespace, "link"),
                "shown": other.shown,
                "name": other.name,
                "asked": other == one,
            }
            for other in identities[:ADDRESSES]
        ],
        "more": max(0, len(identities) - ADDRESSES),
        "last": when(person.last_said_at, now=now) if person.last_said_at else None,
    }


def _reason(kind: str, words: str) -> dict[str, Any]:
    return {"words": words, "is_against": kind in ("clash", "rival", "stop")}


def _right(kind: str, right: int, decided: int) -> dict[str, Any]:
    words = _("joined by themselves") if kind == AUTOMATIC else kind_words(kind)
    return {"words": words, "right": right, "decided": decided, "percent": round(100 * right / decided)}


def kind_words(kind: str) -> str:
    """Return what a kind of evidence is called."""
    known: dict[str, str] = {
        "address": _("same address"),
        "account": _("same account"),
        "login": _("same login"),
        "login alike": _("login alike"),
        "fits": _("login made of the name"),
        "place": _("same house"),
        "name same": _("same name"),
        "name middle": _("same name but for one in the middle"),
        "name spelt": _("same name, other spelling"),
        "name nickname": _("short form of the name"),
        "name typo": _("same name but for a letter"),
        "name initial": _("name and initials"),
        "name part": _("part of the name"),
        "name word": _("same single word"),
    }
    return known.get(kind, kind)


def merge_rows(merges: Sequence[Merge], *, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of the list of merges."""
    found = likenesses_of(merges)
    return [_merge(one, found.get(one.pk), now=now) for one in merges]


def _merge(one: Merge, likeness: Likeness | None, *, now: datetime) -> dict[str, Any]:
    stands = one.undone_at is None
    return {
        "id": one.pk,
        "words": _named(one.kept),
        "other": _named(one.gone),
        "url": reverse("person", args=[one.kept_id]),
        "when": when(one.at, now=now),
        "by": one.by.name if one.by else "",
        "reasons": [_reason(kind, words) for kind, words in one.reasons],
        "undone": _undone(one.undone_by, one.undone_at, now=now),
        "confirm": likeness.pk if stands and likeness and likeness.is_by_rule and not likeness.decided_at else None,
        "is_confirmed": bool(stands and likeness and likeness.is_by_rule and likeness.decided_at),
    }


def split_rows(splits: Sequence[Split], *, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of the list of splits."""
    return [
        {
            "id": one.pk,
            "words": one.identity.shown,
            "other": _named(one.taken_from),
            "url": reverse("person", args=[one.taken_from_id]),
            "when": when(one.at, now=now),
            "by": one.by.name if one.by else "",
            "undone": _undone(one.undone_by, one.undone_at, now=now),
        }
        for one in splits
    ]


def _named(person: Person) -> str:
    return person.name or _("somebody without a name")


def _undone(by: Any, at: datetime | None, *, now: datetime) -> dict[str, Any] | None:
    return {"by": by.name if by else "", "when": when(at, now=now)} if at else None


def stop_rows(words: Sequence[StopWord]) -> list[dict[str, Any]]:
    """Return the lines of what colleagues changed in the stop lists."""
    named = kind_choices()
    return [{"id": one.pk, "word": one.word, "kind": named[one.kind], "by": one.by.name} for one in words]


def kind_choices() -> dict[str, str | Promise]:
    """Return kind -> what a name or address can stand for, in words."""
    told = (_("a placeholder"), _("a role"), _("a robot"), _("a shared mailbox"))
    return {**dict(zip(KINDS, told, strict=True)), "": _("somebody, here")}


def identities_of(person: Person) -> dict[str, Any]:
    """Return what templates/people/identities.html needs; the person's identities are loaded."""
    identities = sorted(person.identities.all(), key=lambda one: one.pk)
    return {
        "matching": {
            "person": person.pk,
            "can_split": len(identities) > 1,
            "identities": [
                {"id": one.pk, "icon": _ICONS.get(one.namespace, "link"), "shown": one.shown, "name": one.name}
                for one in identities
            ],
        }
    }
