"""Under which name and with which signature a colleague answers through a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.inbox.models import Letterhead
from hearback.inbox.rules.letterheads import NAME, filled, one_line, unmarked

if TYPE_CHECKING:
    from hearback.sources.models import Source
    from hearback.staff.models import Colleague


@dataclass(frozen=True, slots=True)
class Sender:
    """How somebody answers. name: as it stands in From. signature: as it stands below, "" for none."""

    name: str
    signature: str


def letterhead_of(source: Source) -> Letterhead:
    """Return the letterhead of a source; the plain one, which nobody has stored, when it has none."""
    return Letterhead.objects.filter(pk=source.pk).first() or Letterhead(source=source, name=NAME)


def sender(letterhead: Letterhead, *, source: Source, by: Colleague) -> Sender:
    """Return how a colleague answers under a letterhead. Without a signature of its own it is the colleague's."""
    values = {
        "name": by.name,
        "email": by.email,
        "address": source.address,
        "source": source.name,
        "signature": unmarked(by.signature),
    }
    signature = filled(letterhead.signature, values) if letterhead.signature.strip() else values["signature"]
    return Sender(one_line([filled(letterhead.name, values)]) or by.name, unmarked(signature))
