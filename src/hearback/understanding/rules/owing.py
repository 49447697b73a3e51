"""Whether an answer is owed to a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OWED: Mapping[str, tuple[bool, str]] = {
    "person": (True, "A person wrote to us."),
    "post": (True, "Somebody wrote in public where we listen."),
    "list_post": (True, "Somebody wrote to a list that we hear."),
    "bulk": (False, "It was sent to many; nobody waits for an answer."),
    "auto_reply": (False, "A machine answered by itself."),
    "bounce": (False, "A mail of ours could not be delivered."),
    "receipt": (False, "It only says that a mail was opened."),
    "calendar": (True, "Somebody answered an invitation."),
}


def owed_by_kind(kind: str, *, is_ours: bool) -> tuple[bool, str]:
    """Return (is an answer owed, why) for a kind of message; an unknown kind is owed one."""
    if is_ours:
        return False, "We said it ourselves."
    return OWED.get(kind, (True, "Somebody spoke to us."))
