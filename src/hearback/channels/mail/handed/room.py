"""Counts the bytes that all conversations hold at once, so that many large mails cannot fill the memory."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Full(Exception):
    """There is no room for more at present."""


class Room:
    """So many bytes for everybody together."""

    def __init__(self, most_bytes: int) -> None:
        self._left = most_bytes
        self._lock = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[Held]:
        """Give a part of the room, empty at first; what it holds in the end is given back."""
        part = Held(self)
        try:
            yield part
        finally:
            self.take(-part.size_bytes)

    def take(self, count: int) -> None:
        """Take so many bytes. Raises Full."""
        with self._lock:
            if count > self._left:
                raise Full
            self._left -= count


class Held:
    """What one conversation holds of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.size_bytes = 0

    def grow(self, count: int) -> None:
        """Hold so many bytes more, or fewer. Raises Full."""
        self._room.take(count)
        self.size_bytes += count
