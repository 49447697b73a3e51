"""What writes the room's tables."""

from hearback.inbox.actions.take_turn import take_turns

__all__ = ["take_turns"]
