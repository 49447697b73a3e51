"""What colleagues note of a person: name, roles, tags, notes, facts; each of it can be taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import transaction

from hearback.infra.errors import Refusal
from hearback.people.models import Note, Person, Role, Segment, Tag, Tagging, Trait
from hearback.people.queries import family
from hearback.people.rules import roles
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import date, datetime

    from hearback.staff.models import Colleague

_SPACE = re.compile(r"\s+")
_ROWS: dict[str, type[Role | Note | Trait]] = {"role": Role, "note": Note, "trait": Trait}
GONE = "Somebody has changed this meanwhile."


@transaction.atomic
def rename(person: int, name: str, *, by: Colleague, at: datetime) -> str:
    """Call a person something else; return what they were called. Raises Refusal for no name, or one too long."""
    one, name = _held(person), _plain(name)
    if not name:
        raise Refusal("A person needs a name.")
    if len(name) > roles.LONGEST_NAME:
        raise Refusal(f"That is longer than {roles.LONGEST_NAME} characters.")
    before, one.name = one.name, name
    one.save(update_fields=["name"])
    note("rename person", subject=f"person:{person}", by=by, at=at, before=before)
    return before


@transaction.atomic
def give_role(person: int, kind: str, *, since: date | None, by: Colleague, at: datetime) -> Role:
    """Say what somebody is to us, since a day. Raises Refusal when they are that already."""
    if kind not in roles.KINDS:
        raise Refusal("Choose what they are.")
    if since is not None and since > at.date():
        raise Refusal("That day is still to come.")
    _held(person)
    if Role.objects.filter(person__in=family(person), kind=kind, until=None, removed_at=None).exists():
        raise Refusal("They are that already.")
    given = Role.objects.create(person_id=person, kind=kind, since=since, at=at, by=by)
    note("give role", subject=f"person:{person}", by=by, at=at, role=given.pk, kind=kind)
    return given


@transaction.atomic
def end_role(number: int, *, until: date | None, by: Colleague, at: datetime) -> Role:
    """Say that somebody is something no more, since a day; None: they still are. Raises Refusal for wrong days."""
    role = Role.objects.select_for_update().filter(pk=number, removed_at=None).first()
    if role is None:
        raise Refusal(GONE)
    if until is not None and (until > at.date() or (role.since is not None and until < role.since)):
        raise Refusal("A role ends between its beginning and today.")
    if until is None:
        _check_alone(role)
    role.until = until
    role.save(update_fields=["until"])
    note("end role", subject=f"person:{role.person_id}", by=by, at=at, role=number, until=str(until))
    return role


@transaction.atomic
def put_tag(person: int, word: str, *, by: Colleague, at: datetime) -> tuple[Tagging, bool]:
    """Put a tag on a person; return it and whether it is new on them. Raises Refusal for no word, or one too long."""
    word = _plain(word)
    if not word:
        raise Refusal("There is nothing written yet.")
    if len(word) > roles.LONGEST_TAG:
        raise Refusal(f"A tag has {roles.LONGEST_TAG} characters at most.")
    _held(person)
    tag = Tag.objects.filter(name__iexact=word).first() or Tag.objects.create(name=word)
    kept = Tagging.objects.filter(tag=tag, person__in=family(person)).first()
    if kept is not None:
        return kept, False
    done = Tagging.objects.create(tag=tag, person_id=person, at=at, by=by)
    note("put tag", subject=f"person:{person}", by=by, at=at, tag=tag.name)
    return done, True


@transaction.atomic
def take_tag(person: int, word: str, *, by: Colleague, at: datetime) -> None:
    """Take a tag off a person. Raises Refusal when it is not on them."""
    gone, _of_kind = Tagging.objects.filter(tag__name__iexact=word, person__in=family(person)).delete()
    if not gone:
        raise Refusal(GONE)
    note("take tag", subject=f"person:{person}", by=by, at=at, tag=word)


@transaction.atomic
def write_note(person: int, words: str, *, is_personal: bool, by: Colleague, at: datetime) -> Note:
    """Write something down about a person. Raises Refusal for no words, or too many."""
    words = words.replace("\0", "").strip()
    if not words:
        raise Refusal("There is nothing written yet.")
    if len(words) > roles.LONGEST_NOTE:
        raise Refusal(f"A note has {roles.LONGEST_NOTE:,} characters at most.")
    _held(person)
    done = Note.objects.create(person_id=person, words=words, is_personal=is_personal, at=at, by=by)
    note("write note", subject=f"person:{person}", by=by, at=at, note=done.pk)
    return done


@transaction.atomic
def release_note(number: int, *, is_released: bool, by: Colleague, at: datetime) -> Note:
    """Let everybody read a personal note of one's own, or nobody else again. Raises Refusal for another's."""
    one = Note.objects.select_for_update().filter(pk=number, by=by, is_personal=True, removed_at=None).first()
    if one is None:
        raise Refusal("There is no such note of yours.")
    one.released_at = at if is_released else None
    one.save(update_fields=["released_at"])
    note(
        "release note" if is_released else "withhold note", subject=f"person:{one.person_id}", by=by, at=at, note=number
    )
    return one


@transaction.atomic
def note_trait(person: int, kind: str, value: str, *, source: str, by: Colleague, at: datetime) -> Trait:
    """Note a fact about a person with where it is from. Raises Refusal for what cannot be."""
    value = _plain(value)
    if reason := roles.why_not(kind, value):
        raise Refusal(reason)
    _held(person)
    done = Trait.objects.create(
        person_id=person, kind=kind, value=value, source=_plain(source)[: roles.LONGEST_VALUE], at=at, by=by
    )
    note("note trait", subject=f"person:{person}", by=by, at=at, trait=done.pk)
    return done


@transaction.atomic
def remove(what: str, number: int, *, by: Colleague, at: datetime) -> int:
    """Take a role, note or fact away; return whose it was. Raises Refusal for what is gone, or another's note."""
    row = _row(what, number, by=by, is_removed=False)
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    note(f"remove {what}", subject=f"person:{row.person_id}", by=by, at=at, number=number)
    return int(row.person_id)


