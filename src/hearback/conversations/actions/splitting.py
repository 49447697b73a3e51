"""Splits a conversation at a message because a person says so: it and what was said after it stand alone."""

from __future__ import annotations

from hearback.conversations.actions.joining import count_again
from hearback.conversations.models import Apart, Conversation
from hearback.conversations.rules.voices import base_subject, thread_key
from hearback.infra.rows import array, execute, found, numbers


def split(conversation: Conversation, *, at_message: int) -> int | None:
    """Move a message and all later ones into a conversation of their own; returns its number.

    None when the conversation begins with the message, or does not hold it. What was moved takes its rows and its
    names along, so that answers to it follow. Runs in the caller's transaction, in the line of hearing.
    """
    said = found(
        "SELECT conversation_id, id, key, subject FROM conversations_message WHERE conversation_id = ANY(%s::bigint[])"
        " ORDER BY said_at, id",
        [array(conversation.parts)],
    )
    first = next((place for place, row in enumerate(said) if row[1] == at_message), 0)
    if not first:
        return None
    (number,) = numbers("conversations_conversation_id_seq", count=1)
    moved = said[first:]
    _begin(number, conversation.pk, moved[0][0], at_message)
    move_rows(number, [row[0] for row in moved], [row[1] for row in moved])
    lead_to(number, [thread_key(row[2]) for row in moved if row[2]], conversation.parts)
    Apart.objects.create(conversation_id=number, other_id=conversation.pk, is_decided=True)
    count_again(number, subject=base_subject(moved[0][3]))
    count_again(conversation.pk, subject=conversation.subject)
    return number


def _begin(number: int, old: int, stored_in: int, message: int) -> None:
    """Write the new conversation, which everybody who takes part in the old one takes part in."""
    execute(
        "INSERT INTO conversations_conversation"
        " (id, subject, preview, source_id, message_count, started_at, last_said_at)"
        " SELECT %s, '', '', coalesce((SELECT d.source_id FROM conversations_delivery d"
        "   WHERE d.conversation_id = m.conversation_id AND d.message_id = m.id ORDER BY d.arrival_id LIMIT 1),"
        "   c.source_id), 0, m.said_at, m.said_at"
        " FROM conversations_message m, conversations_conversation c"
        " WHERE m.conversation_id = %s AND m.id = %s AND c.id = %s",
        [number, stored_in, message, old],
    )
    execute(
        "INSERT INTO conversations_participant (conversation_id, identity_id)"
        " SELECT DISTINCT %s, p.identity_id FROM conversations_participant p"
        " JOIN conversations_conversation c ON c.id = p.conversation_id WHERE c.id = %s OR c.merged_into_id = %s",
        [number, old, old],
    )


def move_rows(number: int, homes: list[int], messages: list[int]) -> None:
    """Let the rows of messages be of another conversation. homes: where each is kept now."""
    for table, column in (("message", "id"), ("text", "message_id"), ("delivery", "message_id")):
        execute(
            f"UPDATE conversations_{table} t SET conversation_id = %s"  # noqa: S608  # names of our own
            " FROM unnest(%s::bigint[], %s::bigint[]) AS moved (conversation, message)"
            f" WHERE t.conversation_id = moved.conversation AND t.{column} = moved.message",
            [number, homes, messages],
        )


def lead_to(number: int, keys: list[str], parts: list[int]) -> None:
    """Let names that led to some conversations lead to another one."""
    execute(
        "UPDATE conversations_threadkey SET conversation_id = %s"
        " WHERE key = ANY(%s::uuid[]) AND conversation_id = ANY(%s::bigint[])",
        [number, array(keys), array(parts)],
    )
