"""Writes what a sample says as JSON; run as a module it renews every .heard.json, to be looked at before a commit.

python -m hearback.channels.feed.tests.expected
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from hearback.channels.contract import HeardMessage
from hearback.channels.feed.channel import CHANNEL

SAMPLES = Path(__file__).parent / "samples"


def as_json(message: HeardMessage) -> str:
    """Return a message as JSON: bytes in hexadecimal, moments by ISO 8601."""
    return json.dumps(asdict(message), default=_written, ensure_ascii=False, indent=1) + "\n"


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    assert isinstance(value, datetime)
    return value.isoformat()


def renew() -> None:
    """Write the .heard.json of every sample."""
    for raw in sorted(SAMPLES.glob("*.raw")):
        raw.with_suffix(".heard.json").write_text(as_json(CHANNEL.read(raw.read_bytes())), encoding="utf-8")


if __name__ == "__main__":
    renew()
