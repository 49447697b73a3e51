"""Says what a mailbox would bring, before anything is taken from it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError, Choice, Look
from hearback.channels.mail.days import month_number, spoken_day
from hearback.channels.mail.imap.fetching import about_folder
from hearback.channels.mail.imap.folders import heard_folders, listed_folders
from hearback.channels.mail.imap.listed import Lister
from hearback.channels.mail.imap.sent import sent_folder
from hearback.channels.mail.imap.session import Refused, session
from hearback.channels.mail.imap.wishes import search_since
from hearback.channels.mail.proving import found_checker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hearback.channels.mail.imap.folders import Heard
    from hearback.channels.mail.imap.session import Session
    from hearback.channels.mail.settings import MailSettings

_DAYS_BACK = (365, 30)
_FOLDERS_NAMED = 12
_HEADS = 20
_INTERNAL_DATE = re.compile(rb" ?(\d{1,2})-([A-Za-z]{3})-(\d{4})")


def look(settings: MailSettings) -> Look:
    """Log in, open folders for reading only, and say what the first import would take. Raises ChannelError."""
    with session(settings) as connected:
        found: dict[str, str] = {}
        sent = sent_folder(connected) if settings.hear_sent and not settings.sent_folder else ""
        if sent and sent not in settings.folder_names:
            found["sent_folder"] = sent
        heard = heard_folders(connected, replace(settings, sent_folder=settings.sent_folder or sent))
        days = _days(settings)
        seen = [_look_into(connected, name, days) for name in _worth_opening(heard)]
        checker = found_checker(_newest_heads(connected, seen[0].name, seen[0].count)) if seen else ""
    if checker and not settings.checked_by:
        found["checked_by"] = checker
    choices = _choices(seen, days)
    sentence = _sentence(heard, seen, settings)
    taken = next((one.count for one in choices if one.value == (settings.since or "all")), None)
    return Look(sentence, taken, settings.address, found, choices)


def _days(settings: MailSettings) -> list[date]:
    """Return the days with which a first import may begin: some for everybody, and the one that was named."""
    today = datetime.now(UTC).date()
    named = {settings.since_day} - {None}
    return sorted({day for day in named if day} | {today - timedelta(days=back) for back in _DAYS_BACK})


def _worth_opening(heard: Heard) -> list[str]:
    """Return the folders to look into: of very many only those that hold something."""
    if len(heard.names) <= _FOLDERS_NAMED:
        return list(heard.names)
    return [name for name in heard.names if name not in heard.standings or heard.standings[name].count]


def _choices(seen: Sequence[_Seen], days: Sequence[date]) -> tuple[Choice, ...]:
    since = (
        Choice("since", day.isoformat(), f"What came since {spoken_day(day)}", sum(one.since[day] for one in seen))
        for day in days
    )
    everything = Choice("since", "all", "Everything", sum(one.count for one in seen))
    return (everything, *since, Choice("since", "now", "Only what comes from now on", 0))


def _sentence(heard: Heard, seen: Sequence[_Seen], settings: MailSettings) -> str:
    day = settings.since_day
    if len(heard.names) <= _FOLDERS_NAMED:
        told = "; ".join(one.told(day) for one in seen)
    else:
        count = sum(one.since[day] if day else one.count for one in seen)
        since = f" since {spoken_day(day)}" if day else ""
        told = f"{len(heard.names):,} folders hold {count:,} message{'s' * (count != 1)}{since}"
    if heard.left_out:
        told += f"; left out: {_named(heard.left_out)}"
    return f"{told}; nothing on the server will be changed."


@dataclass(frozen=True, slots=True)
class _Seen:
    """A folder that was looked into. since: how many of its mails came on a day or later."""

    name: str
    count: int
    since: Mapping[date, int]
    oldest: date | None

    def told(self, day: date | None) -> str:
        count = self.count if day is None else self.since[day]
        since = f" since {spoken_day(day)}" if day is not None else ""
        if not count:
            return f"{self.name} holds no messages{since}"
        oldest = f", the oldest of {spoken_day(self.oldest)}" if self.oldest is not None and not since else ""
        return f"{self.name} holds {count:,} message{'s' * (count != 1)}{since}{oldest}"


def _look_into(connected: Session, name: str, days: Sequence[date]) -> _Seen:
    try:
        count = connected.examine(name).count
        lister = Lister(connected)
        since = {day: len(lister.search(search_since(day))) if count else 0 for day in days}
        return _Seen(name, count, since, _oldest(connected) if count else None)
    except Refused as refused:
        error = about_folder(name, refused)
        raise ChannelError(f"{error}{_other_folders(connected)}", lasting=error.lasting) from refused


def _newest_heads(connected: Session, name: str, count: int) -> list[bytes]:
    """Return the heads of a folder's newest mails, as far as the server gives them."""
    if not count:
        return []
    heads: list[bytes] = []
    with suppress(Refused):
        last = connected.examine(name).count
        wanted = b"FETCH %d:%d (BODY.PEEK[HEADER])" % (max(1, last - _HEADS + 1), last)
        for answer in connected.stream(wanted):
            told = answer.pairs().get(b"BODY[HEADER]") if answer.number_before(b"FETCH") else None
            heads += [told] if isinstance(told, bytes) else []
    return heads


def _oldest(connected: Session) -> date | None:
    """Return the day the first mail of the open folder came; None when the server tells none."""
    for answer in connected.stream(b"FETCH 1 (INTERNALDATE)"):
        told = answer.pairs().get(b"INTERNALDATE") if answer.number_before(b"FETCH") else None
        found = _INTERNAL_DATE.match(told) if isinstance(told, bytes) else None
        if found is not None:
            with suppress(ValueError):
                return date(int(found[3]), month_number(found[2].decode()), int(found[1]))
    return None


def _other_folders(connected: Session) -> str:
    """Return a sentence with the names of the folders that are there; "" when the server does not tell."""
    with suppress(Refused):
        names = [folder.name for folder in listed_folders(connected)]
        if names:
            return f" It has {_named(names)}."
    return ""


def _named(names: Sequence[str]) -> str:
    more = len(names) - _FOLDERS_NAMED
    return f"{', '.join(names[:_FOLDERS_NAMED])}{f' and {more} more' if more > 0 else ''}"
