"""What the rules for notices look at."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from hearback.channels.mail.reading.headers import Fields
from hearback.channels.mail.reading.mime import Part


class Told(NamedTuple):
    """One mail from a machine. author: the handle; addressed: where this mail was meant to arrive."""

    fields: Fields
    part: Part
    author: str
    addressed: tuple[str, ...]
    subject: str
    text: str
    said_at: datetime | None
