"""What every channel's samples are heard as; run as a module it writes the expectations anew.

A sample is a file of captured bytes, samples/NAME.raw or samples/NAME.eml, in a channel's tests; what it is heard
as stands beside it in NAME.heard.json. After a change that is meant to change what is heard, run

    python -m hearback.channels.tests.expected [KIND ...]

and look at the difference before it is committed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hearback.channels.contract import HeardMessage, Unreadable
from hearback.channels.registry import channels

if TYPE_CHECKING:
    from hearback.channels.contract import Channel


def folder_of(kind: str) -> Path:
    """Return the folder of a channel."""
    return Path(__file__).parents[1] / kind


def samples_of(kind: str) -> list[Path]:
    """Return a channel's samples, by name."""
    folder = folder_of(kind) / "tests" / "samples"
    return sorted(path for path in folder.glob("*") if path.suffix in {".raw", ".eml"})


def expectation_of(sample: Path) -> Path:
    """Return where it stands what a sample is heard as."""
    return sample.with_suffix(".heard.json")


def heard_as(channel: Channel, raw: bytes) -> str:
    """Return what raw bytes are heard as, as JSON; for what cannot be read, {"unreadable": why}."""
    try:
        return as_json(channel.read(raw))
    except Unreadable as error:
        return _json({"unreadable": str(error)})


def as_json(message: HeardMessage) -> str:
    """Return a message as JSON: bytes in hexadecimal, moments by ISO 8601."""
    return _json(asdict(message))


def _json(values: dict[str, object]) -> str:
    return json.dumps(values, default=_written, ensure_ascii=False, indent=1) + "\n"


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    assert isinstance(value, datetime)
    return value.isoformat()


def renew(kinds: list[str]) -> None:
    """Write the expectation of every sample of these channels; of all, when none is named."""
    for kind, channel in channels().items():
        if not kinds or kind in kinds:
            for sample in samples_of(kind):
                expectation_of(sample).write_text(heard_as(channel, sample.read_bytes()), encoding="utf-8")


if __name__ == "__main__":
    renew(sys.argv[1:])
