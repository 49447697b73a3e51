"""Archives to import in tests, and what an import makes of them."""

from __future__ import annotations

import gzip
import sys
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError, Fetched
from hearback.channels.mail.files import import_file

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FROM = "From ann@example.org Mon Mar  2 09:15:00 2026\n"


def mail(number: int, *, body: str = "Hello Bea,\n\nwhen do you open?\n") -> bytes:
    return f"From: Ann <ann@example.org>\nSubject: Question {number}\n\n{body}".encode()


def as_mbox(*mails: bytes) -> bytes:
    return b"".join(FROM.encode() + raw + b"\n" for raw in mails)


def steps(path: Path, position: Mapping[str, object] | None = None) -> list[Fetched]:
    return list(import_file(path, position=position or {}))


def raws(path: Path, position: Mapping[str, object] | None = None) -> list[bytes]:
    return [arrival.raw for step in steps(path, position) for arrival in step.arrivals]


def until_error(path: Path) -> tuple[list[Fetched], ChannelError]:
    taken = []
    try:
        for step in import_file(path, position={}):
            taken.append(step)  # noqa: PERF402 - what came before the error counts
    except ChannelError as error:
        return taken, error
    raise AssertionError("nothing was wrong")


def refusal(path: Path) -> str:
    taken, error = until_error(path)
    assert taken == []
    assert error.lasting
    return str(error)


PACKINGS = {
    "plain": lambda raw: raw,
    "gz": gzip.compress,
    "zst": zstd.compress,
    "zst-long-window": lambda raw: zstd.compress(
        raw,
        options={
            zstd.CompressionParameter.enable_long_distance_matching: 1,
            zstd.CompressionParameter.window_log: 28,
            zstd.CompressionParameter.content_size_flag: 0,
        },
    ),
    "gz-of-two-members": lambda raw: gzip.compress(raw[:50]) + gzip.compress(raw[50:]),
    "zst-of-two-frames": lambda raw: zstd.compress(raw[:50]) + zstd.compress(raw[50:]),
}
