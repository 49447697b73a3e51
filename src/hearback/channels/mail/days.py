"""Names of months and days in English, whatever the machine's language; protocols and sentences need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def spoken_day(day: date) -> str:
    """Return "3 March 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def imap_day(day: date) -> str:
    """Return "3-Mar-2026"."""
    return f"{day.day}-{_MONTHS[day.month - 1][:3]}-{day.year}"


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's first three letters. Raises ValueError."""
    return 1 + [month[:3].lower() for month in _MONTHS].index(name.lower())
