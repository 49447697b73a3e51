"""Finds the channels: every folder below this package with a channel.py is one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hearback.channels.contract import Channel

_HERE = Path(__file__).parent
_loaded: dict[str, Channel] = {}


def channels() -> dict[str, Channel]:
    """Return kind -> channel for every channel folder, by kind."""
    for path in sorted(_HERE.glob("*/channel.py")):
        channel(path.parent.name)
    return _loaded


def channel(kind: str) -> Channel:
    """Return the channel of that kind, loading no others. Raises KeyError when there is no such folder."""
    if kind not in _loaded:
        if not (kind.isidentifier() and (_HERE / kind / "channel.py").is_file()):
            raise KeyError(kind)
        _loaded[kind] = import_module(f"hearback.channels.{kind}.channel").CHANNEL
    return _loaded[kind]
