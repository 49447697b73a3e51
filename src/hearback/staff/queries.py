"""What others ask about colleagues, invitations and tries to sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from hearback.staff.models import AuditLine, Colleague, Invitation
from hearback.staff.rules import TRIES, TRIES_COUNT_FOR

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

SIGN_IN_REFUSED = "sign-in refused"


def is_somebody_here() -> bool:
    """Return whether the house has a first colleague already."""
    return Colleague.objects.exists()


def colleagues() -> QuerySet[Colleague]:
    """Return everybody who works here, by name."""
    return Colleague.objects.filter(is_active=True)


def open_invitations(*, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    unended = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return unended.select_related("invited_by").order_by("-pk")


def sign_in_subject(email: str, *, origin: str) -> str:
    """Return what the audit trail calls tries to sign in as somebody from somewhere; neither can be read from it."""
    return f"sign-in:{salted_hmac('sign-in', f'{email.strip().lower()} {origin}').hexdigest()[:32]}"


def is_worn_out(email: str, *, origin: str, at: datetime) -> bool:
    """Return whether so many tries to sign in failed lately that no more are taken for now."""
    subject = sign_in_subject(email, origin=origin)
    failed = AuditLine.objects.filter(subject=subject, verb=SIGN_IN_REFUSED, at__gt=at - TRIES_COUNT_FOR)
    return failed.count() >= TRIES
