"""Which other conversation one may belong to, as far as a subject or a number tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.conversations.models import Apart, Conversation
from hearback.conversations.queries import parts, with_person
from hearback.inbox.models import Turn
from hearback.inbox.rules.suggesting import is_same, number_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hearback.inbox.queries.talks import Talk

_NEWEST = 100  # of a person's conversations are looked through


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A conversation that another may belong to. by_number: its number stands in the other's subject."""

    conversation: Conversation
    by_number: bool


def suggestion(home: Conversation, *, talks: Sequence[Talk] | None = None) -> Suggestion | None:
    """Return the elder conversation that one names by its number, or that is open under its subject with its person.

    talks: all conversations of the person, where they are known already; the rest is asked only if one is alike.
    """
    number = number_in(home.subject)
    if number:
        named = Conversation.objects.filter(pk=number).select_related("merged_into").first()
        other = named and (named.merged_into or named)
        if other and other.pk != home.pk and not _apart(home, [other.pk]):
            return Suggestion(other, by_number=True)
    may_be = talks is None or any(one.number < home.pk and is_same(one.subject, home.subject) for one in talks)
    alike = _alike(home) if may_be else []
    open_ones = Turn.objects.filter(pk__in=alike).exclude(state=Turn.SETTLED).order_by("-pk") if alike else []
    kept = _apart(home, alike) if open_ones else set()
    found = next((turn for turn in open_ones if turn.pk not in kept), None)
    return Suggestion(Conversation.objects.get(pk=found.pk), by_number=False) if found else None


def _alike(home: Conversation) -> list[int]:
    """Return the elder conversations of the same person under the same subject."""
    if not home.identity or not is_same(home.subject, home.subject):
        return []
    newest = with_person(home.identity.person_id).filter(merged_into=None, identity__person=home.identity.person_id)
    some = newest.order_by("-last_said_at", "-pk").values_list("pk", "subject")[:_NEWEST]
    return [pk for pk, subject in some if pk < home.pk and is_same(subject, home.subject)]


def _apart(home: Conversation, others: Iterable[int]) -> set[int]:
    """Return which of some conversations a person keeps apart from one."""
    ours, others = parts(home), list(others)
    one_way = Apart.objects.filter(conversation__in=ours, other__in=others).values_list("other", flat=True)
    other_way = Apart.objects.filter(other__in=ours, conversation__in=others).values_list("conversation", flat=True)
    return {*one_way, *other_way}
