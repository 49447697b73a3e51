"""How names, moments and promises are shown: plain values in, plain values out, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

HUES = 8
SOON = timedelta(hours=4)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody as a disc and a name. hue: 1 to 8. ours: a colleague. url: "" where there is no page of theirs."""

    name: str
    initials: str
    hue: int
    ours: bool = False
    url: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """A moment and how it reads now."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Due:
    """A promise as it is shown. state: "late", "soon" or "calm"."""

    state: str
    words: str
    due: datetime


def initials(name: str) -> str:
    """Return one or two letters for a name or address; "?" for nothing."""
    first = [next((sign for sign in word if sign.isalnum()), "") for word in name.replace("@", " ").split()]
    letters = [sign.upper()[0] for sign in first if sign]
    return "".join(letters[:1] + letters[1:][-1:]) or "?"


def face(name: str, *, key: str, ours: bool = False, url: str = "", number: int = 0) -> Face:
    """Return how somebody is shown; the hue comes from the key, so that it stays when the name changes."""
    hue = blake2b(key.encode(), digest_size=1).digest()[0] % HUES + 1
    return Face(name or _("somebody"), initials(name), hue, ours, url, number)


def when(at: datetime, *, now: datetime) -> When:
    """Return a moment with short words: "12 min" up to a day, "3 Nov" in this year, "3 Nov 2024" before.

    Clocks differ: what is less than a minute ahead is "just now".
    """
    minutes = int((now - at).total_seconds() // 60)
    if -1 <= minutes < 24 * 60:
        return When(at, _minutes(minutes))
    local, today = localtime(at), localtime(now)
    return When(at, date_format(local, "j M" if local.year == today.year else "j M Y"))


def ago(at: datetime, *, now: datetime) -> str:
    """Return how long a moment is past, inside a sentence: "12 min ago", "just now", "3 Nov"."""
    shown = when(at, now=now).words
    is_bare = shown == _("just now") or not timedelta() <= now - at < timedelta(days=1)
    return shown if is_bare else _("%s ago") % shown


def _minutes(minutes: int) -> str:
    if minutes < 1:
        return _("just now")
    return _("%d min") % minutes if minutes < 60 else _("%d h") % (minutes // 60)


def promise(due: datetime, *, now: datetime) -> Due:
    """Return a promise with its words: "due in 3 h", "due now", "2 days late"; js/time.js has the same borders."""
    left = due - now
    if left <= -_MINUTE:
        return Due("late", _("%s late") % _span(-left), due)
    if left < _MINUTE:
        return Due("soon", _("due now"), due)
    return Due("soon" if left < SOON else "calm", _("due in %s") % _span(left), due)


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return _("%d min") % minutes
    if minutes < 24 * 60:
        return _("%d h") % (minutes // 60)
    days = minutes // (24 * 60)
    return ngettext("%d day", "%d days", days) % days


def size_words(size_bytes: int) -> str:
    """Return a file's size for people: "3 kB", "1.2 MB"."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    units = iter(("kB", "MB", "GB"))
    size, unit = size_bytes / 1000, next(units)
    while size >= 999.5 and (larger := next(units, "")):
        size, unit = size / 1000, larger
    return f"{size:.1f} {unit}" if size < 9.95 and unit != "kB" else f"{size:.0f} {unit}"


def listed(names: Sequence[str], *, most: int) -> str:
    """Return the first names with commas, and how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return _("%(names)s, %(count)d more") % {"names": ", ".join(names[:most]), "count": len(names) - most}
