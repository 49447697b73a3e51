"""Finds the channels: every folder below this package with a channel.py is one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hearback.channels.contract import Channel


@cache
def channels() -> dict[str, Channel]:
    """Return kind -> channel for every channel folder, by kind."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/channel.py"))
    return {name: import_module(f"hearback.channels.{name}.channel").CHANNEL for name in folders}


def channel(kind: str) -> Channel:
    """Return the channel of that kind. Raises KeyError when there is no such folder."""
    return channels()[kind]
