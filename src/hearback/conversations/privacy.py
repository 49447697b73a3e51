"""What conversations say of somebody; listening takes them out, because the raw mails have to go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hearback.conversations.models import Message, Participant, Text
from hearback.conversations.rules.texts import spans_of, whole
from hearback.infra.rows import found
from hearback.people.queries.rooms import Knows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hearback.people.queries.rooms import Counts, Whom

BATCH = 500
_PAGE = """
SELECT m.conversation_id, m.id FROM conversations_message m
WHERE m.conversation_id IN (SELECT conversation_id FROM conversations_participant WHERE identity_id = ANY(%s))
AND (m.conversation_id, m.id) > (%s, %s) AND (m.author_id = ANY(%s) OR EXISTS (
  SELECT 1 FROM jsonb_array_elements(m.recipients) r WHERE lower(r ->> 2) = ANY(%s)))
ORDER BY m.conversation_id, m.id LIMIT %s
"""
_NAMED = """
SELECT conversation_id FROM conversations_text
WHERE words ILIKE ANY(%(like)s) OR rest ILIKE ANY(%(like)s) OR spans::text ILIKE ANY(%(like)s)
  OR array_to_string(answers, ' ') ILIKE ANY(%(like)s)
UNION SELECT conversation_id FROM conversations_message
WHERE author_name ILIKE ANY(%(like)s) OR subject ILIKE ANY(%(like)s) OR recipients::text ILIKE ANY(%(like)s)
  OR key ILIKE ANY(%(like)s) OR link ILIKE ANY(%(like)s) OR notice::text ILIKE ANY(%(like)s)
  OR attachments::text ILIKE ANY(%(like)s) OR proof ILIKE ANY(%(like)s)
UNION SELECT id FROM conversations_conversation WHERE subject ILIKE ANY(%(like)s) OR preview ILIKE ANY(%(like)s)
"""


def messages_of(whom: Whom) -> Iterator[tuple[Message, Text | None]]:
    """Yield what somebody wrote and what was written to them, by conversation and number."""
    after, addresses = (0, 0), [one.lower() for one in whom.redaction.addresses]
    mine = list(whom.identities)
    while rows := found(_PAGE, [mine, *after, mine, addresses, BATCH]):
        conversations, numbers = {row[0] for row in rows}, [row[1] for row in rows]
        said = Message.objects.filter(conversation__in=conversations, id__in=numbers).select_related("author")
        texts = Text.objects.filter(conversation__in=conversations, message_id__in=numbers)
        text_of = {one.message_id: one for one in texts}
        by_place = {(one.conversation_id, one.id): one for one in said}
        yield from ((by_place[row], text_of.get(row[1])) for row in rows)
        after = (rows[-1][0], rows[-1][1])


def told(message: Message, text: Text | None, whom: Whom) -> dict[str, Any]:
    """Return a message as plain values, as docs/how-to/export-and-erase-a-person.md describes it."""
    spans = spans_of(text.spans) if text else []
    return {
        "conversation": message.conversation_id,
        "id": message.id,
        "said_at": message.said_at.isoformat(),
        "by": "person" if message.author_id in whom.identities else "us" if message.is_ours else "somebody else",
        "author_name": message.author_name,
        "subject": message.subject,
        "text": whole(text.words, text.rest, spans) if text else "",
        "recipients": [
            {"role": role, "name": name, "address": address}
            for role, name, address in message.recipients
            if address.lower() in {one.lower() for one in whom.redaction.addresses}
        ],
        "attachments": [
            {"name": name, "type": media, "bytes": size, "file": ""} for _, name, media, size in message.attachments
        ],
    }


def _counted(whom: Whom) -> Counts:
    wrote = Message.objects.filter(author__in=whom.identities)
    there = Participant.objects.filter(identity__in=whom.identities).values("conversation").distinct()
    return {"messages they wrote": wrote.count(), "conversations": there.count()}


def _named(whom: Whom) -> set[int]:
    """Return the stored conversations in which somebody takes part, or is named in words; reads every text."""
    there = Participant.objects.filter(identity__in=whom.identities).values_list("conversation_id", flat=True)
    parts = found(
        "SELECT p.id FROM conversations_conversation c JOIN conversations_conversation p"
        " ON p.id = coalesce(c.merged_into_id, c.id) OR p.merged_into_id = coalesce(c.merged_into_id, c.id)"
        " WHERE c.id = ANY(%s)",
        [list(set(there))],
    )
    like = [_like(one) for one in whom.redaction.needles]
    named = found(_NAMED, {"like": like}) if like else []
    return {row[0] for row in [*parts, *named]}


def _like(needle: str) -> str:
    escaped = needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


ROOM = Knows(counted=_counted, conversations=_named)

__all__ = ["ROOM", "messages_of", "told"]
