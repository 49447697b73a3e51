"""What writes the room's tables."""

from hearback.inbox.actions.decide import assign, reopen, settle
from hearback.inbox.actions.drafts import drop_draft, save_draft
from hearback.inbox.actions.joining import Joined, join, keep_apart, move, split, undo
from hearback.inbox.actions.take_turn import take_turns
from hearback.inbox.actions.unreached import note_unreached

__all__ = [
    "Joined",
    "assign",
    "drop_draft",
    "join",
    "keep_apart",
    "move",
    "note_unreached",
    "reopen",
    "save_draft",
    "settle",
    "split",
    "take_turns",
    "undo",
]
