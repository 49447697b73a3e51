"""Joins two conversations because a person says so, and parts them again."""

from __future__ import annotations

from django.db.models import Q

from hearback.conversations.actions import directory
from hearback.conversations.models import Apart, Conversation
from hearback.infra.rows import execute


def join_by_hand(gone: int, *, into: int) -> list[int]:
    """Point a conversation, and those that went into it, at another one; returns the numbers of the latter.

    Runs in the caller's transaction, in the line of hearing.
    """
    Apart.objects.filter(_between(gone, into)).delete()
    moved = list(Conversation.objects.filter(merged_into=gone).order_by("pk").values_list("pk", flat=True))
    directory.join({gone: into})
    return moved


def part_again(gone: int, *, from_: int, moved: list[int], subject: str) -> bool:
    """Undo a joining; from now on mail keeps the two apart. Returns False when they are not joined any more.

    moved: what `join_by_hand` returned; subject: what the other conversation was called before.
    Runs in the caller's transaction, in the line of hearing.
    """
    if not Conversation.objects.filter(pk=gone, merged_into=from_).update(merged_into=None):
        return False
    Conversation.objects.filter(pk__in=moved, merged_into=from_).update(merged_into=gone)
    count_again(from_, subject=subject)
    Apart.objects.create(conversation_id=gone, other_id=from_, is_decided=True)
    return True


def keep_apart(one: int, *, other: int, is_decided: bool = True) -> bool:
    """Note that a person keeps two conversations apart, or asks again; returns False when nobody asked."""
    return bool(Apart.objects.filter(_between(one, other), is_decided=not is_decided).update(is_decided=is_decided))


def set_apart(one: int, *, other: int) -> bool:
    """Note that a person keeps two conversations apart that nobody asked about; returns False when it is noted."""
    if one == other or Apart.objects.filter(_between(one, other)).exists():
        return False
    Apart.objects.create(conversation_id=one, other_id=other, is_decided=True)
    return True


def let_together(one: int, *, other: int) -> bool:
    """Take back what `set_apart` noted; returns False when it is not noted any more."""
    return bool(Apart.objects.filter(_between(one, other), is_decided=True).delete()[0])


def _between(one: int, other: int) -> Q:
    """Return which pairs are of two conversations, wherever their parts went."""
    first = Q(conversation=one) | Q(conversation__merged_into=one)
    second = Q(other=other) | Q(other__merged_into=other)
    back = (Q(conversation=other) | Q(conversation__merged_into=other)) & (Q(other=one) | Q(other__merged_into=one))
    return (first & second) | back


def count_again(conversation: int, *, subject: str) -> None:
    """Write the sums of a conversation from its messages."""
    execute(
        "WITH said AS ("
        "  SELECT m.*, NOT m.is_ours AND coalesce(jsonb_array_length(m.notice -> 'about'), 0) = 0 AS is_outside"
        "  FROM conversations_conversation c JOIN conversations_message m ON m.conversation_id = c.id"
        "  WHERE c.id = %s OR c.merged_into_id = %s),"
        " sums AS ("
        "  SELECT count(*) AS message_count, min(said_at) AS started_at, max(said_at) AS last_said_at,"
        "    max(said_at) FILTER (WHERE is_outside) AS last_outside_at,"
        "    max(said_at) FILTER (WHERE NOT is_ours AND is_owed) AS last_asked_at,"
        "    max(said_at) FILTER (WHERE is_ours) AS last_answered_at,"
        "    (array_agg(preview ORDER BY said_at DESC, id DESC))[1] AS preview,"
        "    (array_agg(author_id ORDER BY said_at DESC, id DESC) FILTER (WHERE is_outside))[1] AS identity_id"
        "  FROM said)"
        " UPDATE conversations_conversation c SET message_count = sums.message_count, started_at = sums.started_at,"
        "  last_said_at = sums.last_said_at, last_outside_at = sums.last_outside_at,"
        "  last_asked_at = sums.last_asked_at, last_answered_at = sums.last_answered_at,"
        "  preview = sums.preview, identity_id = sums.identity_id, subject = %s"
        " FROM sums WHERE c.id = %s",
        [conversation, conversation, subject, conversation],
    )
