"""Tells what a file is by its first bytes, and names it so that it is safe to save; its sender is not asked."""

from __future__ import annotations

import re
import unicodedata

UNKNOWN, PDF = "application/octet-stream", "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # which every browser shows and none runs
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
)
# What is a ZIP file by its bytes, and told apart by its name only.
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
# What is told apart by its name only, and is a text; nothing else under these names is called so.
_TEXTS = {
    "txt": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "html": "text/html",
    "htm": "text/html",
    "xml": "text/xml",
    "json": "application/json",
    "svg": "image/svg+xml",
}
_MOVING = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"heic": "image/heic", b"avif": "image/avif"}
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    PDF: "pdf",
    "application/zip": "zip",
}
_UNFIT = re.compile(r'[<>:"/\\|?*%]')
_LONGEST = 150


def type_of(content: bytes, *, name: str = "") -> str:
    """Return the media type of a file; UNKNOWN for everything that a browser had better save and not look into."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    found = next((kind for start, kind in _STARTS if content.startswith(start)), UNKNOWN)
    return _OFFICE.get(_ending(name), found) if found == "application/zip" else found


def type_to_send(content: bytes, *, name: str) -> str:
    """Return the media type under which a file of ours leaves; its bytes decide, and its name among texts."""
    found = type_of(content, name=name)
    if found != UNKNOWN:
        return found
    if content[4:8] == b"ftyp":
        return _MOVING.get(content[8:12], "video/mp4")
    return _TEXTS.get(_ending(name), UNKNOWN) if _is_text(content) else UNKNOWN


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def safe_name(name: str, *, media_type: str, otherwise: str) -> str:
    """Return a file name without folders, hidden signs and tricks. otherwise: what to call a file without one."""
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    shown = " ".join(_UNFIT.sub("_", re.split(r"[/\\]", shown)[-1]).split()).strip(". ")
    if not shown:
        ending = _ENDINGS.get(media_type, "bin")
        return f"{otherwise}.{ending}"
    stem, dot, ending = shown.rpartition(".")
    return (
        shown
        if len(shown) <= _LONGEST
        else f"{(stem if dot else ending)[: _LONGEST - 20]}{dot}{ending[:19] if dot else ''}"
    )


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
