"""What others ask about conversations and messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from hearback.channels.contract import Span
from hearback.conversations.models import Conversation, Delivery, Message, Participant, Text, ThreadKey
from hearback.conversations.rules.texts import spans_of, whole
from hearback.conversations.rules.voices import thread_key
from hearback.people.models import Identity


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
    conversation = Conversation.objects.select_related("source", "identity__person").get(pk=number)
    if conversation.merged_into_id:
        return Conversation.objects.select_related("source", "identity__person").get(pk=conversation.merged_into_id)
    return conversation


def by_key(key: str) -> Conversation:
    """Return the conversation that a channel's message key belongs to. Raises ThreadKey.DoesNotExist."""
    return current(ThreadKey.objects.get(key=thread_key(key)).conversation_id)


def parts(conversation: Conversation) -> list[int]:
    """Return the numbers of a conversation and of those that went into it: where its messages are kept."""
    return [conversation.pk, *Conversation.objects.filter(merged_into=conversation).values_list("pk", flat=True)]


def messages(conversation: Conversation) -> list[ReadMessage]:
    """Return all messages of a conversation in the order in which they were said."""
    homes = parts(conversation)
    found = Message.objects.filter(conversation_id__in=homes).select_related("author__person").order_by("said_at", "id")
    texts = {(text.conversation_id, text.message_id): text for text in _texts(homes)}
    return [_read(message, texts[message.conversation_id, message.id]) for message in found]


def _texts(homes: list[int]) -> Iterator[Text]:
    return Text.objects.filter(conversation_id__in=homes).defer("search", "heading").iterator()


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


def of_person(person: int, *, most: int, before: tuple[datetime, int] | None = None) -> list[Conversation]:
    """Return a person's newest conversations; before: (last_said_at, number) of the last one seen."""
    own = Q(pk__in=_homes_of(person)) | Q(pk__in=_homes_of(person, merged=True))
    found = Conversation.objects.filter(own, merged_into=None).select_related("source")
    if before:
        found = found.filter(Q(last_said_at__lt=before[0]) | Q(last_said_at=before[0], pk__lt=before[1]))
    return list(found.order_by("-last_said_at", "-pk")[:most])


def _homes_of(person: int, *, merged: bool = False) -> Any:
    homes = Conversation.objects.filter(pk__in=_participations(person))
    return homes.filter(merged_into__isnull=False).values("merged_into_id") if merged else homes.values("pk")


def _participations(person: int) -> Any:
    return Participant.objects.filter(identity__person_id=person).values("conversation_id")
