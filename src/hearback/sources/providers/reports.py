"""Writes what a provider tells of a mail of ours as a report (RFC 3464, 5965), so that it goes every notice's way."""

from __future__ import annotations

import json
import re
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import RawArrival
from hearback.sources.providers.letters import MARK

if TYPE_CHECKING:
    from hearback.sources.providers.known import Provider

# What is told, and with which action and status when the other server's words name none.
_ACTIONS = {
    "bounced": ("failed", "5.0.0"),
    "rejected": ("failed", "5.7.1"),
    "failed": ("failed", "5.0.0"),
    "deferred": ("delayed", "4.0.0"),
    "delivered": ("delivered", "2.0.0"),
}
_COMPLAINED = "complained"
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_SOFT = re.compile(r"soft|temporary|transient", re.IGNORECASE)
_ADDRESS = re.compile(r"[!-~]{1,320}@[!-~]{1,255}")
_KEY = re.compile(r"[!-;=?-~]{1,900}")
_LONGEST = 600


def report(event: Any, *, provider: Provider) -> RawArrival | None:
    """Return a report about a mail of ours; None when the event says nothing that a colleague needs, or of nobody."""
    key, recipient = _key(event), str(event.recipient or "").strip()
    is_known = event.event_type == _COMPLAINED or event.event_type in _ACTIONS
    if not (is_known and _KEY.fullmatch(key) and _ADDRESS.fullmatch(recipient)):
        return None
    words = _line(event.mta_response or event.description or event.reject_reason or "")
    fields = _complaint(recipient) if event.event_type == _COMPLAINED else _status(event, recipient, words)
    moment = event.timestamp.isoformat() if event.timestamp else ""
    told = "\0".join((provider.label, key, event.event_type, recipient, moment, words))
    return RawArrival(_mail(event, fields, key, provider), sha256(told.encode()).digest(), "hook;report")


def _key(event: Any) -> str:
    """Return our name of the mail: the mark that went with it, or the Message-ID by which the provider knows it."""
    marks = event.metadata if isinstance(event.metadata, dict) else {}
    return str(marks.get(MARK) or event.message_id or "").strip("<> ")


def _status(event: Any, recipient: str, words: str) -> tuple[str, str, str]:
    action, status = _ACTIONS[event.event_type]
    if action == "failed" and _is_soft(event):
        status = "4.0.0"
    if (found := _STATUS.search(words)) and (found[0][0] == "2") == (action == "delivered"):
        status = found[0]
    lines = [f"Final-Recipient: rfc822; {recipient}", f"Action: {action}", f"Status: {status}"]
    lines += [f"Diagnostic-Code: smtp; {words}"] if words else []
    return "delivery-status", "message/delivery-status", "\r\n".join(["Reporting-MTA: dns; provider", "", *lines])


def _is_soft(event: Any) -> bool:
    """Say whether the provider calls it a failure that may pass."""
    told = event.esp_event if isinstance(event.esp_event, dict) else {}
    return any(_SOFT.search(str(told.get(name, ""))) for name in ("Type", "event", "severity", "bounce_type"))


def _complaint(recipient: str) -> tuple[str, str, str]:
    lines = ["Feedback-Type: abuse", "User-Agent: provider", "Version: 1", f"Original-Rcpt-To: <{recipient}>"]
    return "feedback-report", "message/feedback-report", "\r\n".join(lines)


def _mail(event: Any, fields: tuple[str, str, str], key: str, provider: Provider) -> bytes:
    kind, media_type, lines = fields
    boundary = f"=_{sha256(key.encode()).hexdigest()[:32]}"
    date = f"Date: {format_datetime(event.timestamp)}\r\n" if event.timestamp else ""
    parts = (
        ("text/plain; charset=utf-8", f"{provider.label} tells what became of a mail: {event.event_type}."),
        (media_type, lines),
        ("text/rfc822-headers", f"Message-ID: <{key}>"),
        ("application/json", json.dumps(_plain(event.esp_event), ensure_ascii=True, default=str)),
    )
    body = "".join(f"--{boundary}\r\nContent-Type: {of}\r\n\r\n{words}\r\n" for of, words in parts)
    return (
        f"From: {provider.label} <mailer-daemon@{provider.label.lower().replace(' ', '-')}.invalid>\r\n"
        f"Subject: Report: {event.event_type}\r\n"
        f"{date}Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="{boundary}"\r\n\r\n{body}--{boundary}--\r\n'
    ).encode()


def _plain(told: Any) -> Any:
    return told if isinstance(told, dict) else dict(told.items()) if hasattr(told, "items") else str(told)


def _line(words: object) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in str(words)).split())[:_LONGEST]
