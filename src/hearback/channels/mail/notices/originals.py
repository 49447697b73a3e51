"""Finds the mail that a notice speaks of: its names, and what came back of its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hearback.channels.mail.notices.told import Told
from hearback.channels.mail.reading import references
from hearback.channels.mail.reading.headers import Fields, split, start_of
from hearback.channels.mail.reading.mime import Part

_RETURNED = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "text/rfc822", "message/global"}
_IN_TEXT = re.compile(
    r"^[ \t>|]*(?:x-)?(?:original-)?message[- ]?id[ \t]*[:=][ \t]*(?:\n[ \t]+)?<([^<>\s]{3,900})>", re.I | re.M
)
_NAMING = ("x-original-message-id", "original-message-id", "x-ms-exchange-parent-message-id", "x-original-messageid")
_LOOKED_AT = 100_000
_MOST = 20
_ENVELOPE_ID = re.compile(r"<?([^<>\s;]+@[^<>\s;]+)>?\Z")


def returned(part: Part) -> Iterator[Fields]:
    """Yield the heads of the mails, or parts of them, that came back with a notice."""
    for leaf in part.leaves():
        if leaf.media_type in _RETURNED:
            raw = leaf.decoded()
            yield split(raw, start=start_of(raw))[0]


def names_of(told: Told, *, reports: list[Fields]) -> tuple[str, ...]:
    """Return the names of the mail that a notice is about, the surest first. reports: its machine-readable groups."""
    found: dict[str, None] = {}
    for fields in returned(told.part):
        found[references.key_of(fields)] = None
    for fields in (told.fields, *reports):
        for name in _NAMING:
            if name in fields:
                found[fields.text(name).strip("<> ")] = None
        if envelope := _ENVELOPE_ID.match(fields.text("original-envelope-id")):
            found[envelope[1]] = None
    found.update(dict.fromkeys(_IN_TEXT.findall(told.text[:_LOOKED_AT])))
    found.update(dict.fromkeys(reversed(references.answers_of(told.fields))))
    found.pop("", None)
    found.pop(references.key_of(told.fields), None)
    return tuple(found)[:_MOST]
