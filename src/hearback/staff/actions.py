"""What writes the room's tables."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hearback.infra.errors import Refusal
from hearback.infra.rows import Line, stand_in
from hearback.infra.sweeping import swept
from hearback.staff.errors import WeakPassword, WrongPassword
from hearback.staff.models import AuditLine, Colleague, Invitation
from hearback.staff.queries import SIGN_IN_REFUSED, sign_in_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

INVITATION_LASTS = timedelta(days=7)


def note(verb: str, *, subject: str, by: Colleague | None, at: datetime | None = None, **detail: Any) -> int:
    """Write the audit line of an action, in the action's transaction; returns its number.

    subject: "conversation:12". at: now when not given.
    """
    line = AuditLine.objects.create(verb=verb, subject=subject, colleague=by, detail=detail, at=at or timezone.now())
    return line.pk


def forget_in_audit(persons: Collection[int], *, needles: Sequence[str], hide: Callable[[Any], Any]) -> None:
    """Leave only numbers in what the audit says of somebody who is erased. Runs in the caller's transaction."""
    AuditLine.objects.filter(subject__in=[f"person:{one}" for one in persons]).exclude(verb="erase").update(detail={})
    swept(AuditLine, needles=needles, hide=hide, without=("verb", "subject"))


@transaction.atomic
def welcome(
    *, email: str, name: str, password: str, role: str, by: Colleague | None = None, at: datetime | None = None
) -> Colleague:
    """Make a colleague. Raises Refusal when the address is taken or the password too weak."""
    email = email.strip().lower()
    if Colleague.objects.filter(email__iexact=email).exists():
        raise Refusal(f"{email} is a colleague already.")
    colleague = Colleague(email=email, name=name.strip(), role=role)
    _check_password(password, colleague)
    colleague.set_password(password)
    colleague.save()
    note("welcome", subject=f"colleague:{colleague.pk}", by=by, at=at, role=role)
    return colleague


@transaction.atomic
def found_house(*, email: str, name: str, password: str) -> Colleague:
    """Make the first colleague, an admin. Raises Refusal when there is one already."""
    stand_in(Line.CONNECTING)
    if Colleague.objects.exists():
        raise Refusal("There are colleagues already; ask one of them for an invitation.")
    return welcome(email=email, name=name, password=password, role=Colleague.ADMIN)


def _check_password(password: str, colleague: Colleague) -> None:
    try:
        validate_password(password, colleague)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, email: str, role: str, by: Colleague, at: datetime) -> str:
    """Return the token of a fresh invitation; earlier ones to that address end. Raises Refusal."""
    if not by.is_admin:
        raise Refusal("Only an admin can invite colleagues.")
    email = email.strip().lower()
    if Colleague.objects.filter(email__iexact=email).exists():
        raise Refusal(f"{email} is a colleague already.")
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        email=email,
        role=role,
        token_digest=_digest(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    note("invite", subject=f"invitation:{made.pk}", by=by, role=role)
    return token


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Colleague, at: datetime) -> None:
    """End an invitation that was not accepted yet. Raises Refusal."""
    if not by.is_admin:
        raise Refusal("Only an admin can withdraw an invitation.")
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at):
        note("withdraw", subject=f"invitation:{invitation.pk}", by=by)


def open_invitation(token: str, *, at: datetime) -> Invitation:
    """Return the invitation that a token opens. Raises Refusal when it is over or never was."""
    invitation = Invitation.objects.filter(
        token_digest=_digest(token), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).first()
    if invitation is None:
        raise Refusal("This invitation is over. Ask for a new one.")
    return invitation


@transaction.atomic
def accept(token: str, *, name: str, password: str, at: datetime) -> Colleague:
    """Make the invited person a colleague; a token works once. Raises Refusal."""
    invitation = Invitation.objects.select_for_update().get(pk=open_invitation(token, at=at).pk)
    if invitation.accepted_at:
        raise Refusal("This invitation was used already.")
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    return welcome(email=invitation.email, name=name, password=password, role=invitation.role, by=invitation.invited_by)


def note_refused_sign_in(email: str, *, origin: str) -> None:
    """Note that a try to sign in failed, so that tries without end can be refused."""
    note(SIGN_IN_REFUSED, subject=sign_in_subject(email, origin=origin), by=None)


@transaction.atomic
def change_password(colleague: Colleague, *, old: str, new: str) -> None:
    """Give a colleague a new password; every other place they are signed in at is signed out. Raises Refusal."""
    if not colleague.check_password(old):
        raise WrongPassword("This is not your current password.")
    _check_password(new, colleague)
    colleague.set_password(new)
    colleague.save(update_fields=["password"])
    note("change password", subject=f"colleague:{colleague.pk}", by=colleague)


@transaction.atomic
def sign_off_as(colleague: Colleague, *, name: str, signature: str) -> None:
    """Change how a colleague is named and signs."""
    colleague.name, colleague.signature = name.strip() or colleague.name, signature.strip()
    colleague.save(update_fields=["name", "signature"])
    note("change profile", subject=f"colleague:{colleague.pk}", by=colleague)
