"""Raw mails for tests, as they would come from a server; invented people at example domains only."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from hearback.channels.contract import Fetched, RawArrival

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def mail(
    body: str = "Hello, does the blue one fit a 3 inch pipe?\n",
    *,
    key: str = "",
    author: str = "Ann Archer <ann@example.org>",
    to: str = "Rotor <hello@rotor.example>",
    subject: str = "A question",
    answers: tuple[str, ...] = (),
    at: datetime = MONDAY,
    **headers: str,
) -> bytes:
    """Return one plain mail. key and answers: Message-IDs without brackets; "" for a mail without one."""
    lines = [f"From: {author}", f"To: {to}", f"Subject: {subject}", f"Date: {format_datetime(at)}"]
    if key:
        lines.append(f"Message-ID: <{key}>")
    if answers:
        lines += [f"In-Reply-To: <{answers[-1]}>", "References: " + " ".join(f"<{one}>" for one in answers)]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", body]
    return "\n".join(lines).encode()


def arrival(raw: bytes, *, origin: str = "INBOX;1;1") -> RawArrival:
    """Return raw bytes as a channel hands them over."""
    return RawArrival(raw, sha256(raw).digest(), origin)


def fetched(*raws: bytes) -> Fetched:
    """Return one step of a fetch with these mails."""
    return Fetched([arrival(raw, origin=f"INBOX;1;{number}") for number, raw in enumerate(raws, 1)])


def mbox(*raws: bytes) -> bytes:
    """Return mails as one mbox file."""
    return b"".join(
        b"From nobody Mon Mar  2 09:00:00 2026\n" + raw.replace(b"\nFrom ", b"\n>From ") + b"\n\n" for raw in raws
    )
