"""Where in which list a colleague is, as the address says it; every link on the way keeps it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from hearback.inbox.models import Turn
from hearback.inbox.queries.listing import NOBODY, Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    from hearback.staff.models import Colleague

STATES = (Turn.OURS, Turn.THEIRS, Turn.SETTLED)
ME = "me"
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A list and a page of it. source: a number or ""; assignee: "me", "nobody", a number or ""."""

    state: str = Turn.OURS
    source: str = ""
    assignee: str = ""
    mark: str = ""

    @property
    def query(self) -> str:
        """Return the place as the query of an address, "" for the first page of what is ours."""
        return self._query({})

    @property
    def is_narrowed(self) -> bool:
        """Say whether a source or an assignee is chosen."""
        return bool(self.source or self.assignee)

    def address(self, name: str, *numbers: int, **more: str) -> str:
        """Return a named address with this place, and more, in its query."""
        return f"{reverse(name, args=numbers)}{self._query(more)}"

    def addresses(self, name: str) -> Callable[[int], str]:
        """Return a function that gives `address` for many numbers at less cost."""
        before, after = f"{reverse(name, args=[0])}{self.query}".split("/0", 1)
        return lambda number: f"{before}/{number}{after}"

    def _query(self, more: Mapping[str, str]) -> str:
        state = "" if self.state == Turn.OURS else self.state
        said = {"state": state, "source": self.source, "assignee": self.assignee, "mark": self.mark, **more}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""

    def of(self, **changes: str) -> Place:
        """Return the first page of another list, or another page of this one."""
        return replace(self, **{"mark": "", **changes})

    def chosen(self, *, by: Colleague) -> Filter:
        """Return the filter it stands for when that colleague looks."""
        named = {"": None, ME: by.pk, "nobody": NOBODY}
        assignee = named[self.assignee] if self.assignee in named else int(self.assignee)
        return Filter(self.state, int(self.source) if self.source else None, assignee)


def place_of(request: HttpRequest) -> Place:
    """Return the place an address names; what makes no sense there is left out."""
    asked = request.GET
    state, assignee = asked.get("state", ""), asked.get("assignee", "")
    return Place(
        state=state if state in STATES else Turn.OURS,
        source=_number(asked.get("source", "")),
        assignee=assignee if assignee in {ME, "nobody"} else _number(assignee),
        mark=asked.get("mark", "")[:200],
    )


def _number(word: str) -> str:
    return word if word.isascii() and word.isdigit() and 0 < int(word[:20]) <= LARGEST else ""
