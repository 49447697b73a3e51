"""Makes keys known before anything is heard under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.conversations.rules.voices import thread_key
from hearback.infra.rows import execute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.conversations.models import Conversation


def expect(conversation: Conversation, *, keys: Sequence[str]) -> None:
    """Let messages that name one of the keys land in a conversation; keys that are known stay as they are."""
    execute(
        "INSERT INTO conversations_threadkey (key, conversation_id) SELECT key, %s FROM unnest(%s::uuid[]) AS key"
        " ON CONFLICT (key) DO NOTHING",
        [conversation.pk, [thread_key(key) for key in keys]],
    )
