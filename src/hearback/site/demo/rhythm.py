"""When people write: mostly by day, less at weekends, and colleagues in office hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

from hearback.site.demo.dice import Dice

HOUSE = timezone(timedelta(hours=1))
LONGEST_AGE = timedelta(days=89)
WEEKEND_SHARE = 0.4
EARLIER = (0, 0, 1, 2, 3)  # what was not written at the weekend was written on one of the days before

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def span(text: str) -> timedelta:
    """Return the length that "25m", "3h" or "12d" says."""
    return float(text[:-1]) * UNITS[text[-1]]


def before(now: datetime, *, age: str) -> datetime:
    """Return the moment that lies that long ago; "30w" counts hours of working days only."""
    if not age.endswith("w"):
        return now - span(age)
    moment, left = now, timedelta(hours=float(age[:-1]))
    while left > timedelta():
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        midnight = midnight if midnight < moment else midnight - timedelta(days=1)
        if midnight.weekday() >= 5:
            moment = midnight
            continue
        step = min(left, moment - midnight)
        moment, left = moment - step, left - step
    return moment


def awake(moment: datetime, *, zone: timezone, dice: Dice) -> datetime:
    """Return the last moment, not after the given one, at which somebody living there might write."""
    local = moment.astimezone(zone)
    if local.weekday() >= 5 and dice.share() > WEEKEND_SHARE:
        local = _evening(local - timedelta(days=local.weekday() - 4 + dice.pick(EARLIER)), hour=21, dice=dice)
    if local.hour < 7:
        local = _evening(local - timedelta(days=1), hour=21, dice=dice)
    elif local.hour >= 23:
        local = _evening(local, hour=21, dice=dice)
    return local


def at_desk(moment: datetime, *, dice: Dice) -> datetime:
    """Return the last moment, not after the given one, at which a colleague might answer."""
    local = moment.astimezone(HOUSE)
    if local.weekday() < 5 and 8 <= local.hour < 18:
        return local
    if local.hour < 8 or local.weekday() >= 5:
        local -= timedelta(days=1)
    while local.weekday() >= 5:
        local -= timedelta(days=1 + dice.pick(EARLIER))
    return _evening(local, hour=17, dice=dice)


def _evening(day: datetime, *, hour: int, dice: Dice) -> datetime:
    end = day.replace(hour=hour, minute=45, second=0, microsecond=0)
    return end - timedelta(minutes=dice.between(0, 540), seconds=dice.between(0, 59))


def chain(
    last: datetime, *, gaps: Sequence[timedelta], zones: Sequence[timezone | None], dice: Dice, exact: bool
) -> list[datetime]:
    """Return when each turn of a conversation was sent, oldest first, every one later than the one before.

    gaps: from each turn to the next. zones: where each author lives; None for a colleague.
    exact: the last turn was sent at `last`, whatever the hour.
    """
    moments = [last.astimezone(zones[-1] or HOUSE) if exact else _snapped(last, zones[-1], dice)]
    for gap, zone in zip(reversed(gaps), reversed(zones[:-1]), strict=True):
        moments.append(_snapped(moments[-1] - gap, zone, dice))
    return [moment.replace(microsecond=0) for moment in reversed(moments)]


def _snapped(moment: datetime, zone: timezone | None, dice: Dice) -> datetime:
    return at_desk(moment, dice=dice) if zone is None else awake(moment, zone=zone, dice=dice)


def spread(count: int, *, dice: Dice) -> list[timedelta]:
    """Return that many ages between one and ninety days, more of them young, in no order."""
    ages = [timedelta(days=1.05 + 85 * ((index + dice.share()) / count) ** 1.3) for index in range(count)]
    return dice.shuffled(ages)


def utc(moment: datetime) -> datetime:
    """Return the same moment in UTC."""
    return moment.astimezone(UTC)
