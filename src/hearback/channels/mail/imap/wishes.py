"""What is wanted of a mailbox: how much of its past, and whether it matters what was deleted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.channels.mail.days import imap_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """since, is_from_now_on: what is wanted of the past; neither: everything. today, begun: ISO days in UTC.

    begun: the day on which hearing this mailbox began; "" when it begins now.
    kept: the origins here that begin with a text, asked when minds_removal.
    """

    since: date | None
    is_from_now_on: bool
    begun: str
    today: str
    sent_folder: str
    minds_removal: bool
    kept: Callable[[str], Sequence[str]]


def search_since(day: date) -> bytes:
    """Return the search for mails that came on a day or later."""
    return b"SINCE " + imap_day(day).encode()
