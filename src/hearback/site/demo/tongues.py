"""How each language names days and introduces what it quotes; the words lie in tongues.txt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Tongue:
    """The mail words of one language. lines: name of a line in tongues.txt -> its pattern."""

    days: tuple[str, ...]
    short: tuple[str, ...]
    months: tuple[str, ...]
    lines: Mapping[str, str]

    def told(self, pattern: str, moment: datetime, **names: str) -> str:
        """Return the pattern with the moment (in its own zone) and the names filled in."""
        month = self.months[moment.month - 1]
        return pattern.format(
            weekday=self.days[moment.weekday()],
            short=self.short[moment.weekday()],
            day=moment.day,
            dd=f"{moment.day:02}",
            mm=f"{moment.month:02}",
            month=month,
            mon=month[:4] if len(month) == 4 else month[:3],
            year=moment.year,
            yy=f"{moment.year % 100:02}",
            time=f"{moment:%H:%M}",
            **names,
        )

    def day(self, moment: datetime, *, after: int) -> str:
        """Return the name of the working day that many working days after the moment."""
        return self.days[working_day(moment, after=after).weekday()]

    def date(self, moment: datetime) -> str:
        """Return the day and the month."""
        return self.told(self.lines["date"], moment)


def working_day(moment: datetime, *, after: int) -> datetime:
    """Return the moment moved by that many working days, backwards when negative."""
    step = timedelta(days=1 if after >= 0 else -1)
    left = abs(after)
    while left:
        moment += step
        if moment.weekday() < 5:
            left -= 1
    return moment


@cache
def tongues() -> Mapping[str, Tongue]:
    """Return every language there is, by its code."""
    found: dict[str, dict[str, str]] = {}
    code = ""
    for line in (HERE / "tongues.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            code = line.strip("[]")
            found[code] = {}
            continue
        name, _, words = line.partition(": ")
        found[code][name] = words
    return {code: _tongue(lines) for code, lines in found.items()}


def tongue(code: str) -> Tongue:
    """Return the language, or English for one that we have no mail words for."""
    return tongues().get(code, tongues()["en"])


def _tongue(lines: Mapping[str, str]) -> Tongue:
    days, short, months = (tuple(lines[name].split()) for name in ("days", "short", "months"))
    return Tongue(days=days, short=short, months=months, lines=lines)
