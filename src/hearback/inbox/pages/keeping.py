"""Keeps what stands in a composer as a draft, whichever button was pressed below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from hearback.inbox.actions import save_draft
from hearback.inbox.pages.composer import is_as_computed
from hearback.inbox.queries.answerable import answerable
from hearback.sources.queries import our_addresses

if TYPE_CHECKING:
    from uuid import UUID

    from hearback.conversations.models import Conversation
    from hearback.inbox.forms import Composed
    from hearback.staff.models import Colleague


def keep(home: Conversation, posted: Composed, *, by: Colleague, press: UUID | None = None) -> None:
    """Save a draft; recipients that are as computed are computed again when it is opened. press: see save_draft."""
    recipients = (
        None if is_as_computed(posted, answerable(home, ours=our_addresses())) else (posted.to_line, posted.cc_line)
    )
    save_draft(home.pk, by=by, text=posted.text, recipients=recipients, at=timezone.now(), press=press)
