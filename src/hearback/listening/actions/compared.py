"""Notes what a comparison of a source with its server found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from hearback.infra.events import tell
from hearback.listening.models import Comparison

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.sources.models import Source


@transaction.atomic
def note_compared(source: Source, *, at: datetime, there: int, missing: int, sentence: str) -> Comparison:
    """Write the report of a source, in place of the one before, and tell the pages that show it."""
    found = {"compared_at": at, "there": there, "missing": missing, "sentence": sentence}
    comparison, _ = Comparison.objects.update_or_create(source=source, defaults=found)
    tell(f"source:{source.pk}")
    return comparison
