"""Tells from a mail's form what kind it is; what it means is for the rooms above."""

from __future__ import annotations

import re

from hearback.channels.contract import Kind
from hearback.channels.mail.reading.headers import Fields
from hearback.channels.mail.reading.mime import Part

_DAEMON = re.compile(r"\b(?:mailer-daemon|postmaster|mail delivery|mail-daemon)\b", re.IGNORECASE)
_FAILED = re.compile(
    r"undeliver|delivery (?:status|failure|report)|returned mail|mail delivery|failure notice|non remis|unzustellbar",
    re.IGNORECASE,
)


def kind_of(fields: Fields, part: Part, *, text: str) -> Kind:
    """Return what kind of mail this is, as far as its form tells."""
    del text
    if part.media_type == "multipart/report":
        report = part.type.get("report-type").lower()
        if report == "disposition-notification":
            return Kind.RECEIPT
        return Kind.BOUNCE
    if _DAEMON.search(fields.raw("from")) and _FAILED.search(fields.text("subject")):
        return Kind.BOUNCE
    submitted = fields.raw("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return Kind.AUTO_REPLY
    if "list-post" in fields or "list-id" in fields:
        return Kind.LIST_POST
    if "list-unsubscribe" in fields or fields.raw("precedence").strip().lower() == "bulk":
        return Kind.BULK
    return Kind.PERSON
