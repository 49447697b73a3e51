"""What else we talk about with somebody, and whose turn each of it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearback.inbox.models import Turn
from hearback.infra.rows import found

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.people.models import Person

_TALKS = """
SELECT c.id, c.subject, c.last_said_at, coalesce(t.state, %s)
FROM (
    SELECT DISTINCT coalesce(h.merged_into_id, h.id) AS id FROM conversations_participant p
    JOIN conversations_conversation h ON h.id = p.conversation_id WHERE p.identity_id = ANY(%s)) here
JOIN conversations_conversation c ON c.id = here.id
LEFT JOIN inbox_turn t ON t.conversation_id = c.id
ORDER BY c.last_said_at DESC, c.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that a person takes part in. state: whose turn it is."""

    number: int
    subject: str
    last_said_at: datetime
    state: str


def talks_of(person: Person, *, most: int) -> list[Talk]:
    """Return the newest conversations that a person spoke or was spoken to in; their identities are loaded."""
    identities = [one.pk for one in person.identities.all()]
    return [Talk(*row) for row in found(_TALKS, [Turn.SETTLED, identities, most])]
