"""What writes the room's tables."""

from hearback.sources.actions.connecting import change_settings, connect, note_try, pause
from hearback.sources.actions.grants import describe_authority, keep_grant

__all__ = ["change_settings", "connect", "describe_authority", "keep_grant", "note_try", "pause"]