@transaction.atomic
def restore(what: str, number: int, *, by: Colleague, at: datetime) -> int:
    """Put a role, note or fact back that was taken away; return whose it is. Raises Refusal."""
    row = _row(what, number, by=by, is_removed=True)
    if isinstance(row, Role) and row.until is None:
        _check_alone(row)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    note(f"restore {what}", subject=f"person:{row.person_id}", by=by, at=at, number=number)
    return int(row.person_id)


def _check_alone(role: Role) -> None:
    """Raise Refusal when somebody is the same a second time without an end."""
    same = Role.objects.filter(person__in=family(role.person_id), kind=role.kind, until=None, removed_at=None)
    if same.exclude(pk=role.pk).exists():
        raise Refusal("They are that already.")


def _row(what: str, number: int, *, by: Colleague, is_removed: bool) -> Any:
    model = _ROWS.get(what)
    rows = model.objects.select_for_update().filter(pk=number, removed_at__isnull=not is_removed) if model else None
    row = rows.first() if rows is not None else None
    if row is None or (isinstance(row, Note) and row.by != by):
        raise Refusal(GONE)
    return row


@transaction.atomic
def keep_segment(name: str, asked: dict[str, str], *, is_shared: bool, by: Colleague, at: datetime) -> Segment:
    """Keep a filter under a name; one's own of that name is replaced. Raises Refusal without name or filter."""
    name = _plain(name)[:100]
    if not name:
        raise Refusal("Give it a name.")
    if not asked:
        raise Refusal("Everybody is no segment; choose something first.")
    told = {"asked": asked, "is_shared": is_shared, "at": at}
    kept = Segment.objects.filter(by=by, name__iexact=name).first()
    segment = kept or Segment(by=by, name=name)
    for field, value in told.items():
        setattr(segment, field, value)
    segment.save()
    note("keep segment", subject=f"segment:{segment.pk}", by=by, at=at)
    return segment


@transaction.atomic
def drop_segment(number: int, *, by: Colleague, at: datetime) -> Segment:
    """Drop a segment of one's own, or as an admin any that is shared; return it. Raises Refusal."""
    segment = Segment.objects.select_for_update().filter(pk=number).first()
    if segment is None or not (segment.by == by or (by.is_admin and segment.is_shared)):
        raise Refusal("There is no such segment of yours.")
    segment.delete()
    note("drop segment", subject=f"segment:{number}", by=by, at=at, name=segment.name)
    return segment


def _held(person: int) -> Person:
    one = Person.objects.select_for_update().filter(pk=person, merged_into=None).first()
    if one is None:
        raise Refusal("There is nobody of that number here.")
    return one


def _plain(words: str) -> str:
    return _SPACE.sub(" ", words.replace("\0", "")).strip()
