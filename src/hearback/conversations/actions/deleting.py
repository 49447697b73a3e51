"""Follows what sources delete: deliveries say so, and messages lose their words where that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.infra.rows import array, execute, found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def note_removed(arrivals: Sequence[int], *, at: datetime | None) -> None:
    """Note that arrivals were deleted at their source; at: None takes that back. Runs in the caller's transaction.

    A message counts as deleted when all of its deliveries are.
    """
    numbers = array(arrivals)
    execute("UPDATE conversations_delivery SET removed_at = %s WHERE arrival_id = ANY(%s::bigint[])", [at, numbers])
    execute(
        "UPDATE conversations_message m SET removed_at = d.last FROM ("
        "  SELECT conversation_id, message_id,"
        "   CASE WHEN bool_and(removed_at IS NOT NULL) THEN max(removed_at) END AS last"
        "  FROM conversations_delivery WHERE (conversation_id, message_id) IN"
        "   (SELECT conversation_id, message_id FROM conversations_delivery WHERE arrival_id = ANY(%s::bigint[]))"
        "  GROUP BY conversation_id, message_id) d"
        " WHERE m.conversation_id = d.conversation_id AND m.id = d.message_id",
        [numbers],
    )


def note_back(arrivals: Sequence[int]) -> None:
    """Note that arrivals lie at their source, whatever was noted before. Runs in the caller's transaction."""
    back = found(
        "SELECT arrival_id FROM conversations_delivery WHERE arrival_id = ANY(%s::bigint[]) AND removed_at IS NOT NULL",
        [array(arrivals)],
    )
    if back:
        note_removed([row[0] for row in back], at=None)


def erase_words(arrivals: Sequence[int], *, at: datetime) -> int:
    """Take the words out of the messages whose every delivery was deleted at its source; returns how many.

    That somebody wrote, when, and to whom stays: an answer of ours would hang in the air without it. Runs in the
    caller's transaction.
    """
    rows = found(
        "UPDATE conversations_message m SET erased_at = %s, subject = '', preview = '', link = '', has_html = false,"
        " attachments = '[]', notice = NULL"
        " WHERE (m.conversation_id, m.id) IN"
        "  (SELECT conversation_id, message_id FROM conversations_delivery WHERE arrival_id = ANY(%s::bigint[]))"
        " AND m.removed_at IS NOT NULL AND m.erased_at IS NULL RETURNING m.conversation_id, m.id",
        [at, array(arrivals)],
    )
    for conversation, message in rows:
        execute(
            "UPDATE conversations_text SET words = '', rest = '', spans = '[]', search = ''"
            " WHERE conversation_id = %s AND message_id = %s",
            [conversation, message],
        )
        _retell(conversation)
    return len(rows)


def erase_old_words(places: Sequence[tuple[int, int]], *, at: datetime) -> None:
    """Take the words out of messages that are kept no longer. places: (conversation, message). In a transaction."""
    for conversation, message in places:
        execute(
            "UPDATE conversations_message SET erased_at = %s, subject = '', preview = '', link = '', has_html = false,"
            " attachments = '[]', notice = NULL WHERE conversation_id = %s AND id = %s",
            [at, conversation, message],
        )
        execute(
            "UPDATE conversations_text SET words = '', rest = '', spans = '[]', search = ''"
            " WHERE conversation_id = %s AND message_id = %s",
            [conversation, message],
        )
    for conversation in {one for one, _ in places}:
        _retell(conversation)


def _retell(conversation: int) -> None:
    """Take what was shown of a conversation from the messages that still say something."""
    execute(
        "UPDATE conversations_conversation c SET"
        " subject = coalesce((SELECT m.subject FROM conversations_message m WHERE m.conversation_id = c.id"
        "   AND m.erased_at IS NULL ORDER BY m.said_at, m.id LIMIT 1), ''),"
        " preview = coalesce((SELECT m.preview FROM conversations_message m WHERE m.conversation_id = c.id"
        "   AND m.erased_at IS NULL ORDER BY m.said_at DESC, m.id DESC LIMIT 1), '')"
        " WHERE c.id = %s",
        [conversation],
    )
