"""Keeps mail that is handed to us: what we say yes to is an arrival on disk, and will be heard."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import Error, connection, transaction
from django.utils import timezone

from hearback.channels.contract import Fetched, RawArrival
from hearback.channels.mail.handed import NotNow, home_among
from hearback.infra.log import fields
from hearback.listening.actions import store
from hearback.listening.jobs import hear_rest_soon
from hearback.sources.actions import note_try
from hearback.sources.models import Source
from hearback.sources.queries import open_settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.channels.mail.handed import Handed

log = logging.getLogger(__name__)


class Receiver:
    """The house, as whoever hands mail over knows it."""

    def home_of(self, address: str) -> int | None:
        """Return the source that an address belongs to; None when it is none of ours. Raises NotNow."""
        with _asked():
            found = list(Source.objects.filter(kind="mail", settings__handed_over=True).order_by("-pk"))
        # Of two sources with the same address the older one has it.
        homes = {address: source.pk for source in found for address in open_settings_of(source).handed_addresses}
        home = home_among(homes, address)
        if any(source.pk == home and source.is_paused for source in found):
            raise NotNow("That mailbox is paused; come again")
        return home

    def take(self, home: int, handed: Handed) -> None:
        """Store a mail as an arrival and have it heard, in one commit. Raises NotNow; then nothing is stored."""
        now = timezone.now()
        with _asked(), transaction.atomic():
            source = Source.objects.get(pk=home)
            arrival = RawArrival(handed.raw(at=now), handed.fingerprint, handed.origin)
            if store(source, Fetched([arrival])):
                note_try(source, at=now, heard=True)
                hear_rest_soon(source.pk)


@contextmanager
def _asked() -> Iterator[None]:
    """Ask the database, which may be away. Raises NotNow."""
    try:
        yield
    except (Error, Source.DoesNotExist) as error:
        log.warning("mail not taken", extra=fields(why=type(error).__name__))
        raise NotNow("Mail cannot be stored just now; come again") from error
    finally:
        # One that is kept may have gone by the next mail; with a pool this gives it back.
        if not connection.in_atomic_block:
            connection.close()
