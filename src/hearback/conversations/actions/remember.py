"""Writes again what a later reading made of messages that are here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hearback.conversations.actions.rows import attachments, notice_of, recipients, spans
from hearback.conversations.rules.texts import parted
from hearback.conversations.rules.voices import preview
from hearback.conversations.rules.wording import found_by
from hearback.infra.rows import array, execute, found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.conversations.rules.voices import Voice

_JSON = (10, 11, 13, 16)  # recipients, attachments, notice and spans among _fields
Again = tuple[int, int, "Voice"]  # conversation, message, what it says now


def remember_again(again: Sequence[Again]) -> int:
    """Write the messages whose reading differs from what is stored; returns how many. Turns stay as they are."""
    stored = _stored(again)
    changed = [one for one in again if _fields(one[2]) != stored.get((one[0], one[1]))]
    for conversation, message, voice in changed:
        _write(conversation, message, voice)
    return len(changed)


def _fields(voice: Voice) -> tuple[Any, ...]:
    message = voice.message
    words, rest = parted(message.text, message.spans)
    return (
        message.kind.value,
        voice.author,
        message.author.name if message.author else "",
        voice.is_ours,
        voice.is_owed,
        voice.why,
        voice.said_at,
        message.subject,
        preview(message.new_words),
        message.link,
        recipients(voice),
        attachments(voice),
        bool(message.html),
        notice_of(voice),
        words,
        rest,
        spans(voice),
        list(message.answers),
        voice.identity_key,
    )


def _stored(again: Sequence[Again]) -> dict[tuple[int, int], tuple[Any, ...]]:
    rows = found(
        "SELECT m.conversation_id, m.id, m.kind, m.author_id, m.author_name, m.is_ours, m.is_owed, m.why, m.said_at,"
        " m.subject, m.preview, m.link, m.recipients, m.attachments, m.has_html, m.notice, t.words, t.rest, t.spans,"
        " t.answers, replace(m.identity_key::text, '-', '')"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS asked (conversation_id, id)"
        " JOIN conversations_message m ON m.conversation_id = asked.conversation_id AND m.id = asked.id"
        " JOIN conversations_text t ON t.conversation_id = m.conversation_id AND t.message_id = m.id",
        [array(one[0] for one in again), array(one[1] for one in again)],
    )
    return {(row[0], row[1]): _parsed(row[2:]) for row in rows}


def _parsed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(json.loads(one) if place in _JSON and one else one for place, one in enumerate(row))


def _write(conversation: int, message: int, voice: Voice) -> None:
    (*about, words, rest, stretches, answers, identity_key) = _fields(voice)
    subject = voice.message.subject
    for position in (10, 11, 13):
        about[position] = json.dumps(about[position]) if about[position] is not None else None
    execute(
        "UPDATE conversations_message SET kind = %s, author_id = %s, author_name = %s, is_ours = %s, is_owed = %s,"
        " why = %s, said_at = %s, subject = %s, preview = %s, link = %s, recipients = %s, attachments = %s,"
        " has_html = %s, notice = %s"
        " WHERE conversation_id = %s AND id = %s",
        [*about, conversation, message],
    )
    execute(
        "UPDATE conversations_text SET words = %s, rest = %s, spans = %s, answers = %s,"
        " search = array_to_tsvector(%s::text[]) WHERE conversation_id = %s AND message_id = %s",
        [words, rest, json.dumps(stretches), answers, sorted(found_by(subject, words)), conversation, message],
    )
    execute(
        "UPDATE conversations_message m SET identity_key = %s WHERE m.conversation_id = %s AND m.id = %s"
        " AND NOT EXISTS (SELECT 1 FROM conversations_message o WHERE o.identity_key = %s"
        "   AND o.conversation_id = m.conversation_id)",
        [identity_key, conversation, message, identity_key],
    )
