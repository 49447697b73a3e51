"""Drafts: what a colleague is writing is kept while they write, so that nothing written is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from hearback.inbox.models import Draft, File, Outbound, Turn

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hearback.staff.models import Colleague


Recipients = tuple[str, str]  # To and Cc, as typed


@transaction.atomic
def save_draft(
    conversation: int,
    *,
    by: Colleague,
    text: str,
    recipients: Recipients | None = None,
    at: datetime,
    press: UUID | None = None,
) -> Draft | None:
    """Keep what a colleague has written so far; an empty text without files, with untouched recipients, drops it.

    recipients: None leaves them as they are computed. press: the button below the words; when they went out with
    it while this was on its way to us, they are not kept a second time.
    """
    if press:
        Turn.objects.select_for_update().filter(pk=conversation).first()  # where an answer stands in line, too
        if Outbound.objects.filter(press=press).exists():
            return None
    text = text.replace("\0", "")
    files = File.objects.filter(conversation_id=conversation, colleague=by, attempt=None, removed_at=None)
    if not text.strip() and recipients is None and not files.exists():
        drop_draft(conversation, by=by)
        return None
    draft, _ = Draft.objects.update_or_create(
        conversation_id=conversation,
        colleague=by,
        defaults={"text": text, "recipients": recipients and list(recipients), "saved_at": at},
    )
    return draft


def drop_draft(conversation: int, *, by: Colleague) -> None:
    """Forget a colleague's draft, also one begun in a conversation that went into this one."""
    here = Q(conversation_id=conversation) | Q(conversation__merged_into_id=conversation)
    Draft.objects.filter(here, colleague=by).delete()
