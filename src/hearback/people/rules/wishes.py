"""What a person wants to be written about and how often, and whether one more letter keeps to it.

This is about letters that nobody asked for. An answer to somebody's own words is never held back by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

NEVER = 0  # days between two letters: none at all
CAP = 4  # letters to one person nobody asked for, over everything that we do,
CAP_DAYS = 30  # within so many days


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something we may write about. wording: what is agreed to, word for word; the ledger keeps it with each entry."""

    key: str
    title: str
    wording: str


PURPOSES: Mapping[str, Purpose] = {
    one.key: one
    for one in (
        Purpose("news", "News", "You may write to me when there is something new that fits what I said."),
        Purpose("invitations", "Invitations", "You may invite me to dinners, talks and meetings."),
        Purpose("questions", "Questions", "You may ask me what I think of what you are planning."),
        Purpose("introductions", "Introductions", "You may ask me whether I want to meet somebody you know."),
    )
}

# days between two letters -> what a person chooses; None: as often as there is a reason.
RHYTHMS: Mapping[int | None, str] = {
    None: "Whenever there is a reason",
    7: "Once a week at most",
    30: "Once a month at most",
    91: "Once a quarter at most",
    NEVER: "Never, except to answer me",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person said last. given: purpose -> agreed or not, for those they spoke of. days: see RHYTHMS."""

    given: Mapping[str, bool] = field(default_factory=dict)
    days: int | None = None


def why_not(wishes: Wishes, *, purpose: str, sent: Sequence[datetime], at: datetime) -> str:
    """Return why a letter that nobody asked for may not go to a person now; "" when it may.

    sent: when such letters went to them, over everything that we do. Raises KeyError for a purpose we do not have.
    """
    title = PURPOSES[purpose].title
    if wishes.days == NEVER:
        return "They want to be written to only in answer."
    if wishes.given.get(purpose) is False:
        return f"They do not want {title.lower()}."
    if purpose not in wishes.given:
        return f"They were never asked about {title.lower()}."
    before = [one for one in sent if one <= at]
    if wishes.days and before and at - max(before) < timedelta(days=wishes.days):
        return f"{RHYTHMS[wishes.days]}: the last letter went {_ago(at - max(before))}."
    if sum(at - one < timedelta(days=CAP_DAYS) for one in before) >= CAP:
        return f"{CAP} letters went to them within {CAP_DAYS} days; nobody gets more."
    return ""


def _ago(time: timedelta) -> str:
    days = time.days
    return "today" if not days else "yesterday" if days == 1 else f"{days} days ago"
