"""What writes the room's tables."""

from hearback.people.actions.linking import merge, split, undo_merge, undo_split
from hearback.people.actions.recognising import Handle, Recognised, hold_pictures, note_said, recognise, show_pictures

__all__ = [
    "Handle",
    "Recognised",
    "hold_pictures",
    "merge",
    "note_said",
    "recognise",
    "show_pictures",
    "split",
    "undo_merge",
    "undo_split",
]
