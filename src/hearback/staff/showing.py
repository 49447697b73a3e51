"""What the room's pages show, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hearback.infra.showing import Face, When, face, when
from hearback.staff.models import Colleague
from hearback.staff.queries import colleagues as everybody
from hearback.staff.queries import open_invitations

if TYPE_CHECKING:
    from datetime import datetime


def face_of(colleague: Colleague) -> Face:
    """Return how a colleague is shown."""
    return face(colleague.name, key=colleague.email, ours=True, number=colleague.pk)


def colleagues(mine: Colleague, *, now: datetime) -> dict[str, Any]:
    """Return what the page of colleagues shows; open invitations for admins only."""
    people = [
        {"face": face_of(one), "email": one.email, "role": one.get_role_display(), "is_me": one.pk == mine.pk}
        for one in everybody()
    ]
    invitations = [
        {"number": one.pk, "email": one.email, "role": one.get_role_display(), "words": _asked(one.invited_by, mine)}
        | {"until": _until(one.expires_at, now=now)}
        for one in (open_invitations(at=now) if mine.is_admin else ())
    ]
    return {"people": people, "invitations": invitations, "may_invite": mine.is_admin}


def _asked(by: Colleague, mine: Colleague) -> str:
    return _("invited by you") if by.pk == mine.pk else _("invited by %s") % by.name


def _until(at: datetime, *, now: datetime) -> When:
    return when(at, now=now)
