"""Makes copies of everything held about somebody, hands them out for a while, and removes them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from hearback.infra.errors import Refusal
from hearback.infra.jobs import enqueue
from hearback.people.actions.privacy import only_admins
from hearback.people.models import Dossier, Person
from hearback.people.queries.rooms import rooms, whom
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import IO

    from hearback.people.queries.rooms import Row
    from hearback.staff.models import Colleague

    Write = Callable[..., None]

MAKE = "hearback.people.jobs.make_dossier"
FOLDER = "dossiers"
GOOD_FOR = timedelta(days=7)
_OPEN = (Dossier.WAITING, Dossier.RUNNING)


@transaction.atomic
def ask_dossier(person: int, *, by: Colleague, at: datetime) -> Dossier:
    """Have everything held about somebody put into one file; one at a time. Raises Refusal."""
    only_admins(by)
    Person.objects.select_for_update().get(pk=person)
    here = Dossier.objects.filter(person=person, state__in=_OPEN).first()
    if here is None:
        here = Dossier.objects.create(person_id=person, at=at, by=by)
        note("make a copy", subject=f"person:{person}", by=by, at=at, dossier=here.pk)
    make_soon(here.pk)
    return here


def make_soon(number: int) -> bool:
    """Enqueue the making of a copy; returns False when it waits already."""
    return enqueue(MAKE, once=f"dossier-{number}", number=number)


def make(number: int, *, write: Callable[..., None], at: datetime) -> None:
    """Make a copy that was asked for; one that was begun is begun again. write: showing.dossier.write_archive."""
    if not Dossier.objects.filter(pk=number, state__in=_OPEN).update(state=Dossier.RUNNING, done=0):
        return
    dossier = Dossier.objects.get(pk=number)
    about = whom(dossier.person_id)
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{FOLDER}/{secrets.token_urlsafe(24)}.zip"
    path = Path(settings.MEDIA_ROOT) / name
    rows = chain.from_iterable(room.told(about) for room in reversed(rooms()))
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            _write(write, file, rows, dossier=dossier, at=at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    given = {"state": Dossier.READY, "path": name, "size_bytes": path.stat().st_size}
    Dossier.objects.filter(pk=number).update(**given, ended_at=at, good_until=at + GOOD_FOR)


def _write(write: Write, file: IO[bytes], rows: chain[Row], *, dossier: Dossier, at: datetime) -> None:
    def progress(done: int) -> None:
        Dossier.objects.filter(pk=dossier.pk).update(done=done)

    write(file, rows, person=dossier.person_id, at=at, progress=progress)


@transaction.atomic
def hand_out(number: int, *, by: Colleague, at: datetime) -> Path:
    """Return the file of a copy that is ready, and note who fetched it. Raises Refusal."""
    only_admins(by)
    here = Dossier.objects.filter(pk=number, state=Dossier.READY, good_until__gt=at).first()
    if here is None:
        raise Refusal("This copy is not here any more; make a new one.")
    note("fetch a copy", subject=f"person:{here.person_id}", by=by, at=at, dossier=here.pk)
    return Path(settings.MEDIA_ROOT) / here.path


def remove_old(*, at: datetime) -> int:
    """Remove the copies whose time is over; returns how many."""
    over = list(Dossier.objects.filter(state=Dossier.READY, good_until__lte=at))
    for one in over:
        (Path(settings.MEDIA_ROOT) / one.path).unlink(missing_ok=True)
        Dossier.objects.filter(pk=one.pk).update(state=Dossier.GONE, path="")
    return len(over)
