"""Cuts the head of a mail into fields, quickly; a field is decoded only when somebody asks for it."""

from __future__ import annotations

import re

from hearback.channels.mail.reading.charsets import decode
from hearback.channels.mail.reading.words import decoded

# Possessive, so that a hostile head of any size is cut in one pass.
_FIELD = re.compile(r"^(?:([!-9;-~]++)[ \t]*+:[ \t]*+(.*+(?:\n[ \t].*+)*+)|.++)", re.MULTILINE)
_JUNK = re.compile(r"^(?![ \t]|[!-9;-~]++[ \t]*+:).*+\n?", re.MULTILINE)
_WELL_KNOWN = re.compile(
    r"^(?:from|to|subject|date|message-id|content-type|content-transfer-encoding|mime-version)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_ENVELOPE = re.compile(rb"(?:[ \t]*\n|>?From [^\n]*\n)+")


class Fields:
    """The fields of one head; names in lower case, values in the order in which they stand."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, list[str]]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def has_any(self, names: frozenset[str]) -> bool:
        """Tell whether at least one of the fields is there."""
        return not names.isdisjoint(self._values)

    def among(self, names: frozenset[str]) -> frozenset[str]:
        """Return which of the fields are there."""
        return names.intersection(self._values)

    @property
    def is_extended(self) -> bool:
        """Tell whether there are fields of the kind that only mail programs write."""
        return any(name.startswith(("x-", "list-", "resent-", "content-", "arc-", "dkim-")) for name in self._values)

    def raw(self, name: str) -> str:
        """Return the first value as it came, folded lines and all; "" when the field is not there."""
        values = self._values.get(name)
        return _repaired(values[0]) if values else ""

    def every(self, name: str) -> list[str]:
        """Return all values of a field that may stand more than once, as they came."""
        return [_repaired(value) for value in self._values.get(name, ())]

    def text(self, name: str) -> str:
        """Return the first value on one line, decoded."""
        values = self._values.get(name)
        return decoded(_repaired(values[0])) if values else ""


def start_of(raw: bytes) -> int:
    """Return where the head starts, behind the empty lines and envelope lines that mail stores put before it."""
    return envelope.end() if (envelope := _ENVELOPE.match(raw)) else 0


def split(raw: bytes, *, start: int = 0) -> tuple[Fields, bytes]:
    """Return the fields and the body of a message or part whose lines end with LF.

    Lines in the head that are no field are passed over when real fields follow them; else the body starts there.
    """
    if raw.startswith(b"\n", start):
        return Fields({}), raw[start + 1 :]
    end = raw.find(b"\n\n", start)
    head, body = (raw[start:], b"") if end < 0 else (raw[start : end + 1], raw[end + 2 :])
    text = head.decode("utf-8", "surrogateescape")
    values = _values(text)
    if "" in values:
        text, spilled = _without_junk(text)
        values = _values(text)
        if spilled:
            body = spilled.encode("utf-8", "surrogateescape") + b"\n" + body
    return Fields(values), body


def _values(head: str) -> dict[str, list[str]]:
    """Return the values by name; a line that is no field stands under the empty name."""
    values: dict[str, list[str]] = {}
    for written, value in _FIELD.findall(head):
        name = written.lower()
        if name in values:
            values[name].append(value)
        else:
            values[name] = [value]
    return values


def _without_junk(head: str) -> tuple[str, str]:
    """Return the head without its broken lines, and what belongs to the body already."""
    last = 0
    for last_known in _WELL_KNOWN.finditer(head):
        last = last_known.start()
    for junk in _JUNK.finditer(head):
        if junk.start() > last and junk.group().strip():
            return _JUNK.sub("", head[: junk.start()]), head[junk.start() :]
    return _JUNK.sub("", head), ""


def _repaired(value: str) -> str:
    """Return a value whose bytes were no UTF-8, or held NUL, as text that can be stored."""
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            value = decode(value.encode("utf-8", "surrogateescape"), "cp1252")
    return value.replace("\0", "\ufffd") if "\0" in value else value
