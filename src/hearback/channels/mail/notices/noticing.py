"""Tells what a machine's mail means: what became of whose mail, or until when somebody is away."""

from __future__ import annotations

from dataclasses import replace

from hearback.channels.contract import Failure, Kind, Notice
from hearback.channels.mail.languages import holds_any, lowered, phrases
from hearback.channels.mail.notices import letters, originals, reports, returning
from hearback.channels.mail.notices.told import Told
from hearback.channels.mail.reading.headers import Fields

_DELAYED = phrases("delayed notice")
_NOT_READ = phrases("not read")
_COMPLAINTS = phrases("complaint subject")
_AWAY = phrases("away for now")
_LOOKED_AT = 6000
_WORST_FIRST = ("failed", "delayed", "delivered", "expanded")
_COMPLAINED = ("original-rcpt-to", "removal-recipient")


def notice_of(kind: Kind, told: Told) -> Notice:
    """Return what a bounce, receipt or automatic reply says."""
    if kind is Kind.RECEIPT:
        return _of_reading(told)
    if kind is Kind.BOUNCE:
        groups = reports.groups(told)
        if any("feedback-type" in group for group in groups) or _is_complaint(told):
            return _of_complaint(told, groups)
        return _of_delivery(told, groups)
    return _of_absence(told)


def _is_complaint(told: Told) -> bool:
    return holds_any(lowered(told.subject), _COMPLAINTS)


def _of_delivery(told: Told, groups: list[Fields]) -> Notice:
    speaks_of = originals.names_of(told, reports=groups)
    recipients = [group for group in groups if reports.has_recipient(group)]
    written = letters.failures_of(told)
    what = "delayed" if _is_delay(told) else "failed"
    if not recipients:
        return Notice(what, _softened(written, what), speaks_of)
    actions = [reports.action_of(group) or what for group in recipients]
    worst = next(action for action in _WORST_FIRST if action in actions)
    otherwise = written[0].why if written else ""
    found = {
        failure.recipient: failure
        for group, action in zip(recipients, actions, strict=True)
        if action == worst
        for failure in [reports.failure_of(group, action=worst, otherwise=otherwise)]
    }
    if "" in found:
        found |= {one.recipient: replace(found[""], recipient=one.recipient) for one in written[:1]}
        del found[""]
    return Notice(worst, tuple(found.values()), speaks_of)


def _is_delay(told: Told) -> bool:
    """Tell whether the server says that it has not given up."""
    return holds_any(lowered(f"{told.subject}\n{letters.before_copy(told)[:_LOOKED_AT]}"), _DELAYED)


def _softened(failures: tuple[Failure, ...], what: str) -> tuple[Failure, ...]:
    return tuple(replace(one, is_hard=False) for one in failures) if what == "delayed" else failures


def _of_complaint(told: Told, groups: list[Fields]) -> Notice:
    """Return who called a mail of ours a nuisance; many providers hide it."""
    report = next((group for group in groups if "feedback-type" in group), None)
    why = report.text("feedback-type") if report else told.subject
    named = [group.text(name).strip("<> ") for group in groups for name in _COMPLAINED if name in group]
    if not any(named):
        heads = list(originals.returned(told.part))
        own = [head.text(name) for name in ("x-hmxmroriginalrecipient", "x-original-to", "to") for head in heads]
        named = [found.strip("<> ") for found in own]
    recipients = [one for one in named if "@" in one and " " not in one]
    failures = tuple(Failure(one, "", None, why) for one in dict.fromkeys(recipients[:1]))
    return Notice("complaint", failures, originals.names_of(told, reports=groups))


def _of_reading(told: Told) -> Notice:
    groups = reports.groups(told)
    disposition = " ".join(group.text("disposition").lower() for group in groups)
    is_unread = "deleted" in disposition or holds_any(lowered(told.subject), _NOT_READ)
    reader = next((address for group in groups if (address := reports.recipient_of(group))), told.author)
    failures = (Failure(reader),) if reader else ()
    return Notice("not_read" if is_unread else "read", failures, originals.names_of(told, reports=groups))


def _of_absence(told: Told) -> Notice:
    said_on = told.said_at.date() if told.said_at else None
    until = returning.until(f"{told.subject}\n{told.text}", said_on=said_on)
    words = lowered(f"{told.subject}\n{told.text[:_LOOKED_AT]}")
    what = "away" if until or holds_any(words, _AWAY) else "automatic"
    return Notice(what, (), originals.names_of(told, reports=[]), until if what == "away" else None)
