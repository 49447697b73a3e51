"""Holds what a source has against what is here: what is missing is brought, and counted for everybody to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from hearback.channels.contract import ChannelError, Fetched
from hearback.infra.errors import Refusal
from hearback.listening.actions import store
from hearback.listening.actions.compared import note_compared
from hearback.listening.bringing import hear_left_over
from hearback.listening.models import Arrival, Copy, Cursor
from hearback.sources.queries import channel_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.channels.contract import Compared
    from hearback.listening.models import Comparison
    from hearback.sources.models import Source


def compare(source: Source) -> Comparison:
    """Compare a source with what is here and bring what is missing; returns the report, also of one that broke off.

    missing: arrivals that were on the server and not here until now. A copy of something that is here is none.
    """
    cursors = dict(Cursor.objects.filter(source=source).values_list("place", "position"))
    there = missing = 0
    sentence = ""

    def known(origins: Sequence[str]) -> set[str]:
        kept = Arrival.objects.filter(source=source, id=OuterRef("arrival_id"))
        copies = Copy.objects.filter(Exists(kept), source=source, origin__in=origins)
        return set(copies.values_list("origin", flat=True))

    try:
        for stretch in channel_of(source).compare(settings_of(source), cursors=cursors, known=known):
            there += stretch.there
            missing += len(store(source, _as_fetched(stretch))) if stretch.missing else 0
    except (ChannelError, Refusal) as error:
        sentence = str(error)
    hear_left_over(source)
    return note_compared(source, at=timezone.now(), there=there, missing=missing, sentence=sentence)


def _as_fetched(stretch: Compared) -> Fetched:
    """Return what was missing as a step of a fetch that moves no cursor."""
    place = stretch.missing[0].origin.rsplit(";", 2)[0]
    return Fetched(stretch.missing, place, is_history=stretch.is_history)
