"""What writes the room's tables."""

from hearback.inbox.actions.decide import assign, reopen, settle, undo
from hearback.inbox.actions.drafts import drop_draft, save_draft
from hearback.inbox.actions.take_turn import take_turns

__all__ = ["assign", "drop_draft", "reopen", "save_draft", "settle", "take_turns", "undo"]
