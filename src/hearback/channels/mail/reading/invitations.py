"""Says in a few lines what a calendar part asks or answers (iCalendar, RFC 5545; iTIP, RFC 5546)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LONGEST = 200_000
_MOST_LINES = 5_000
_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LINE = re.compile(r'([A-Za-z-]{1,40})((?:;[A-Za-z-]{1,40}=(?:"[^"\n]*"|[^":;\n]*))*):(.*)')
_PARAMETER = re.compile(r';([A-Za-z-]{1,40})=("[^"\n]*"|[^":;\n]*)')
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?\Z")
_ASKS = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled",
    "COUNTER": "Another time is proposed",
    "DECLINECOUNTER": "The other time is declined",
    "REFRESH": "The invitation is asked for again",
    "ADD": "More dates",
    "PUBLISH": "Event",
}
_ANSWERS = {"ACCEPTED": "accepts", "DECLINED": "declines", "TENTATIVE": "may come", "DELEGATED": "sends somebody else"}


@dataclass(frozen=True, slots=True)
class _Property:
    value: str
    parameters: dict[str, str] = field(default_factory=dict)


def summary(text: str) -> str:
    """Return a calendar part in a few lines for a person; "" when it names no event."""
    properties = _first_event(text[:_LONGEST])
    if not properties.keys() & {"SUMMARY", "DTSTART"}:
        return ""
    asks = _ASKS.get(_value(properties, "METHOD").upper(), "Event")
    if _value(properties, "METHOD").upper() == "REPLY":
        asks = _answer(properties)
    lines = [
        f"{asks}: {_value(properties, 'SUMMARY') or 'an event without a name'}",
        _when(properties),
        _value(properties, "LOCATION"),
        f"Invited by {_person(properties['ORGANIZER'])}" if "ORGANIZER" in properties else "",
        _value(properties, "COMMENT"),
        _value(properties, "DESCRIPTION"),
    ]
    return "\n".join(line for line in lines if line)


def _first_event(text: str) -> dict[str, _Property]:
    """Return the properties of the calendar and its first event, task or note; of several of one name the first."""
    found: dict[str, _Property] = {}
    inside: list[str] = []
    for line in _FOLD.sub("", text).split("\n", _MOST_LINES)[:_MOST_LINES]:
        matched = _LINE.match(line.rstrip("\r"))
        if not matched:
            continue
        name, written, value = matched[1].upper(), matched[2], matched[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            ended = inside.pop() if inside else ""
            if ended in {"VEVENT", "VTODO", "VJOURNAL"}:
                break
        elif len(inside) < 3 and inside[-1:] not in (["VTIMEZONE"], ["VALARM"]):
            parameters = {key.upper(): given.strip('"') for key, given in _PARAMETER.findall(written)}
            found.setdefault(name, _Property(value.strip(), parameters))
    return found


def _value(properties: dict[str, _Property], name: str) -> str:
    return _plain(properties[name].value) if name in properties else ""


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _person(named: _Property) -> str:
    address = re.sub(r"\Amailto:", "", named.value, flags=re.IGNORECASE)
    name = _plain(named.parameters.get("CN", ""))
    return f"{name} <{address}>" if name and name != address else address


def _answer(properties: dict[str, _Property]) -> str:
    attendee = properties.get("ATTENDEE", _Property("Somebody"))
    return f"{_person(attendee)} {_ANSWERS.get(attendee.parameters.get('PARTSTAT', '').upper(), 'answers')}"


def _when(properties: dict[str, _Property]) -> str:
    start, end = (_moment(properties.get(name)) for name in ("DTSTART", "DTEND"))
    if not start:
        return ""
    day, time, zone = start
    words = f"{day} {time}".strip()
    if end and (end[0], end[1]) != (day, time):
        words += f" – {end[1]}" if end[0] == day else f" – {end[0]} {end[1]}".rstrip()
    if zone:
        words += f" ({zone})"
    return f"{words}, and again" if "RRULE" in properties else words


def _moment(named: _Property | None) -> tuple[str, str, str] | None:
    """Return the day, the time and the time zone as they were written; None when there is no day."""
    found = _MOMENT.match(named.value) if named else None
    if not found or not named:
        return None
    year, month, day, hour, minute, utc = found.groups()
    time = f"{hour}:{minute}" if hour else ""
    return f"{year}-{month}-{day}", time, "UTC" if utc else named.parameters.get("TZID", "") if time else ""
