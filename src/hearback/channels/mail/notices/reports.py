"""Reads reports that are written for machines (RFC 3464, 5965, 8098), also where they are written wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hearback.channels.contract import Failure
from hearback.channels.mail.notices import verdicts
from hearback.channels.mail.notices.told import Told
from hearback.channels.mail.reading.charsets import decode
from hearback.channels.mail.reading.headers import Fields
from hearback.channels.mail.reading.words import decoded

_TYPES = {
    "message/delivery-status", "message/global-delivery-status", "message/feedback-report",
    "message/disposition-notification", "message/global-disposition-notification", "message/xdelivery-status",
}  # fmt: skip
_LONGEST = 400_000
_FIELD = re.compile(
    r"^[ \t>]{0,8}([A-Za-z][A-Za-z-]{2,40})[ \t]*:[ \t]*(.*(?:\n[ \t]+[^\s:]+(?![\w-]*:).*)*)", re.MULTILINE
)
_BEGINS = ("original-recipient", "final-recipient", "x-actual-recipient")
_OF_A_RECIPIENT = (*_BEGINS, "action", "status", "diagnostic-code")
_KNOWN = frozenset({
    *_OF_A_RECIPIENT, "remote-mta", "last-attempt-date", "will-retry-until", "original-envelope-id", "reporting-mta",
    "feedback-type", "original-rcpt-to", "removal-recipient", "original-mail-from", "user-agent", "disposition",
    "original-message-id", "x-original-message-id", "source-ip", "x-display-name", "arrival-date", "reporting-ua",
})  # fmt: skip
_IN_TEXT = re.compile(r"^[ \t>]*(?:final|original)-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"(?<![^\s<>;,:()\"])[^\s<>;,:()\"@]++@[^\s<>;,:()\"]++|\"[^\"\n]{1,200}\"@[^\s<>;,()]++")
_ENCODED_ADDRESS = re.compile(r"\+([0-9A-Fa-f]{2})")
_TYPE_IN_FRONT = re.compile(r"^\s*(?:x-)?[a-z0-9-]{2,20}\s*;\s*", re.IGNORECASE)
_MOST = 1000
_ACTIONS = {
    "fail": "failed", "undeliv": "failed", "reject": "failed", "expired": "failed", "bounce": "failed",
    "dead": "failed",
    "delay": "delayed", "transient": "delayed", "deferred": "delayed", "deliver": "delivered", "relay": "delivered",
    "expand": "expanded",
}  # fmt: skip


def groups(told: Told) -> list[Fields]:
    """Return the groups of fields in a mail's reports; in its text, when programs forgot to say that it is one."""
    written = [decode(leaf.decoded()[:_LONGEST]) for leaf in told.part.leaves() if leaf.media_type in _TYPES]
    if not any(map(_FIELD.search, written)):
        written = [told.text[:_LONGEST]] if _IN_TEXT.search(told.text, 0, _LONGEST) else []
    return [Fields(group) for text in written for group in _groups(text.replace("\r\n", "\n"))][:_MOST]


def _groups(text: str) -> Iterator[dict[str, list[str]]]:
    """Yield the fields of one recipient after another; blank lines are missing, or stand where they should not."""
    group: dict[str, list[str]] = {}
    end = 0
    for found in _FIELD.finditer(text):
        name = found[1].lower()
        if name not in _KNOWN:
            continue
        is_apart = "\n\n" in text[end : found.start() + 1]
        has_recipient = not group.keys().isdisjoint(_BEGINS)
        if (name in group and name in _OF_A_RECIPIENT) or (is_apart and has_recipient and name in _BEGINS):
            yield group
            group = {}
        group.setdefault(name, []).append(found[2])
        end = found.end()
    if group:
        yield group


def has_recipient(group: Fields) -> bool:
    """Tell whether a group speaks of somebody."""
    return any(name in group for name in _BEGINS)


def recipient_of(group: Fields) -> str:
    """Return the address that we wrote to, as far as the group knows it, else the one it went on to; "" when none."""
    for name in _BEGINS:
        written = _TYPE_IN_FRONT.sub("", decoded(group.raw(name)), count=1)
        if "+40" in written and "@" not in written:
            written = _ENCODED_ADDRESS.sub(_letter, written)
        if found := _ADDRESS.search(written):
            return found.group().strip("'")
    return ""


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def action_of(group: Fields) -> str:
    """Return what became of the mail: "failed", "delayed", "delivered" or "expanded"; "" when it is not said."""
    written = group.text("action").lower()
    for beginning, action in _ACTIONS.items():
        if written.startswith(beginning):
            return action
    status = verdicts.status_in(group.text("status"))
    return {"2": "delivered", "5": "failed"}.get(status[:1], "")


def failure_of(group: Fields, *, action: str, otherwise: str) -> Failure:
    """Return what a group says. otherwise: the words for people, for a server that tells machines nothing."""
    said = verdicts.sentence(_TYPE_IN_FRONT.sub("", group.text("diagnostic-code"), count=1))
    why = said or otherwise
    status = verdicts.status_in(f"{group.text('status')} {said} {why}")
    if action == "delayed":
        hard: bool | None = False
    elif action == "failed":
        hard = verdicts.is_hard(status, why)
    else:
        hard = None
    return Failure(recipient_of(group), status, hard, why)
