"""Writes the rows of a placed batch, each table in one statement."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from hearback.conversations.rules.notices import kept
from hearback.conversations.rules.texts import parted
from hearback.conversations.rules.voices import PARTICIPANTS, preview
from hearback.conversations.rules.wording import found_by, vector
from hearback.infra.rows import array, copy_rows, execute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hearback.conversations.actions.place import Placed
    from hearback.conversations.rules.sums import Sums
    from hearback.conversations.rules.voices import Voice

_SUMS = (
    "message_count",
    "source_id",
    "subject",
    "preview",
    "identity_id",
    "started_at",
    "last_said_at",
    "last_outside_at",
    "last_asked_at",
    "last_answered_at",
)


def _sums_row(sums: Sums) -> tuple[object, ...]:
    return (
        sums.message_count,
        sums.source,
        sums.subject,
        sums.preview,
        sums.identity,
        sums.started_at,
        sums.last_said_at,
        sums.last_outside_at,
        sums.last_asked_at,
        sums.last_answered_at,
    )


def begin(sums_of: Mapping[int, Sums]) -> None:
    """Write new conversations: number -> sums."""
    if sums_of:
        rows = ((home, *_sums_row(sums)) for home, sums in sums_of.items())
        copy_rows("conversations_conversation", ("id", *_SUMS), rows)


def add(sums_of: Mapping[int, Sums]) -> None:
    """Add new messages' sums to conversations that are here."""
    if not sums_of:
        return
    columns = [list(column) for column in zip(*map(_sums_row, sums_of.values()), strict=True)]
    execute(
        "UPDATE conversations_conversation c SET"
        " message_count = c.message_count + s.message_count,"
        " subject = CASE WHEN s.started_at < c.started_at THEN s.subject ELSE c.subject END,"
        " preview = CASE WHEN s.last_said_at >= c.last_said_at THEN s.preview ELSE c.preview END,"
        " identity_id = CASE WHEN c.last_outside_at IS NULL OR s.last_outside_at >= c.last_outside_at"
        "   THEN s.identity_id ELSE c.identity_id END,"
        " started_at = least(c.started_at, s.started_at),"
        " last_said_at = greatest(c.last_said_at, s.last_said_at),"
        " last_outside_at = greatest(c.last_outside_at, s.last_outside_at),"
        " last_asked_at = greatest(c.last_asked_at, s.last_asked_at),"
        " last_answered_at = greatest(c.last_answered_at, s.last_answered_at)"
        " FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[],"
        " %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])"
        " AS s (id, message_count, source_id, subject, preview, identity_id, started_at, last_said_at,"
        " last_outside_at, last_asked_at, last_answered_at) WHERE c.id = s.id",
        [list(sums_of), *columns],
    )


def write_messages(fresh: Sequence[Placed]) -> None:
    """Write the messages that are new."""
    columns = (
        "conversation_id", "id", "identity_key", "key", "kind", "author_id", "author_name", "is_ours", "is_owed", "why",
        "said_at", "heard_at", "subject", "preview", "link", "recipients", "attachments", "has_html",
        "proof", "notice",
    )  # fmt: skip
    copy_rows("conversations_message", columns, map(_message_row, fresh))


def _message_row(one: Placed) -> tuple[object, ...]:
    voice, message = one.voice, one.voice.message
    return (
        one.born_in,
        one.message,
        voice.identity_key,
        message.key,
        message.kind.value,
        voice.author,
        message.author.name if message.author else "",
        voice.is_ours,
        voice.is_owed,
        voice.why,
        voice.said_at,
        voice.heard_at,
        message.subject,
        preview(message.new_words),
        message.link,
        json.dumps(recipients(voice)),
        json.dumps(attachments(voice)) if message.attachments else "[]",
        bool(message.html),
        voice.proof,
        json.dumps(notice) if (notice := notice_of(voice)) else None,
    )


def notice_of(voice: Voice) -> dict[str, Any] | None:
    """Return what a machine says of other mails, as it is stored; None when a person speaks."""
    return kept(voice.message.notice, about=voice.about)


def recipients(voice: Voice) -> list[list[str]]:
    """Return [[role, name, handle as shown], ...] of whom a message names, the first of very many."""
    named = voice.message.recipients[:PARTICIPANTS]
    return [[to.role, to.identity.name, to.identity.shown or to.identity.handle] for to in named]


def attachments(voice: Voice) -> list[list[object]]:
    """Return [[part, name, type, bytes], ...] of what came with a message."""
    return [[one.part, one.name, one.media_type, one.size_bytes] for one in voice.message.attachments]


def spans(voice: Voice) -> list[list[object]]:
    """Return [[kind, start, end, confidence, name, address], ...] over the text; the last two where one is known."""
    return [
        [s.kind.value, s.start, s.end, round(s.confidence, 2), *([s.name, s.address] if s.name or s.address else ())]
        for s in voice.message.spans
    ]


def write_texts(fresh: Sequence[Placed]) -> None:
    """Write the texts of new messages, with the words that they are found by."""
    columns = ("conversation_id", "message_id", "words", "rest", "spans", "answers", "search")
    types = ("int8", "int8", "text", "text", "jsonb", "text[]", "bytea")
    copy_rows("conversations_text", columns, map(_text_row, fresh), types=types)


def _text_row(one: Placed) -> tuple[object, ...]:
    message = one.voice.message
    words, rest = parted(message.text, message.spans)
    search = vector(found_by(message.subject, words))
    return one.born_in, one.message, words, rest, Jsonb(spans(one.voice)), list(message.answers), search


def write_deliveries(placed: Sequence[Placed]) -> None:
    """Write how each voice reached us; what we sent from here was never delivered to us."""
    columns = ("arrival_id", "conversation_id", "message_id", "source_id", "heard_at")
    copy_rows(
        "conversations_delivery",
        columns,
        (
            (one.voice.arrival, one.born_in, one.message, one.voice.source, one.voice.heard_at)
            for one in placed
            if one.voice.arrival is not None
        ),
    )


def write_participants(fresh: Sequence[Placed]) -> None:
    """Write who takes part, as far as the room does not know yet."""
    pairs = {
        (one.born_in, somebody)
        for one in fresh
        for somebody in (one.voice.author, *one.voice.spoken_to)
        if somebody is not None
    }
    if pairs:
        execute(
            "INSERT INTO conversations_participant (conversation_id, identity_id)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
            [array(pair[0] for pair in pairs), array(pair[1] for pair in pairs)],
        )
