"""What a message's head says when it was deleted where it was heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from hearback.conversations.models import Message


def deleted_of(message: Message) -> str:
    """Return that a message was deleted on its server, and whether its words went from here too; "" when neither."""
    if message.erased_at and not message.removed_at:
        return _("Its words are kept no longer; they went on %s.") % date_format(message.erased_at, "j F Y")
    if message.erased_at:
        return _("Deleted on the server; its words went from here on %s.") % date_format(message.erased_at, "j F Y")
    if message.removed_at:
        return _("Deleted on the server on %s; it is kept here.") % date_format(message.removed_at, "j F Y")
    return ""
