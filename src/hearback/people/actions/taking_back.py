"""Writes rows with an audit line that says what they were before, so that any of it can be taken back exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from hearback.infra.errors import Refusal
from hearback.people.models import Affiliation, Counterpart, Domain, Organisation, Suggestion
from hearback.staff.actions import note
from hearback.staff.models import AuditLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import Field, Model

    from hearback.staff.models import Colleague

_TABLES: dict[str, type[Model]] = {
    model.__name__.lower(): model for model in (Affiliation, Counterpart, Domain, Organisation, Suggestion)
}
_GONE = "Somebody has changed this since."


@dataclass(frozen=True, slots=True)
class Change:
    """What one row was and is: column -> value. before: None for a row that was made; after: None for one deleted."""

    row: Model
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def changed(row: Model, **columns: Any) -> Change:
    """Give a row new values; a column's name is that of its attribute."""
    before = {name: getattr(row, name) for name in columns}
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    return Change(row, before, columns)


def made(row: Model) -> Change:
    """Return the change that undoes the making of a row by deleting it; the row is saved already."""
    return Change(row, None, {})


def shown(row: Model, *, at: datetime) -> Change:
    """Return the change that undoes the making of a row by marking it as removed; the row is saved already."""
    return Change(row, {"removed_at": at}, {"removed_at": None})


def deleted(row: Model) -> Change:
    """Delete a row."""
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    done = Change(row, before, None)
    row.delete()
    row.pk = before[row._meta.pk.attname]
    return done


def noted(verb: str, changes: Sequence[Change], *, subject: str, by: Colleague, at: datetime) -> int:
    """Write the audit line of some changes; its number takes them back."""
    told = [
        {
            "table": type(one.row).__name__.lower(),
            "row": one.row.pk,
            "before": _plain(one.before),
            "after": _plain(one.after),
        }
        for one in changes
    ]
    return note(verb, subject=subject, by=by, at=at, changes=told)


@transaction.atomic
def take_back(number: int, *, by: Colleague, at: datetime) -> list[dict[str, Any]]:
    """Make what an audit line tells undone; returns its changes. Raises Refusal when it cannot be any more."""
    line = AuditLine.objects.filter(pk=number, detail__has_key="changes").first()
    if line is None:
        raise Refusal("There is nothing to take back.")
    changes: list[dict[str, Any]] = line.detail["changes"]
    try:
        with transaction.atomic():
            for change in reversed(changes):
                _undo(change)
    except IntegrityError as error:
        raise Refusal(_GONE) from error
    note("take back", subject=line.subject, by=by, at=at, line=number)
    return changes


def _undo(change: dict[str, Any]) -> None:
    model = _TABLES[change["table"]]
    row = model._default_manager.select_for_update().filter(pk=change["row"]).first()
    before, after = change["before"], change["after"]
    if after is None:
        if row is not None:
            raise Refusal(_GONE)
        model(**before).save(force_insert=True)
        return
    if row is None or _plain({name: getattr(row, name) for name in after}) != after:
        raise Refusal(_GONE)
    if before is None:
        row.delete()
        return
    for name, value in before.items():
        setattr(row, name, _field(row, name).to_python(value))
    row.save(update_fields=list(before))


def _field(row: Model, name: str) -> Field[Any, Any]:
    return next(field for field in row._meta.concrete_fields if field.attname == name)


def _plain(columns: dict[str, Any] | None) -> dict[str, Any] | None:
    if columns is None:
        return None
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}
