"""Says what a JMAP account would bring, before anything is taken from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hearback.channels.contract import Choice, Look
from hearback.channels.mail.days import spoken_day
from hearback.channels.mail.jmap.account import Account
from hearback.channels.mail.jmap.asking import Asking, Refused, trouble

if TYPE_CHECKING:
    from hearback.channels.mail.settings import MailSettings

_DAYS_BACK = (365, 30)
_FOLDERS_NAMED = 12


def look(settings: MailSettings) -> Look:
    """Log in, count, and say what the first import would take. Raises ChannelError."""
    try:
        account = Account(Asking(settings), settings, begun="")
        today = datetime.now(UTC).date()
        named = [settings.since_day] if settings.since_day else []
        days = sorted({*named, *(today - timedelta(days=back) for back in _DAYS_BACK)})
        everything = account.total("")
        since = {day: account.total(f"{day}T00:00:00Z") for day in days}
    except Refused as refused:
        raise trouble(refused) from refused
    choices = (
        Choice("since", "all", "Everything", everything),
        *(Choice("since", day.isoformat(), f"What came since {spoken_day(day)}", since[day]) for day in days),
        Choice("since", "now", "Only what comes from now on", 0),
    )
    counts = account.chosen.counts
    told = "; ".join(f"{name} holds {count:,} message{'s' * (count != 1)}" for name, count in counts.items())
    if len(counts) > _FOLDERS_NAMED:
        told = f"{len(counts):,} folders hold {everything:,} messages"
    sent = account.chosen.sent_name
    found = {"sent_folder": sent} if sent and not settings.sent_folder else {}
    taken = next((one.count for one in choices if one.value == (settings.since or "all")), None)
    return Look(f"{told}; nothing on the server will be changed.", taken, settings.address, found, choices)
