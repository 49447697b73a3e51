"""Which conversation a message key belongs to, and which messages were heard before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.infra.rows import array, copy_rows, execute, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a message key. author: who used it first; None while it was only mentioned."""

    conversation: int
    author: int | None


def entries(keys: Sequence[str]) -> dict[str, Entry]:
    """Return what is known of each key, with the conversation it belongs to now."""
    rows = found(
        "SELECT asked.n, coalesce(c.merged_into_id, c.id), k.author_id"
        " FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (key, n)"
        " JOIN conversations_threadkey k ON k.key = asked.key"
        " JOIN conversations_conversation c ON c.id = k.conversation_id",
        [array(keys)],
    )
    return {keys[n - 1]: Entry(conversation, author) for n, conversation, author in rows}


def enter(keys: Iterable[tuple[str, int, int | None]]) -> None:
    """Enter keys that nobody knew before: (key, conversation, author)."""
    copy_rows("conversations_threadkey", ("key", "conversation_id", "author_id"), keys)


def own(keys: Mapping[str, int]) -> None:
    """Note who used keys that were only mentioned before: key -> author."""
    if keys:
        execute(
            "UPDATE conversations_threadkey k SET author_id = owned.author"
            " FROM unnest(%s::uuid[], %s::bigint[]) AS owned (key, author) WHERE k.key = owned.key",
            [array(keys), array(keys.values())],
        )


def heard_before(identity_keys: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return identity key -> (conversation, message) for the messages that are here already."""
    rows = found(
        "SELECT asked.n, m.conversation_id, m.id"
        " FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (identity_key, n)"
        " JOIN conversations_message m ON m.identity_key = asked.identity_key",
        [array(identity_keys)],
    )
    return {identity_keys[n - 1]: (conversation, message) for n, conversation, message in rows}


def join(kept_of: Mapping[int, int]) -> None:
    """Point conversations (gone -> kept) at the ones that they turned out to be part of, with their sums."""
    if not kept_of:
        return
    gone, kept = list(kept_of), list(kept_of.values())
    _add_sums(gone, kept)
    execute(
        "UPDATE conversations_conversation c SET merged_into_id = pairs.kept"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS pairs (gone, kept)"
        " WHERE c.id = pairs.gone OR c.merged_into_id = pairs.gone",
        [array(gone), array(kept)],
    )


def _add_sums(gone: Sequence[int], kept: Sequence[int]) -> None:
    execute(
        "WITH part AS ("
        "  SELECT DISTINCT pairs.kept, c.* FROM unnest(%s::bigint[], %s::bigint[]) AS pairs (gone, kept)"
        "  JOIN conversations_conversation c ON c.id IN (pairs.gone, pairs.kept)),"
        " sums AS ("
        "  SELECT kept, sum(message_count) AS message_count, min(started_at) AS started_at,"
        "    max(last_said_at) AS last_said_at, max(last_outside_at) AS last_outside_at,"
        "    max(last_asked_at) AS last_asked_at, max(last_answered_at) AS last_answered_at,"
        "    (array_agg(subject ORDER BY started_at, id))[1] AS subject,"
        "    (array_agg(preview ORDER BY last_said_at DESC, id))[1] AS preview,"
        "    (array_agg(identity_id ORDER BY last_outside_at DESC NULLS LAST, id))[1] AS identity_id"
        "  FROM part GROUP BY kept)"
        " UPDATE conversations_conversation c SET message_count = sums.message_count, started_at = sums.started_at,"
        "  last_said_at = sums.last_said_at, last_outside_at = sums.last_outside_at,"
        "  last_asked_at = sums.last_asked_at, last_answered_at = sums.last_answered_at,"
        "  subject = sums.subject, preview = sums.preview, identity_id = sums.identity_id"
        " FROM sums WHERE c.id = sums.kept",
        [array(gone), array(kept)],
    )
