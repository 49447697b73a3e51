"""Takes large attachments out of a raw mail so that each is kept once, and puts it together again byte for byte."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

SMALLEST = 64_000  # of an attachment as it is written in the mail; taking out smaller ones costs more than it saves
_ENCODED = re.compile(rb"^content-transfer-encoding:[ \t]*base64[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_LINE = 998


@dataclass(frozen=True, slots=True)
class Parted:
    """A mail without its large attachments. rest: what is left, and where each belongs; pieces: digest -> content."""

    rest: bytes
    pieces: Mapping[bytes, bytes]


def parted(raw: bytes) -> Parted | None:
    """Return a mail taken apart; None when nothing large is in it, or it could not be put together exactly."""
    if len(raw) < SMALLEST:
        return None
    places: list[tuple[int, str, int, int]] = []
    literals: list[bytes] = []
    pieces: dict[bytes, bytes] = {}
    position = 0
    for head in _ENCODED.finditer(raw):
        found = _attachment(raw, head.end()) if head.end() >= position else None
        if found:
            start, end, content, width, ending = found
            digest = blake2b(content, digest_size=32).digest()
            pieces[digest] = content
            literals.append(raw[position:start])
            places.append((start - position, digest.hex(), width, len(ending)))
            position = end
    if not pieces:
        return None
    literals.append(raw[position:])
    made = Parted(json.dumps(places).encode() + b"\n" + b"".join(literals), pieces)
    return made if whole(made.rest, pieces) == raw else None


def digests(rest: bytes) -> list[bytes]:
    """Return the digests of the pieces that a rest needs."""
    return [bytes.fromhex(digest) for _, digest, *_ in json.loads(rest[: rest.index(b"\n")])]


def whole(rest: bytes, pieces: Mapping[bytes, bytes]) -> bytes:
    """Return the mail as it came. Raises KeyError when a piece is missing."""
    head, _, literals = rest.partition(b"\n")
    made, position = [], 0
    for length, digest, width, ending in json.loads(head):
        made.append(literals[position : position + length])
        made.append(_written(pieces[bytes.fromhex(digest)], width=width, ending=b"\r\n" if ending == 2 else b"\n"))
        position += length
    return b"".join([*made, literals[position:]])


def _attachment(raw: bytes, head_end: int) -> tuple[int, int, bytes, int, bytes] | None:
    """Return (start, end, content, width of its lines, their ending) of a large attachment; None for anything else."""
    blank = _HEAD_END.search(raw, max(head_end - 1, 0))
    if not blank:
        return None
    start = blank.end()
    bound = raw.find(b"\n--", start)
    end = bound if bound >= 0 else len(raw)
    first = raw.find(b"\n", start, start + _LONGEST_LINE + 2)
    if end - start < SMALLEST or first < 0:
        return None
    ending = b"\r\n" if raw[first - 1 : first] == b"\r" else b"\n"
    width = first + 1 - len(ending) - start
    written = raw[start:end].rstrip(b"\r\n")
    content = _content(written) if width > 0 else None
    if content is None or _written(content, width=width, ending=ending) != written:
        return None
    return start, start + len(written), content, width, ending


def _content(written: bytes) -> bytes | None:
    try:
        return a2b_base64(written)
    except Error:
        return None


def _written(content: bytes, *, width: int, ending: bytes) -> bytes:
    text = b64encode(content)
    return ending.join([text[start : start + width] for start in range(0, len(text), width)])
