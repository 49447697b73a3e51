"""Moves one message into another conversation because a person says so; answers to it follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.conversations.actions.joining import count_again, set_apart
from hearback.conversations.actions.splitting import lead_to, move_rows
from hearback.conversations.rules.voices import thread_key
from hearback.infra.rows import array, execute, found

if TYPE_CHECKING:
    from hearback.conversations.models import Conversation


def move(message: int, *, home: Conversation, to: Conversation) -> bool | None:
    """Move a message with its rows and its name; mail that names both keeps them apart from then on.

    Returns whether the two were not kept apart before; None when nothing was moved: the message is not there, is the
    only one there, or is in the other conversation already. Runs in the caller's transaction, in the line of hearing.
    """
    said = found(
        "SELECT conversation_id, key, identity_key::text FROM conversations_message"
        " WHERE conversation_id = ANY(%s::bigint[]) AND id = %s",
        [array(home.parts), message],
    )
    if not said or home.message_count < 2 or _has(to, said[0][2]):
        return None
    stored_in, key, _ = said[0]
    _take_part(to.pk, stored_in, message)
    move_rows(to.pk, [stored_in], [message])
    lead_to(to.pk, [thread_key(key)] if key else [], home.parts)
    for one in (home, to):
        count_again(one.pk, subject=one.subject)
    return set_apart(to.pk, other=home.pk)


def _has(conversation: Conversation, identity_key: str) -> bool:
    query = "SELECT 1 FROM conversations_message WHERE conversation_id = ANY(%s::bigint[]) AND identity_key = %s::uuid"
    return bool(found(query, [array(conversation.parts), identity_key]))


def _take_part(number: int, stored_in: int, message: int) -> None:
    """Let whoever said a message, and whoever it was said to, take part in a conversation."""
    execute(
        "INSERT INTO conversations_participant (conversation_id, identity_id)"
        " SELECT %s, i.id FROM conversations_message m JOIN people_identity i ON i.id = m.author_id"
        "   OR (i.namespace = 'mail' AND i.handle IN"
        "     (SELECT lower(one ->> 2) FROM jsonb_array_elements(m.recipients) AS one))"
        " WHERE m.conversation_id = %s AND m.id = %s ON CONFLICT DO NOTHING",
        [number, stored_in, message],
    )
