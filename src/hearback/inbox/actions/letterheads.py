"""Letterheads: what an admin decides about the name and the signature under which answers leave a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hearback.inbox.models import Letterhead
from hearback.inbox.rules.letterheads import NAME, one_line, unknown_places
from hearback.infra.errors import Refusal
from hearback.staff.actions import note

if TYPE_CHECKING:
    from hearback.sources.models import Source
    from hearback.staff.models import Colleague


@transaction.atomic
def set_letterhead(source: Source, *, name: str, signature: str, by: Colleague) -> Letterhead:
    """Decide how answers through a source are named and signed. Raises Refusal.

    name, signature: with placeholders, see rules.letterheads; an empty name is the colleague's, an empty signature
    is the colleague's own.
    """
    if not by.is_admin:
        raise Refusal("Only an admin can change how answers are signed.")
    name, signature = one_line([name]) or NAME, signature.replace("\r\n", "\n").replace("\0", "").strip("\n")
    if wrong := unknown_places(name + signature):
        raise Refusal(f"“{wrong[0]}” stands for nothing here.")
    kept, _ = Letterhead.objects.update_or_create(source=source, defaults={"name": name, "signature": signature})
    note("letterhead", subject=f"source:{source.pk}", by=by)
    return kept
