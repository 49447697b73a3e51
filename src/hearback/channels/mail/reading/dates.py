"""Reads when a mail says it was written, in the forms that mail programs use and abuse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_USUAL = re.compile(
    r"\s*(?:[A-Za-z]{3},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-])(\d\d)(\d\d)\b"
)
_LONGEST = 200
_EARLIEST = 1970


def first_moment(values: Iterable[str]) -> datetime | None:
    """Return the first of the dates that can be read, in UTC; None when there is none."""
    return next((moment for value in values if (moment := said_at(value))), None)


def said_at(value: str) -> datetime | None:
    """Return the moment a Date field names, in UTC; None when it cannot be read or lies before 1970."""
    usual = _USUAL.match(value)
    try:
        moment = _from_usual(*usual.groups()) if usual else _from_unusual(value[:_LONGEST].strip())
    except (ValueError, OverflowError, TypeError, LookupError):
        return None
    return moment if moment and moment.year >= _EARLIEST else None


def _from_usual(  # noqa: PLR0913, PLR0917  # the groups of one pattern
    day: str, month: str, year: str, hour: str, minute: str, second: str | None, sign: str, hours: str, minutes: str
) -> datetime:
    east = timedelta(hours=int(hours), minutes=int(minutes))
    local = datetime(
        int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=UTC
    )
    return local - east if sign == "+" else local + east


def _from_unusual(value: str) -> datetime | None:
    parsed = parsedate_tz(value)
    if parsed is None:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    year, month, day, hour, minute, second, *_, offset = parsed
    zone = timezone(timedelta(seconds=offset or 0))
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)
