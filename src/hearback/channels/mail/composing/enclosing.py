"""Puts files into a mail: pictures that stand in the text next to it, all others after it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from hearback.channels.mail.composing.headers import encoded_words, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.channels.outgoing import OutgoingFile

_LINE = 76
_PIECE = 56  # of a name in percent signs, so that it fits on a line with the parameter's name
_UNKNOWN = "application/octet-stream"


def multipart(kind: str, parts: Sequence[bytes], *, key: str, more: str = "") -> bytes:
    """Return parts as one: its header and its body. key: of the mail; the same mail has the same boundaries."""
    boundary = f"=_{sha256((key if kind == 'alternative' else f'{kind} {key}').encode()).hexdigest()[:32]}"
    head = f'Content-Type: multipart/{kind};{more}\r\n boundary="{boundary}"\r\n'.encode()
    return f"\r\n--{boundary}\r\n".encode().join((head, *parts)) + f"\r\n--{boundary}--\r\n".encode()


def content_id(file: OutgoingFile, *, key: str) -> str:
    """Return what the HTML of a mail calls a picture in it."""
    before, _, domain = key.rpartition("@")
    return f"{sha256(f'{before} {file.name}'.encode()).hexdigest()[:24]}@{domain}"


def enclosed(file: OutgoingFile, *, cid: str = "") -> bytes:
    """Return a file as a part of a mail. cid: its name in the HTML, for a picture that stands there."""
    head = (
        f"Content-Type: {_media_type(file)}{_compatible(file.name)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {'inline' if cid else 'attachment'}{_parameter('filename', file.name)}\r\n"
        f"{f'Content-ID: <{cid}>' + chr(13) + chr(10) if cid else ''}\r\n"
    )
    text = b64encode(file.content)
    return head.encode() + b"\r\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))


def _media_type(file: OutgoingFile) -> str:
    """Return the type of a file; a mail or several parts may not be encoded, so they go as plain bytes."""
    kind, _, rest = one_line(file.media_type).lower().partition("/")
    is_plain = rest and all(sign.isascii() and (sign.isalnum() or sign in ".+-_") for sign in kind + rest)
    if not is_plain or kind in {"message", "multipart"}:
        return _UNKNOWN
    return f"{kind}/{rest}" + "; charset=utf-8" * (kind == "text")


def _parameter(name: str, value: str) -> str:
    """Return a parameter of a header; what is not ASCII is written as RFC 2231 has it, in pieces when it is long."""
    value = one_line(value)
    if value.isascii():
        return f';\r\n {name}="{_escaped(value)}"'
    pieces = [""]
    for sign in value:
        coded = quote(sign, safe="")
        if len(pieces[-1]) + len(coded) > _PIECE:
            pieces.append("")
        pieces[-1] += coded
    if len(pieces) == 1:
        return f";\r\n {name}*=utf-8''{pieces[0]}"
    first, *others = pieces
    numbered = "".join(f";\r\n {name}*{number}*={piece}" for number, piece in enumerate(others, 1))
    return f";\r\n {name}*0*=utf-8''{first}{numbered}"


def _compatible(value: str) -> str:
    """Return the name once more, as programs read it that know nothing of RFC 2231."""
    value = one_line(value)
    if value.isascii():
        return f';\r\n name="{_escaped(value)}"'
    words = "\r\n ".join(encoded_words(value))
    return f';\r\n name="{words}"'


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
