"""Decodes what mail headers hide their letters in: encoded words (RFC 2047) and parameters (RFC 2231)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from hearback.channels.mail.reading.charsets import decode

_WORD = re.compile(r"=\?([^?\s*]++)(?:\*[^?]*+)?\?([bBqQ])\?([^?]*+(?:\?(?!=)(?:(?!=\?)[^?])*+){0,3})\?=")
_SPACE = re.compile(r"\s+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decoded(value: str) -> str:
    """Return a header's text on one line, its encoded words decoded, whatever is broken left as it came."""
    if "=?" in value:
        value = "".join(_runs(value))
    return " ".join(value.split())


def decoded_base64(raw: bytes) -> bytes:
    """Return the bytes that a base64 text stands for, as far as it can be read."""
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", raw)
        usable = len(letters) - (len(letters) % 4 == 1)
        return binascii.a2b_base64(letters[:usable] + b"===")


class _Run(NamedTuple):
    charset: str
    raw: bytes


def _runs(value: str) -> Iterator[str]:
    """Yield the value piece by piece; neighbouring words of one charset are decoded together.

    Many senders cut a letter of several bytes between two words.
    """
    end, run = 0, None
    for found in _WORD.finditer(value):
        between = value[end : found.start()]
        word = _Run(found[1].lower(), _word_bytes(found[2], found[3]))
        end = found.end()
        if run and not between.strip():
            if run.charset == word.charset:
                run = _Run(run.charset, run.raw + word.raw)
                continue
            between = ""
        if run:
            yield decode(run.raw, run.charset)
        yield between
        run = word
    if run:
        yield decode(run.raw, run.charset)
    yield value[end:]


def _word_bytes(way: str, letters: str) -> bytes:
    raw = letters.encode("utf-8", "surrogatepass")
    if way in "bB":
        return decoded_base64(raw)
    return binascii.a2b_qp(raw, header=True)


class Parameters(NamedTuple):
    """A header value with parameters: Content-Type: text/plain; charset=utf-8."""

    value: str
    named: dict[str, str]

    def get(self, name: str) -> str:
        """Return a parameter; "" when it is not there."""
        return self.named.get(name, "")


_PARAMETER = re.compile(
    r";\s*+([^\s=;*\"]++)(\*\d++)?(\*)?\s*+=\s*+(?:\"((?:[^\"\\]|\\.)*+)\"?|([^;]*+))",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\([\"\\])")


def parameters(value: str) -> Parameters:
    """Return the value in lower case and its parameters, continued and encoded ones put together."""
    head, semicolon, _ = value.partition(";")
    if not semicolon:
        return Parameters(head.strip().lower(), {})
    named: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, number, star, quoted, bare in _PARAMETER.findall(value):
        written = _ESCAPED.sub(r"\1", quoted) if quoted else bare.strip()
        if number or star:
            pieces.setdefault(name.lower(), []).append((int(number[1:7] or 0), bool(star), written))
        else:
            named.setdefault(name.lower(), decoded(written) if "=?" in written else written)
    for name, parts in pieces.items():
        named[name] = _joined(parts)
    return Parameters(head.strip().lower(), named)


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    """Return an RFC 2231 parameter from its numbered pieces."""
    parts.sort(key=lambda part: part[0])
    charset = ""
    first = parts[0][2]
    if parts[0][1] and first.count("'") >= 2:
        charset, _, rest = first.split("'", 2)
        parts[0] = (parts[0][0], True, rest)
    raw = b"".join(
        unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogatepass") for _, encoded, text in parts
    )
    return _SPACE.sub(" ", decode(raw, charset))
