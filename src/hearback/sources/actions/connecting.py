"""Connects sources, changes them, and notes how they are."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from django.db import transaction

from hearback.channels.registry import channel
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.infra.rows import Line, stand_in
from hearback.infra.secrets import seal
from hearback.sources.models import Source
from hearback.staff.actions import note

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.staff.models import Colleague


def _parted(settings: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (open settings, secrets) of a channel's settings."""
    secret = {one.name for one in fields(settings) if one.metadata.get("secret")}
    stored = asdict(settings)
    return (
        {name: stored[name] for name in stored if name not in secret},
        {name: stored[name] for name in secret if stored[name]},
    )


@transaction.atomic
def connect(
    *, kind: str, name: str, settings: Any, address: str = "", promise_hours: int = 24, by: Colleague | None = None
) -> Source:
    """Make a source. Raises Refusal when the name is taken or somebody who is no admin asks.

    The second press of a button changes nothing: the same settings under the same name are the source made before.
    """
    _only_admins(by)
    stand_in(Line.CONNECTING)
    name = name.strip()
    channel(kind)
    opened, secrets = _parted(settings)
    if taken := Source.objects.filter(name=name).first():
        if by is not None and (taken.kind, taken.settings, taken.connected_by_id) == (kind, opened, by.pk):
            return taken
        raise Refusal(f"There is a source called “{name}” already.")
    source = Source.objects.create(
        kind=kind,
        name=name,
        address=address.strip().lower(),
        settings=opened,
        secrets=seal(secrets),
        promise_hours=promise_hours,
        connected_by=by,
    )
    note("connect", subject=f"source:{source.pk}", by=by, kind=kind)
    return source


@transaction.atomic
def change_settings(
    source: Source, *, name: str, settings: Any, address: str, promise_hours: int, by: Colleague | None
) -> None:
    """Change a source; its next look is a fresh start. by: None is the house itself. Raises Refusal."""
    _only_admins(by)
    if Source.objects.filter(name=name.strip()).exclude(pk=source.pk).exists():
        raise Refusal(f"There is a source called “{name.strip()}” already.")
    opened, secrets = _parted(settings)
    source.name, source.settings, source.secrets = name.strip(), opened, seal(secrets)
    source.address, source.promise_hours = address.strip().lower(), promise_hours
    source.trouble, source.is_trouble_lasting = "", False
    source.save(
        update_fields=["name", "settings", "secrets", "address", "promise_hours", "trouble", "is_trouble_lasting"]
    )
    note("change source", subject=f"source:{source.pk}", by=by)
    tell(f"source:{source.pk}")


@transaction.atomic
def pause(source: Source, *, is_paused: bool, by: Colleague) -> None:
    """Stop or go on hearing a source; nothing that was heard goes. Raises Refusal."""
    _only_admins(by)
    if Source.objects.filter(pk=source.pk, is_paused=not is_paused).update(is_paused=is_paused):
        note("pause" if is_paused else "go on", subject=f"source:{source.pk}", by=by)
        tell(f"source:{source.pk}")


@transaction.atomic
def note_try(source: Source, *, at: datetime, heard: bool, trouble: str = "", lasting: bool = False) -> None:
    """Note how the last look at a source went; trouble is one sentence, "" when it went well."""
    changes: dict[str, Any] = {"last_tried_at": at, "trouble": trouble, "is_trouble_lasting": lasting}
    if heard:
        changes["last_heard_at"] = at
    Source.objects.filter(pk=source.pk).update(**changes)
    if heard or trouble != source.trouble or source.last_tried_at is None:
        tell(f"source:{source.pk}")


def _only_admins(by: Colleague | None) -> None:
    if by is not None and not by.is_admin:
        raise Refusal("Only an admin can change what we listen to.")
