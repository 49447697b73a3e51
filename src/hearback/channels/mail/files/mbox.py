"""Cuts an mbox into its mails, in one pass over the bytes and with one mail in memory at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.channels.mail.files.opening import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.channels.mail.files.opening import Opened

LARGEST_MAIL_BYTES = 128 << 20
_CUT = " (cut off)"
# A "From " line and the beginning of the line after it are looked at together.
LOOK_BYTES = 1000

_DAY = rb"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_MONTH = rb"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_TIME = rb"\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?"
_ZONE = rb"(?: +(?:[a-z]{1,5}|[+-]\d\d:?\d\d))*"
# asctime, with a zone before or after the year; RFC 5322; ISO 8601.
_DATE = (
    rb"(?:%(d)s,? +%(m)s +\d{1,2} +%(t)s%(z)s +\d{4}%(z)s|(?:%(d)s,? +)?\d{1,2} +%(m)s +\d{4} +%(t)s%(z)s|%(i)s)"
    % {
        b"d": _DAY,
        b"m": _MONTH,
        b"t": _TIME,
        b"z": _ZONE,
        b"i": rb"\d{4}-\d\d-\d\d[t ]" + _TIME + rb"(?: ?z| ?[+-]\d\d:?\d\d)?",
    }
)
_SEPARATOR = re.compile(
    rb"From +(?:[^\r\n]*? )?" + _DATE + rb"(?: +remote from [^\r\n]*)?[ \t]*(?:\r?\n|\Z)", re.IGNORECASE
)
_HEADER = re.compile(rb">?From |[!-9;-~]+[ \t]*:")
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|cc|subject|received|message-id|return-path|delivered-to|reply-to|mime-version)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of a file.

    place: where in the file, as the end of an origin: "@" and where its "From " line begins in the unpacked stream,
    "" when it is the whole file; and then whether it was cut off, being too long or because the file breaks off.
    resume_at: where to go on after it; its own beginning when the file breaks off in it, for the file may be mended.
    """

    raw: bytes
    place: str
    resume_at: int


def begins_mbox(head: bytes) -> bool:
    """Say whether a file that begins so is an mbox."""
    return _SEPARATOR.match(_stripped(head)) is not None


def looks_like_mail(head: bytes, *, any_header: bool) -> bool:
    """Say whether a file that begins so is one mail. any_header: its name says so, a strange header will do."""
    lines = _stripped(head)
    return _HEADER.match(lines) is not None and (any_header or _MAIL_HEADER.search(lines) is not None)


def _stripped(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")


class Splitter:
    """Yields the mails of an opened file from where its stream stands.

    fault: why the stream broke off, after everything before the break was yielded; None when it did not.
    """

    def __init__(self, stream: Opened) -> None:
        self._stream = stream
        self._largest = LARGEST_MAIL_BYTES
        self._buffer = bytearray()
        self._base = stream.offset  # where in the stream the buffer begins
        self._has_ended = False
        self.fault: Fault | None = None

    def head(self) -> bytes:
        """Return the beginning of what is left, without taking it; b"" at the end."""
        while len(self._buffer) < LOOK_BYTES and self._fill():
            pass
        return bytes(self._buffer[:LOOK_BYTES])

    def mails(self) -> Iterator[Mail]:
        """Yield the mails of an mbox whose first "From " line comes next, after empty lines at most."""
        self._drop(max(0, self.head().find(b"From ")))
        while self.head():
            start, first_line = self._base, self._buffer.find(b"\n") + 1 or len(self._buffer)
            end = self._next_from(first_line)
            raw = self._copy(first_line, len(self._buffer) if end is None else end)
            is_long = end is None and not self._has_ended
            self._drop(self._far_next_from() if end is None else end)
            broke_off = self.fault is not None and not self._buffer
            place = f"@{start}{_CUT * (is_long or broke_off)}"
            yield Mail(_as_sent(raw), place, start if broke_off else self._base)

    def whole(self) -> Mail:
        """Return all that is left as one mail."""
        start = self._base
        while len(self._buffer) <= self._largest and self._fill():
            pass
        raw, is_long = self._copy(0, len(self._buffer)), len(self._buffer) > self._largest
        self._drop(len(self._buffer))
        while self._fill():
            self._drop(len(self._buffer))
        is_cut = is_long or self.fault is not None
        return Mail(raw, _CUT * is_cut, start if self.fault else self._base)

    def _next_from(self, first_line: int) -> int | None:
        """Return where in the buffer the next mail begins; None when this is the last one, or too long."""
        seen = max(0, first_line - 1)
        while True:
            found = self._buffer.find(b"\nFrom ", seen)
            if self._is_too_near_the_end(found):
                seen = max(seen, len(self._buffer) - len(b"\nFrom ")) if found < 0 else found
                if self._fill():
                    continue
            if found < 0:
                return None
            if self._separates(found):
                return found + 1
            seen = found + 1

    def _is_too_near_the_end(self, found: int) -> bool:
        """Say whether more of the stream is needed to judge what was found, or to find something."""
        if found < 0:
            return len(self._buffer) <= self._largest
        return found + LOOK_BYTES > len(self._buffer)

    def _separates(self, found: int) -> bool:
        """Say whether the line after this line end begins a new mail.

        A date at the line's end is needed, and an empty line before it or a header after it: people
        also quote such lines.
        """
        line = self._buffer[found + 1 : found + 1 + LOOK_BYTES]
        separator = _SEPARATOR.match(line)
        if separator is None:
            return False
        is_after_empty_line = self._buffer[max(0, found - 2) : found].removesuffix(b"\r").endswith(b"\n")
        return is_after_empty_line or _HEADER.match(line, separator.end()) is not None

    def _far_next_from(self) -> int:
        """Pass over the rest of a mail that is too long; return where in the buffer the next one begins."""
        end = None
        while end is None and not self._has_ended:
            self._drop(len(self._buffer) - len(b"\n\r\nFrom "))
            end = self._next_from(1)
        return len(self._buffer) if end is None else end

    def _fill(self) -> bool:
        if self._has_ended:
            return False
        try:
            piece = self._stream.piece()
        except Fault as fault:
            self.fault, piece = fault, b""
        self._has_ended = not piece
        self._buffer += piece
        return bool(piece)

    def _copy(self, start: int, end: int) -> bytes:
        with memoryview(self._buffer) as view:
            return bytes(view[start:end])

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._base += count


def _as_sent(raw: bytes) -> bytes:
    """Undo what writing to an mbox did: an empty line at the end, and a ">" before lines that begin with "From "."""
    if raw.endswith(b"\n\n"):
        raw = raw[:-1]
    elif raw.endswith(b"\n\r\n"):
        raw = raw[:-2]
    return _QUOTED_FROM.sub(rb"\1", raw) if b">From " in raw else raw
