"""Opens the winmail.dat that Outlook sends in place of attachments (TNEF), however much of it is broken or hostile."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from hearback.channels.mail.reading.charsets import decode

TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _PROPERTIES, _CODEPAGE = 0x0002800C, 0x00069003, 0x00069007
_NEW_FILE, _FILE_TITLE, _FILE_CONTENT, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_TEXT, _HTML, _CONTENT, _LONG_NAME, _MEDIA_TYPE, _CONTENT_ID = 0x1000, 0x1013, 0x3701, 0x3707, 0x370E, 0x3712
_UNICODE, _OBJECT, _MANY = 0x1F, 0x0D, 0x1000
_WIDTHS = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = {0x1E, _UNICODE, 0x102, _OBJECT}
_MOST_FILES = 1000
_MOST_PROPERTIES = 5000


@dataclass(slots=True)
class File:
    """One file in it."""

    name: str = ""
    media_type: str = ""
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Opened:
    """What was in it; text and html are "" where there are none."""

    text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)


class _Attribute(NamedTuple):
    kind: int
    content: bytes


class _EndsEarly(Exception):
    """The bytes are over before what they announce."""


class _Cursor:
    """Reads on in bytes, and says so when they are over."""

    def __init__(self, raw: bytes, at: int = 0) -> None:
        self.raw = raw
        self.at = at

    def take(self, length: int) -> bytes:
        if not 0 <= length <= len(self.raw) - self.at:
            raise _EndsEarly
        self.at += length
        return self.raw[self.at - length : self.at]

    def number(self, form: str = "<I") -> int:
        found: int = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return found


def opened(raw: bytes) -> Opened | None:
    """Return what is in it, as far as it can be read; None when it is no TNEF or there is nothing in it."""
    if not raw.startswith(_SIGNATURE):
        return None
    found, codepage = Opened(), ""
    for kind, content in _attributes(raw):
        if kind == _CODEPAGE:
            codepage = f"cp{int.from_bytes(content[:4], 'little')}"
        elif kind == _BODY:
            found.text = found.text or _words(content, codepage)
        elif kind == _PROPERTIES:
            _take_words(found, content, codepage)
        elif kind == _NEW_FILE and len(found.files) < _MOST_FILES:
            found.files.append(File())
        elif found.files:
            _take_file(found.files[-1], kind, content, codepage)
    found.files = [one for one in found.files if one.content]
    return found if found.files or found.text or found.html else None


def _attributes(raw: bytes) -> Iterator[_Attribute]:
    cursor = _Cursor(raw, len(_SIGNATURE) + 2)
    try:
        while True:
            cursor.take(1)
            kind, length = cursor.number(), cursor.number()
            yield _Attribute(kind, cursor.take(length))
            cursor.take(2)
    except _EndsEarly:
        return


def _words(content: bytes, codepage: str) -> str:
    return decode(content.rstrip(b"\0"), codepage).replace("\r\n", "\n")


def _take_words(found: Opened, content: bytes, codepage: str) -> None:
    for number, form, value in _properties(content):
        if number == _TEXT:
            found.text = found.text or _string(form, value, codepage)
        elif number == _HTML:
            found.html = found.html or _string(form, value, codepage)


def _take_file(file: File, kind: int, content: bytes, codepage: str) -> None:
    if kind == _FILE_TITLE:
        file.name = file.name or _words(content, codepage)
    elif kind == _FILE_CONTENT:
        file.content = file.content or content
    elif kind == _FILE_PROPERTIES:
        _take_properties(file, content, codepage)


def _take_properties(file: File, content: bytes, codepage: str) -> None:
    for number, form, value in _properties(content):
        if number == _LONG_NAME:
            file.name = _string(form, value, codepage)
        elif number == _MEDIA_TYPE:
            file.media_type = _string(form, value, codepage).strip().lower()
        elif number == _CONTENT_ID:
            file.content_id = _string(form, value, codepage)
        elif number == _CONTENT:
            file.content = file.content or (value[16:] if form == _OBJECT else value)


def _string(form: int, value: bytes, codepage: str) -> str:
    return (
        decode(value, "utf-16-le").rstrip("\ufffd").replace("\r\n", "\n")
        if form == _UNICODE
        else _words(value, codepage)
    )


def _properties(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (number, form, value) of MAPI properties, the first value where there are many."""
    cursor = _Cursor(content)
    try:
        for _ in range(min(cursor.number(), _MOST_PROPERTIES)):
            form, number = cursor.number("<H"), cursor.number("<H")
            if number >= 0x8000:
                _pass_name(cursor)
            values = _values(cursor, form)
            if values:
                yield number, form & ~_MANY, values[0]
    except _EndsEarly:
        return


def _pass_name(cursor: _Cursor) -> None:
    cursor.take(16)
    if cursor.number() == 0:
        cursor.take(4)
    else:
        _padded(cursor)


def _padded(cursor: _Cursor) -> bytes:
    length = cursor.number()
    content = cursor.take(length)
    cursor.take(-length % 4)
    return content


def _values(cursor: _Cursor, form: int) -> list[bytes]:
    base = form & ~_MANY
    count = cursor.number() if form & _MANY or base in _VARIABLE else 1
    if base in _VARIABLE:
        return [_padded(cursor) for _ in range(min(count, _MOST_PROPERTIES))]
    if base not in _WIDTHS:
        raise _EndsEarly
    return [cursor.take(_WIDTHS[base]) for _ in range(min(count, _MOST_PROPERTIES))]
