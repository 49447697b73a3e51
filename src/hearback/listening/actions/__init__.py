"""What writes the room's tables."""

from hearback.listening.actions.store import Stored, store

__all__ = ["Stored", "store"]
