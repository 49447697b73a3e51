"""What writes the room's tables."""

from hearback.conversations.actions.expect import expect
from hearback.conversations.actions.joining import join_by_hand, keep_apart, let_together, part_again, set_apart
from hearback.conversations.actions.moving import move
from hearback.conversations.actions.place import Placed, Placing, place
from hearback.conversations.actions.remember import remember_again
from hearback.conversations.actions.splitting import split

__all__ = [
    "Placed",
    "Placing",
    "expect",
    "join_by_hand",
    "keep_apart",
    "let_together",
    "move",
    "part_again",
    "place",
    "remember_again",
    "set_apart",
    "split",
]
