"""One turn of a conversation on its way to becoming a mail: who said it, when, and after what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address


@dataclass(frozen=True, slots=True)
class Said:
    """What was said. words: as written, with the signature; full: with what its author's program quotes below.

    sent_at: in the author's own zone. references: keys before this one, oldest first. client: mail habits.
    """

    key: str
    author: Address
    client: str
    language: str
    sent_at: datetime
    subject: str
    words: str
    full: str
    html: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    references: tuple[str, ...]
    is_ours: bool
    options: Mapping[str, str] = field(default_factory=dict)
