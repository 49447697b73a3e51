"""Folder names as IMAP writes them: modified UTF-7 (RFC 3501, section 5.1.3)."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, b2a_base64

_SHIFTED = re.compile(rb"&([^-]*)-")
_OTHER_THAN_ASCII = re.compile(r"[^\x20-\x7e]+|&")


def to_imap(name: str) -> bytes:
    """Return a folder's name as it goes over the wire, unquoted."""
    return _OTHER_THAN_ASCII.sub(_shifted, name).encode("ascii")


def from_imap(name: bytes) -> str:
    """Return a folder's name for people; what is not modified UTF-7 is shown as UTF-8 or with escapes."""
    try:
        return _SHIFTED.sub(_unshifted, name).decode()
    except (Error, UnicodeDecodeError):
        return name.decode("utf-8", "backslashreplace")


def _shifted(stretch: re.Match[str]) -> str:
    if stretch[0] == "&":
        return "&-"
    coded = b2a_base64(stretch[0].encode("utf-16-be", "surrogatepass"), newline=False)
    return f"&{coded.decode().rstrip('=').replace('/', ',')}-"


def _unshifted(stretch: re.Match[bytes]) -> bytes:
    if not stretch[1]:
        return b"&"
    coded = stretch[1].replace(b",", b"/")
    return a2b_base64(coded + b"=" * (-len(coded) % 4)).decode("utf-16-be").encode()
