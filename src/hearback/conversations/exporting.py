"""Every message as plain values, for other programs; docs/reference/export.md describes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import SpanKind
from hearback.conversations.rules.texts import spans_of, whole
from hearback.infra.rows import found

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 500
_PAGE = """
SELECT m.conversation_id, m.id, coalesce(c.merged_into_id, c.id), m.key, m.kind, m.subject, m.said_at, m.heard_at,
  m.link, m.recipients, m.attachments, m.is_ours, m.is_owed, m.why,
  i.namespace, i.shown, i.name, coalesce(p.merged_into_id, p.id), t.words, t.rest, t.spans, t.answers,
  coalesce(d.sources, ARRAY[home.name]), coalesce(d.arrivals, ARRAY[]::bigint[]), m.notice
FROM (SELECT * FROM conversations_message WHERE (conversation_id, id) > (%s, %s)
      ORDER BY conversation_id, id LIMIT %s) m
JOIN conversations_conversation c ON c.id = m.conversation_id
JOIN sources_source home ON home.id = c.source_id
JOIN conversations_text t ON t.conversation_id = m.conversation_id AND t.message_id = m.id
LEFT JOIN people_identity i ON i.id = m.author_id
LEFT JOIN people_person p ON p.id = i.person_id
LEFT JOIN LATERAL (
  SELECT array_agg(s.name ORDER BY d.arrival_id) AS sources, array_agg(d.arrival_id ORDER BY d.arrival_id) AS arrivals
  FROM conversations_delivery d JOIN sources_source s ON s.id = d.source_id
  WHERE d.conversation_id = m.conversation_id AND d.message_id = m.id) d ON true
ORDER BY m.conversation_id, m.id
"""


def lines() -> Iterator[dict[str, Any]]:
    """Yield one dict a message, by conversation it was born in and then by number."""
    after = (0, 0)
    while rows := found(_PAGE, [*after, BATCH]):
        yield from map(_line, rows)
        after = (rows[-1][0], rows[-1][1])


def _line(row: tuple[Any, ...]) -> dict[str, Any]:
    (_, number, conversation, key, kind, subject, said_at, heard_at, link, recipients, attachments) = row[:11]
    (is_ours, is_owed, why, namespace, shown, name, person, words, rest, stored) = row[11:21]
    answers, sources, arrivals, notice = row[21:]
    stretches = json.loads(stored)
    return {
        "id": number,
        "key": key,
        "conversation": conversation,
        "kind": kind,
        "person": {"id": person, "name": name, "channel": namespace, "handle": shown} if person else None,
        "source": sources[0],
        "sources": sources,
        "arrivals": arrivals,
        "sent_at": said_at.isoformat(),
        "heard_at": heard_at.isoformat(),
        "subject": subject,
        "text": whole(words, rest, spans_of(stretches)),
        "new_words": _joined(words, stretches),
        "answers": answers,
        "link": link,
        "recipients": [
            {"role": role, "name": called, "handle": handle} for role, called, handle in json.loads(recipients)
        ],
        "attachments": [
            {"part": part, "name": called, "type": media, "bytes": size}
            for part, called, media, size in json.loads(attachments)
        ],
        "notice": json.loads(notice) if notice else None,
        "flags": {"is_ours": is_ours, "is_owed": is_owed, "why": why, "is_duplicate": len(arrivals) > 1},
    }


def _joined(words: str, stored: list[list[Any]]) -> str:
    """Return the new stretches as lines of their own, as `contract.new_words` joins them."""
    lengths = [end - start for kind, start, end, *_ in stored if kind == SpanKind.NEW]
    pieces, at = [], 0
    for length in lengths:
        pieces.append(words[at : at + length].strip("\n"))
        at += length
    return "\n".join(pieces).strip()
