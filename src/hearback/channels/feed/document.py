"""Keeps a feed's document with what the web said about it, because its bytes alone do not tell where it lay.

An arrival is written as the web sends things: two header lines, an empty line, and the document's own bytes. A document
without these lines is read as well.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from hearback.channels.contract import Unreadable

_WRITTEN = re.compile(rb"Content-Location: ([^\r\n]*+)\r\nContent-Type: ([^\r\n]*+)\r\n\r\n")
_LONGEST_HEADER = 2000
_SNIFFED_BYTES = 400
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<" or "{" and what follows it look in encodings that need more than a byte for them.
_WIDE = re.compile(
    rb"(?:(?P<utf_32_be>\0\0\0[<{])|(?P<utf_32_le>[<{]\0\0\0)|(?P<utf_16_be>\0[<{]\0.)|(?P<utf_16_le>[<{]\0.\0))",
    re.DOTALL,
)
_DECLARED = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._\-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._\-]{1,40})", re.IGNORECASE)
# Names that sites use, with the wider encoding that browsers read for them.
_WIDER = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}
_ONE_BYTE = re.compile(r"cp125\d|iso-?8859-?\d+|koi8-?[rtu]|windows-?125\d|macintosh|mac-?(?:roman|cyrillic)")
_MORE_BYTES = re.compile(r"cp9(?:32|49|50)|gb18030|big5(?:-?hkscs)?|euc-?jp|iso-2022-(?:jp|kr)")
_SHIFTING = re.compile(r"iso-2022-")
_RUINED = "hearback.ruined"


@dataclass(frozen=True, slots=True)
class Document:
    """A feed, or one entry of it. address: where it lay, "" when unknown. media_type: as the server named it."""

    body: bytes
    address: str = ""
    media_type: str = ""

    def written(self) -> bytes:
        """Return it as an arrival."""
        address, media_type = (
            " ".join(text.split())[:_LONGEST_HEADER].encode("utf-8", "replace")
            for text in (self.address, self.media_type)
        )
        return b"Content-Location: " + address + b"\r\nContent-Type: " + media_type + b"\r\n\r\n" + self.body

    @property
    def is_json(self) -> bool:
        """Say whether it looks like JSON rather than XML."""
        return Document(self.body[:_SNIFFED_BYTES]).text.lstrip().startswith("{")

    @property
    def wide_encoding(self) -> str:
        """Return the encoding, if it is one in which a byte of "<" may be a part of another letter; otherwise ""."""
        body = self.body
        marked = next((encoding for mark, encoding in _MARKS if body.startswith(mark)), "")
        if marked:
            return "" if marked == "utf-8" else marked
        if wide := _WIDE.match(body):
            return (wide.lastgroup or "").replace("_", "-")
        declared = self._declared()
        return declared if _SHIFTING.match(declared) else ""

    @property
    def text(self) -> str:
        """Return its text, in the encoding that fits best what was declared and what is there."""
        body, wide = self.body, self.wide_encoding
        if wide:
            return body.decode(wide, "replace").removeprefix("\ufeff")
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError:
            declared = self._declared()
        return body.decode(declared, "replace") if declared else body.decode("utf-8-sig", _RUINED)

    def _declared(self) -> str:
        """Return the encoding that the server or the document names, if it is one that we read; otherwise ""."""
        named = _CHARSET.search(self.media_type)
        written = _DECLARED.search(self.body, 0, 1000)
        for name in ((written[1].decode("ascii") if written else ""), (named[1] if named else "")):
            encoding = _WIDER.get(name.lower(), name.lower())
            if (_ONE_BYTE.fullmatch(encoding) or _MORE_BYTES.fullmatch(encoding)) and _is_known(encoding):
                return encoding
        return ""


def opened(raw: bytes) -> Document:
    """Return the document in an arrival. Raises Unreadable when nothing is in it."""
    written = _WRITTEN.match(raw)
    document = (
        Document(raw[written.end() :], written[1].decode("utf-8", "replace"), written[2].decode("utf-8", "replace"))
        if written
        else Document(raw)
    )
    if not document.body.strip():
        raise Unreadable("There is nothing in it.")
    return document


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def _as_windows_wrote_it(error: UnicodeError) -> tuple[str, int]:
    """Return the bytes that are no UTF-8 as Windows means them, a common fault of pages made of parts."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_RUINED, _as_windows_wrote_it)
