"""Drafts: an answer that is being written is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hearback.inbox.models import Draft

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.staff.models import Colleague


@transaction.atomic
def save_draft(
    conversation: int, *, by: Colleague, text: str, to: str | None = None, cc: str | None = None, at: datetime
) -> Draft | None:
    """Keep what a colleague has written so far; an empty text with untouched recipients drops the draft.

    to, cc: as typed; None leaves them as they are computed.
    """
    recipients = None if to is None and cc is None else [to or "", cc or ""]
    if not text.strip() and recipients is None:
        drop_draft(conversation, by=by)
        return None
    draft, _ = Draft.objects.update_or_create(
        conversation_id=conversation,
        colleague=by,
        defaults={"text": text, "recipients": recipients, "saved_at": at},
    )
    return draft


def drop_draft(conversation: int, *, by: Colleague) -> None:
    """Forget a colleague's draft."""
    Draft.objects.filter(conversation_id=conversation, colleague=by).delete()
