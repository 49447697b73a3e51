"""Finds until when somebody is away, where their automatic reply says it so that it can mean one day only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from hearback.channels.mail.languages import lowered, phrases

_LOOKED_AT = 4000
_FARTHEST = timedelta(days=400)
_ONE_RETURN = timedelta(days=4)  # "until Friday, back on Monday" is one absence
_MONTHS = {stem: number for number in range(12, 0, -1) for stem in phrases(f"month {number}")}


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_MONTH = rf"(?:ב|d'|d’)?(?P<{{0}}>{_any(tuple(_MONTHS))})[^\W\d]{{{{0,9}}}}\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|re|ère|:a|:e|\.|º|ª|°|-го|-е|-ый)?"
_DATE = rf"""(?:
      (?P<iso>\d{{4}}\s?[-./年년]\s?\d{{1,2}}\s?[-./月월]\s?\d{{1,2}})(?:日|일)?(?!\d)
    | (?P<cjk>\d{{1,2}}\s?[月월]\s?\d{{1,2}})\s?[日일号號]
    | (?P<numbers>\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{4}}|\d{{2}})?
        |\d{{1,2}}/\d{{1,2}}(?:/\d{{4}}|/\d{{2}})?|\d{{1,2}}-\d{{1,2}}-\d{{4}})(?!\d)
    | (?P<day>\d{{1,2}}){_ORDINAL}\s*(?:of\s|de\s|del\s|di\s)?\s*{_MONTH.format("month")}
        (?:,?\s*(?:de\s|del\s)?(?P<year>\d{{4}}))?
    | (?:(?P<year_before>\d{{4}})\.?\s)?{_MONTH.format("first_month")}\s+(?:the\s)?
        (?P<second_day>\d{{1,2}})(?!\d|:)(?:st|nd|rd|th)?(?:,?\s+(?P<second_year>\d{{4}}))?
    )"""
_PASSED_OVER = r"[\s:,(]{0,3}(?:ל-)?(?:[^\W\d]{1,14}[.,]?\s+){0,4}?"
_BEFORE = re.compile(rf"(?<!\w)(?:{_any(phrases('until before'))}){_PASSED_OVER}{_DATE}", re.VERBOSE)
_RANGE = re.compile(
    rf"\d[^\n!?;]{{0,25}}?(?<![^\W\d_])(?:{_any(phrases('range'))})(?![^\W_\d]){_PASSED_OVER}{_DATE}", re.VERBOSE
)
_BEHIND = re.compile(rf"{_DATE}[^.!?;\n]{{0,24}}?(?:{_any(phrases('until behind'))})", re.VERBOSE)


def until(text: str, *, said_on: date | None) -> date | None:
    """Return the last day of an absence or the day of return; None when the words leave a choice.

    said_on: tells the year of a date that has none, and which dates have passed.
    """
    words = lowered(text[:_LOOKED_AT])
    for way in (_BEFORE, _RANGE, _BEHIND):
        found = sorted(_days(way, words, said_on))
        if found and found[-1] - found[0] <= _ONE_RETURN:
            return found[0]
        if found:
            return None
    return None


def _days(way: re.Pattern[str], words: str, said_on: date | None) -> Iterator[date]:
    for found in way.finditer(words):
        day = _day(found, said_on)
        if day and (said_on is None or said_on <= day <= said_on + _FARTHEST):
            yield day


def _day(found: re.Match[str], said_on: date | None) -> date | None:
    """Return the day that one match names."""
    if found["iso"]:
        year, month, day = map(int, re.findall(r"\d+", found["iso"]))
        return _dated(year, month, day, said_on)
    if found["cjk"]:
        month, day = map(int, re.findall(r"\d+", found["cjk"]))
        return _dated(0, month, day, said_on)
    if found["numbers"]:
        return _from_numbers(found["numbers"], said_on)
    if found["month"]:
        return _dated(int(found["year"] or 0), _MONTHS[found["month"]], int(found["day"]), said_on)
    year = int(found["second_year"] or found["year_before"] or 0)
    return _dated(year, _MONTHS[found["first_month"]], int(found["second_day"]), said_on)


def _from_numbers(written: str, said_on: date | None) -> date | None:
    """Return the day of 10.3.2026, 15/3/2026 or 3/15/2026; None for 10/3/2026, which is two days to two readers."""
    first, second, *rest = map(int, re.findall(r"\d+", written))
    year = rest[0] if rest else 0
    year += 2000 if 0 < year < 100 else 0
    if "." in written or first > 12 or first == second:
        return _dated(year, second, first, said_on)
    return _dated(year, first, second, said_on) if second > 12 else None


def _dated(year: int, month: int, day: int, said_on: date | None) -> date | None:
    """Return the day; without a year the next such day after it was said."""
    years = [year] if year else [said_on.year, said_on.year + 1] if said_on else []
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if year or (said_on and found >= said_on):
            return found
    return None
