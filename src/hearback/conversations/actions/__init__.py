"""What writes the room's tables."""

from hearback.conversations.actions.place import Placed, Placing, place


__all__ = ["Placed", "Placing", "place"]
