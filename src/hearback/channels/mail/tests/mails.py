"""Builds the mails of this folder's tests, with bytes exactly as a test wants them."""

from __future__ import annotations

HEAD = {
    "From": "Ann Archer <ann@example.org>",
    "To": "Bea <bea@example.net>",
    "Date": "Mon, 3 Mar 2025 10:15:00 +0100",
    "Message-ID": "<lamp-5@example.org>",
    "Subject": "The lamp",
}


def mail(body: bytes | str = b"Hello Bea\n", **fields: str | bytes | None) -> bytes:
    """Return a mail; a field given as None is left out, an underscore in its name stands for a dash."""
    written = dict(HEAD)
    for name, value in fields.items():
        written[name.replace("_", "-").replace("Message-Id", "Message-ID")] = value
    lines = [_line(name, value) for name, value in written.items() if value is not None]
    return b"".join(lines) + b"\n" + (body.encode() if isinstance(body, str) else body)


def _line(name: str, value: str | bytes) -> bytes:
    raw = value if isinstance(value, bytes) else value.encode()
    return name.encode() + b": " + raw + b"\n"


def multipart(kind: str, *parts: bytes, boundary: str = "frontier", **fields: str | bytes | None) -> bytes:
    """Return a mail of several parts."""
    typed = f'multipart/{kind}; boundary="{boundary}"'
    return mail(joined(*parts, boundary=boundary), **{"MIME_Version": "1.0", "Content_Type": typed, **fields})


def joined(*parts: bytes, boundary: str = "frontier") -> bytes:
    """Return parts with boundary lines between them."""
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\n" + part + b"\n" for part in parts) + mark + b"--\n"


def part(body: bytes | str, kind: str = "text/plain; charset=utf-8", **fields: str) -> bytes:
    """Return one part for `multipart`."""
    head = f"Content-Type: {kind}\n" + "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items())
    return head.encode() + b"\n" + (body.encode() if isinstance(body, str) else body)
