"""Says what a mailbox would bring, before anything is taken from it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError, Look
from hearback.channels.mail.days import month_number, spoken_day
from hearback.channels.mail.imap.fetching import about_folder, search_since
from hearback.channels.mail.imap.sent import sent_folder
from hearback.channels.mail.imap.session import Refused, session
from hearback.channels.mail.proving import found_checker

if TYPE_CHECKING:
    from hearback.channels.mail.imap.session import Session
    from hearback.channels.mail.settings import MailSettings

_FOLDERS_NAMED = 12
_HEADS = 20
_INTERNAL_DATE = re.compile(rb" ?(\d{1,2})-([A-Za-z]{3})-(\d{4})")


def look(settings: MailSettings) -> Look:
    """Log in, open each folder for reading only, and say what the first import would take. Raises ChannelError."""
    with session(settings) as connected:
        found: dict[str, str] = {}
        sent = sent_folder(connected) if settings.hear_sent and not settings.sent_folder else ""
        if sent and sent not in settings.folder_names:
            found["sent_folder"] = sent
        names = [*settings.folder_names, *found.values()]
        seen = [_look_into(connected, name, settings.since_day) for name in names]
        checker = found_checker(_newest_heads(connected, names[0], seen[0].count))
    sentence = "; ".join(map(str, seen))
    count = sum(folder.count for folder in seen)
    if checker and not settings.checked_by:
        found["checked_by"] = checker
    return Look(f"{sentence}; nothing on the server will be changed.", count, settings.address, found)


@dataclass(frozen=True, slots=True)
class _Seen:
    name: str
    count: int
    since: date | None
    oldest: date | None

    def __str__(self) -> str:
        since = f" since {spoken_day(self.since)}" if self.since is not None else ""
        if not self.count:
            return f"{self.name} holds no messages{since}"
        oldest = f", the oldest of {spoken_day(self.oldest)}" if self.oldest is not None and not since else ""
        return f"{self.name} holds {self.count:,} message{'s' * (self.count != 1)}{since}{oldest}"


def _look_into(connected: Session, name: str, since: date | None) -> _Seen:
    try:
        count = connected.examine(name).count
        if since is not None and count:
            found = connected.run(b"UID SEARCH " + search_since(since))
            count = sum(len(answer.words.split()) - 1 for answer in found if answer.condition == b"SEARCH")
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
        names = [folder.name for folder in connected.folders()]
        more = len(names) - _FOLDERS_NAMED
        if names:
            named = ", ".join(names[:_FOLDERS_NAMED])
            return f" It has {named}{f' and {more} more' if more > 0 else ''}."
    return ""
