"""Takes a mail apart into its parts without copying more than it must, however broken the parts are."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hearback.channels.mail.reading.headers import Fields, split
from hearback.channels.mail.reading.words import Parameters, decoded, decoded_base64, parameters

# Deeper or more than this only hostile mail goes; what lies beyond is kept as one undivided part.
DEEPEST = 20
MOST_PARTS = 2000

_NO_TYPE = Parameters("text/plain", {})
_SIMPLE_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+\Z", re.ASCII)
_GUESSED_BOUNDARY = re.compile(rb"(?:\A|\n)--([^\s\-][^\n]{0,199}?)[ \t]*\n(?=[!-9;-~]+:)")
_TOKEN_OF_ENCODING = re.compile(r"[\w-]+")


@lru_cache(maxsize=2048)
def content_type(value: str) -> Parameters:
    """Return a Content-Type, "text/plain" when it is missing or no type at all."""
    found = parameters(value)
    if _SIMPLE_TYPE.match(found.value):
        return found
    return Parameters("text/plain" if found.value in {"text", ""} else "application/octet-stream", found.named)


@dataclass(slots=True)
class Part:
    """One part: its fields, what its body is, and either its body or its parts."""

    fields: Fields
    type: Parameters
    body: bytes
    parts: tuple[Part, ...] = ()

    @property
    def media_type(self) -> str:
        """Return "text/plain" and the like, in lower case."""
        return self.type.value

    def decoded(self) -> bytes:
        """Return the body without its transfer encoding; broken encodings give what can be read."""
        named = _TOKEN_OF_ENCODING.search(self.fields.raw("content-transfer-encoding"))
        encoding = named.group().lower() if named else ""
        if encoding == "base64":
            return decoded_base64(self.body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        return self.body

    def disposition(self) -> Parameters:
        """Return the Content-Disposition; an empty value when there is none."""
        written = self.fields.raw("content-disposition")
        return parameters(written) if written else Parameters("", {})

    def file_name(self) -> str:
        """Return the name the sender gave it as a file; "" when none."""
        name = self.disposition().get("filename") or self.type.get("name")
        return " ".join(decoded(name).split()) if name else ""

    def leaves(self) -> Iterator[Part]:
        """Yield the parts that are not divided further, in reading order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


class _Budget:
    """How many parts a message may still have."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_PARTS


def opened(fields: Fields, body: bytes) -> Part:
    """Return the message with these fields and body, taken apart."""
    return _opened(fields, body, default=_NO_TYPE, depth=0, budget=_Budget())


def _opened(fields: Fields, body: bytes, *, default: Parameters, depth: int, budget: _Budget) -> Part:
    written = fields.raw("content-type")
    kind = content_type(written) if written else default
    part = Part(fields, kind, body)
    if kind.value.startswith("multipart/") and depth < DEEPEST:
        boundary = kind.get("boundary").rstrip().encode("utf-8", "surrogatepass") or _guessed_boundary(body)
        inner_default = Parameters("message/rfc822", {}) if kind.value == "multipart/digest" else _NO_TYPE
        pieces = _pieces(body, boundary, budget) if boundary else []
        part.parts = tuple(
            _opened(*split(piece), default=inner_default, depth=depth + 1, budget=budget) for piece in pieces
        )
        if not part.parts:
            part.type = Parameters("text/plain", kind.named)
    return part


def divided(kind: Parameters, body: bytes) -> list[bytes]:
    """Return the parts of a multipart body as they were written, heads and all; none where it has no boundary."""
    boundary = kind.get("boundary").rstrip().encode("utf-8", "surrogatepass")
    return _pieces(body, boundary, _Budget()) if boundary else []


def _guessed_boundary(body: bytes) -> bytes:
    found = _GUESSED_BOUNDARY.search(body)
    return found[1] if found else b""


def _pieces(body: bytes, boundary: bytes, budget: _Budget) -> list[bytes]:
    """Return what stands between the boundary lines; a missing last boundary ends with the body."""
    mark = b"--" + boundary
    pieces: list[bytes] = []
    begin = -1
    at = 0 if body.startswith(mark) else _next(body, mark, 0)
    while at >= 0 and budget.left > 0:
        line_end = body.find(b"\n", at)
        rest = body[at + len(mark) : line_end if line_end >= 0 else len(body)].rstrip()
        if rest not in {b"", b"--"}:
            at = _next(body, mark, at)
            continue
        if begin >= 0:
            pieces.append(body[begin : at - 1])
            budget.left -= 1
        begin = line_end + 1 if line_end >= 0 else len(body)
        if rest:
            return pieces
        at = _next(body, mark, max(begin - 1, 0))
    if 0 <= begin < len(body):
        pieces.append(body[begin:])
        budget.left -= 1
    return pieces


def _next(body: bytes, mark: bytes, start: int) -> int:
    """Return where the mark stands next at the beginning of a line; -1 when nowhere."""
    at = body.find(b"\n" + mark, start)
    return at + 1 if at >= 0 else -1
