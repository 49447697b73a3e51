"""What this room says of somebody, and how it forgets them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hearback.people.actions.forgetting import forget
from hearback.people.models import (
    Act,
    Affiliation,
    Ask,
    Clue,
    Consent,
    Counterpart,
    Dismissal,
    Gesture,
    Identity,
    ImportRow,
    Introduction,
    Merge,
    Note,
    Picture,
    Restriction,
    Rhythm,
    Role,
    Split,
    Tagging,
    Tie,
    Trait,
    Unasked,
)
from hearback.people.queries.rooms import Knows, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from hearback.people.queries.rooms import Counts, Whom

_OF_PERSON, _OF_IDENTITY = ("person",), ("identity",)
# Chapter -> tables with the columns that name the person in them.
CHAPTERS: dict[str, tuple[tuple[type[Model], tuple[str, ...]], ...]] = {
    "identities": ((Identity, _OF_PERSON),),
    "joined": ((Merge, ("kept", "gone")), (Split, ("taken_from", "home", "identity"))),
    "roles": ((Role, _OF_PERSON),),
    "tags": ((Tagging, _OF_PERSON),),
    "facts": ((Trait, _OF_PERSON),),
    "notes": ((Note, _OF_PERSON),),
    "affiliations": ((Affiliation, ("person", "identity")), (Counterpart, _OF_PERSON)),
    "consents": ((Consent, _OF_IDENTITY),),
    "rhythms": ((Rhythm, _OF_IDENTITY),),
    "letters": ((Unasked, _OF_IDENTITY),),
    "asks": ((Ask, _OF_IDENTITY),),
    "restrictions": ((Restriction, _OF_PERSON),),
    "imports": ((ImportRow, ("person", "identity")),),
    "ties": ((Tie, ("one", "other")),),
    "introductions": ((Introduction, _OF_PERSON),),
    "silences": ((Dismissal, _OF_PERSON),),
    "gestures": ((Gesture, ("giver", "receiver")),),
    "acts": ((Act, ("actor", "target")),),
}
_IDENTITY_COLUMNS = frozenset({"identity", "giver", "receiver", "actor", "target"})
# Of others, or of our own bookkeeping: who of us noted it is a colleague's matter.
_LEFT_OUT = frozenset(
    {"by", "done_by", "undone_by", "lifted_by", "by_import", "asker", "through", "is_matched", "home"}
)


def _told(whom: Whom) -> Iterator[Row]:
    for chapter, tables in CHAPTERS.items():
        for model, columns in tables:
            for row in _rows(model, columns, whom).iterator():
                yield Row(chapter, _fields(row))
    for picture in Picture.objects.filter(person__in=whom.persons):
        name = f"pictures/{picture.pk}.{picture.type.rpartition('/')[2] or 'bin'}"
        content = bytes(picture.content)
        yield Row("pictures", {"file": name, "type": picture.type}, ((name, partial(bytes, content)),))


def _rows(model: type[Model], columns: tuple[str, ...], whom: Whom) -> Any:
    which = Q()
    for one in columns:
        which |= Q(**{f"{one}__in": whom.identities if one in _IDENTITY_COLUMNS else whom.persons})
    found = model._base_manager.filter(which)
    if model is Note:  # a personal note is its writer's alone until they release it
        return found.filter(Q(is_personal=False) | Q(released_at__isnull=False), removed_at=None).order_by("pk")
    return (found.select_related("tag") if model is Tagging else found).order_by("pk")


def _fields(row: Model) -> dict[str, Any]:
    fields = {
        one.name: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if one.name not in _LEFT_OUT and not one.primary_key
    }
    if isinstance(row, Tagging):
        fields["tag"] = row.tag.name
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in fields.items()}


def _counted(whom: Whom) -> Counts:
    counts = {
        chapter: sum(_rows(model, columns, whom).count() for model, columns in tables)
        for chapter, tables in CHAPTERS.items()
    }
    counts["pictures"] = Picture.objects.filter(person__in=whom.persons).count()
    counts["clues"] = Clue.objects.filter(identity__in=whom.identities).count()
    return counts


ROOM = Knows(told=_told, counted=_counted, forget=forget)
