"""The list of what did not arrive: a page of it by keyset, and how many stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from hearback.conversations.models import Conversation, Message
from hearback.inbox.models import Outbound, Turn, Unreached
from hearback.inbox.queries.listing import NOBODY, PAGE
from hearback.infra.keyset import Page, page
from hearback.infra.rows import found
from hearback.people.queries.ours import COLLEAGUE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from hearback.inbox.queries.listing import Filter

# Who wrote what left by another program is known by the act that it was.
_WRITERS = """
SELECT m.key, i.handle::bigint FROM conversations_message m
JOIN conversations_participant p ON p.conversation_id = m.conversation_id
JOIN people_act a ON a.target_id = p.identity_id AND a.at = m.said_at AND a.origin = m.id
JOIN people_identity i ON i.id = a.actor_id AND i.namespace = %s
WHERE m.key = ANY(%s) AND m.is_ours
"""


@dataclass(frozen=True, slots=True)
class Home:
    """Where an answer stands now. message: its number; None while it never left for certain, or is gone."""

    conversation: int
    message: int | None


@dataclass(frozen=True, slots=True)
class UnreachedRow:
    """One line of the list. conversation: as it is now. turn: None while it is only being placed.

    attempt: number of the attempt that waits for a decision.
    """

    one: Unreached
    home: Home
    conversation: Conversation
    turn: Turn | None
    attempt: int | None


@dataclass(frozen=True, slots=True)
class UnreachedPage:
    """One page. older, newer: the marks of the pages around this one; "" where there is none."""

    rows: list[UnreachedRow]
    older: str = ""
    newer: str = ""


def unreached(chosen: Filter, *, mark: str = "", most: int = PAGE) -> UnreachedPage:
    """Return whom answers did not reach and nobody has seen yet, what was told last first.

    chosen: its assignee is whoever wrote the answer or is in charge. mark: as in listing.
    """
    listed = _matching(chosen).select_related("conversation", "source", "writer")
    rows: Page[Unreached] = page(listed, by=("told_at", "id"), falling=True, mark=mark, most=most)
    return UnreachedPage(_rows(rows.rows), rows.older, rows.newer)


def unreached_count(chosen: Filter) -> int:
    """Return how many stand in the list."""
    return _matching(chosen).count()


def _matching(chosen: Filter) -> QuerySet[Unreached]:
    listed = Unreached.objects.filter(seen_at=None)
    if chosen.source is not None:
        listed = listed.filter(source_id=chosen.source)
    if chosen.assignee is None:
        return listed
    home = Coalesce(OuterRef("conversation__merged_into_id"), OuterRef("conversation_id"))
    assignee = None if chosen.assignee == NOBODY else chosen.assignee
    turns = Turn.objects.filter(pk=home, **({"assignee": assignee} if assignee else {"assignee__isnull": True}))
    return listed.filter(Exists(turns) | Q(writer_id=assignee) if assignee else Exists(turns))


def _rows(listed: Sequence[Unreached]) -> list[UnreachedRow]:
    if not listed:
        return []
    homes = homes_of(listed)
    numbers = {home.conversation for home in homes.values()}
    conversations = Conversation.objects.only("subject").in_bulk(numbers)
    turns = {one.pk: one for one in Turn.objects.filter(pk__in=numbers).select_related("assignee")}
    attempts = dict(Outbound.objects.filter(key__in=[one.key for one in listed]).values_list("key", "pk"))
    return [
        UnreachedRow(one, home, conversations[home.conversation], turns.get(home.conversation), attempts.get(one.key))
        for one in listed
        for home in [homes[one.pk]]
    ]


def homes_of(listed: Collection[Unreached]) -> dict[int, Home]:
    """Return number -> where the answer is now, following moves and merges; their conversations are loaded."""
    said = Message.objects.filter(key__in={one.key for one in listed}, is_ours=True)
    now = said.values_list("key", "id", Coalesce("conversation__merged_into_id", "conversation_id"))
    places = {key: Home(conversation, message) for key, message, conversation in now}
    return {
        one.pk: places.get(one.key) or Home(one.conversation.merged_into_id or one.conversation_id, None)
        for one in listed
    }


def writers_of(keys: Collection[str]) -> Mapping[str, int]:
    """Return key -> the colleague who wrote that answer, where it is known."""
    wanted = list(set(keys))
    sent = dict(Outbound.objects.filter(key__in=wanted).values_list("key", "colleague_id"))
    return dict(found(_WRITERS, [COLLEAGUE, wanted])) | sent
