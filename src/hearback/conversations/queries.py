"""What others ask about conversations and messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from hearback.channels.contract import Span
from hearback.conversations.models import Conversation, Delivery, Message, Participant, Text, ThreadKey
from hearback.conversations.rules.texts import spans_of, whole
from hearback.conversations.rules.voices import thread_key
from hearback.infra.rows import found as found_rows
from hearback.people.models import Identity

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message as it is read: with its whole text, the spans over it and who said it."""

    message: Message
    author: Identity | None
    text: str
    spans: list[Span]
    answers: list[str]


def current(number: int) -> Conversation:
    """Return the conversation that a number leads to, following merges. Raises Conversation.DoesNotExist."""
    gone = Conversation.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("pk")
    found = Conversation.objects.select_related("source", "identity__person").annotate(gone=ArraySubquery(gone))
    conversation = found.get(pk=number)
    if conversation.merged_into_id:
        conversation = found.get(pk=conversation.merged_into_id)
    conversation.parts = [conversation.pk, *conversation.gone]
    return conversation


def by_key(key: str) -> Conversation:
    """Return the conversation that a channel's message key belongs to. Raises ThreadKey.DoesNotExist."""
    return current(ThreadKey.objects.get(key=thread_key(key)).conversation_id)


_ASKED = """
SELECT coalesce(o.merged_into_id, o.id) FROM conversations_apart a
JOIN conversations_conversation o ON o.id = a.other_id
WHERE a.conversation_id = ANY(%(parts)s) AND a.other_id <> ALL(%(parts)s) AND NOT a.is_decided ORDER BY a.id LIMIT 1
"""


def may_belong_to(conversation: Conversation) -> Conversation | None:
    """Return the conversation that another one may belong to, while nobody has decided; None if there is none."""
    asked = found_rows(_ASKED, {"parts": parts(conversation)})
    return Conversation.objects.get(pk=asked[0][0]) if asked else None


def parts(conversation: Conversation) -> list[int]:
    """Return the numbers of a conversation and of those that went into it: where its messages are kept."""
    return conversation.parts


def messages(conversation: Conversation, *, newest: int | None = None, with_opening: bool = False) -> list[ReadMessage]:
    """Return the messages of a conversation in the order in which they were said.

    newest: only so many, the last; with_opening: and before them the one that the conversation began with.
    """
    found = list(_messages(conversation).order_by("-said_at", "-id")[:newest])[::-1]
    if with_opening:
        found = [*_messages(conversation).order_by("said_at", "id")[:1], *found]
    return _read_all(found)


def last_said(conversation: Conversation, *, without: Collection[str]) -> ReadMessage | None:
    """Return the newest message from outside, else the newest of ours; kinds in `without` do not count."""
    found = _messages(conversation).exclude(kind__in=without).order_by("is_ours", "-said_at", "-id")
    return next(iter(_read_all(list(found[:1]))), None)


def _messages(conversation: Conversation) -> QuerySet[Message]:
    return Message.objects.filter(conversation_id__in=parts(conversation)).select_related("author__person")


def _read_all(found: Sequence[Message]) -> list[ReadMessage]:
    homes, numbers = {one.conversation_id for one in found}, [one.id for one in found]
    kept = Text.objects.filter(conversation_id__in=homes, message_id__in=numbers).defer("search")
    texts = {(text.conversation_id, text.message_id): text for text in kept.iterator()}
    return [_read(message, texts[message.conversation_id, message.id]) for message in found]


def _read(message: Message, text: Text) -> ReadMessage:
    spans = spans_of(text.spans)
    return ReadMessage(message, message.author, whole(text.words, text.rest, spans), spans, text.answers)


def arrivals_of(conversation: Conversation) -> dict[int, list[tuple[int, int]]]:
    """Return message -> [(source, arrival), ...]: how each message reached us."""
    rows: dict[int, list[tuple[int, int]]] = {}
    found = Delivery.objects.filter(conversation_id__in=parts(conversation)).order_by("arrival_id")
    for message, source, arrival in found.values_list("message_id", "source_id", "arrival_id"):
        rows.setdefault(message, []).append((source, arrival))
    return rows


def with_person(person: int) -> QuerySet[Conversation]:
    """Return the conversations that a person spoke or was spoken to in."""
    here = Conversation.objects.filter(pk__in=_participations(person))
    return Conversation.objects.filter(pk__in=here.values(home=Coalesce("merged_into_id", "pk")))


def _participations(person: int) -> QuerySet[Participant, Any]:
    return Participant.objects.filter(identity__person_id=person).values("conversation_id")


def said_with(person: int) -> QuerySet[Message]:
    """Return what a person said anywhere, and what we said in the conversations that they take part in."""
    theirs = Identity.objects.filter(person=person).values("pk")
    ours = Q(is_ours=True, conversation__in=_participations(person))
    said = Message.objects.filter(Q(author__in=theirs) | ours, erased_at=None)
    return said.select_related("author", "conversation__source")


@dataclass(frozen=True, slots=True)
class Voiced:
    """Somebody who spoke or was spoken to in a conversation. name: as far as it is known, else the address."""

    person: int
    namespace: str
    handle: str
    name: str


_TAKING_PART = """
SELECT i.person_id, i.namespace, i.handle, coalesce(nullif(p.name, ''), nullif(i.name, ''), i.shown)
FROM conversations_participant c
JOIN people_identity i ON i.id = c.identity_id JOIN people_person p ON p.id = i.person_id
WHERE c.conversation_id = ANY(%s) ORDER BY i.id
"""


def taking_part(conversation: Conversation) -> list[Voiced]:
    """Return everybody who spoke or was spoken to in a conversation, whoever was met first comes first."""
    return [Voiced(*row) for row in found_rows(_TAKING_PART, [parts(conversation)])]


def said_by_us(keys: Collection[str]) -> dict[str, datetime]:
    """Return key -> when we said it, for those of some messages' keys that are ours."""
    if not keys:
        return {}
    return dict(Message.objects.filter(key__in=keys, is_ours=True).order_by("said_at").values_list("key", "said_at"))


def known_keys(keys: Collection[str]) -> set[str]:
    """Return those of some messages' keys that the directory knows."""
    digests = {thread_key(key): key for key in keys}
    found = ThreadKey.objects.filter(key__in=digests).values_list("key", flat=True)
    return {digests[one.hex] for one in found}


def has_been_heard(conversation: Conversation, *, since: datetime) -> bool:
    """Say whether a human outside has said something that reached us since a moment."""
    heard = Message.objects.filter(conversation_id__in=parts(conversation), heard_at__gt=since, is_ours=False)
    return heard.filter(is_owed=True).exists()
