"""What the list of turns shows: its tabs, filters, rows and pages, and what to do where it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hearback.inbox.models import Turn
from hearback.inbox.pages.faces import SOURCE_ICONS
from hearback.inbox.pages.place import ME, STATES
from hearback.inbox.queries.listing import counts, listing
from hearback.inbox.queries.unreached import unreached_count
from hearback.infra.showing import face, promise, when
from hearback.sources.models import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from hearback.inbox.pages.place import Place
    from hearback.inbox.queries.listing import Around, Outside, TurnRow
    from hearback.infra.showing import Face
    from hearback.staff.models import Colleague

_UNKNOWN = "?"


def listed(place: Place, *, by: Colleague, staff: Sequence[Colleague]) -> dict[str, Any]:
    """Return what the list shows alone, a page of it. staff: all colleagues."""
    found = listing(place.chosen(by=by), mark=place.mark)
    pages = {
        "older_url": place.of(mark=found.older).address("inbox") if found.older else "",
        "newer_url": place.of(mark=found.newer).address("inbox") if found.newer else "",
        "newer_words": _("Sooner") if place.state == Turn.OURS else "",
        "older_words": _("Later") if place.state == Turn.OURS else "",
    }
    return _listed(found.rows, place, by=by, staff=staff) | pages


def listed_beside(
    found: Around, conversation: int, place: Place, *, by: Colleague, staff: Sequence[Colleague]
) -> dict[str, Any]:
    """Return what the list shows beside a conversation."""
    return _listed(found.rows, place, by=by, staff=staff, beside=conversation)


def _listed(
    rows: Sequence[TurnRow], place: Place, *, by: Colleague, staff: Sequence[Colleague], beside: int = 0
) -> dict[str, Any]:
    numbers, sources = counts(place.chosen(by=by)), list(Source.objects.only("name"))
    shower = _Rows(place, beside, timezone.now())
    return {
        "tabs": tabs(place, numbers, unreached=unreached_count(place.chosen(by=by))),
        "filters": filters(place, sources, staff, by=by),
        "keep": [{"name": "state", "value": place.state}] if place.state != Turn.OURS else [],
        "clear_url": place.of(source="", assignee="").address("inbox") if place.is_narrowed else "",
        "rows": [shower.row(row) for row in rows],
        "empty": None if rows else _empty(place, numbers, has_sources=bool(sources), by=by),
        "live_url": place.address("turns", beside=str(beside) if beside else ""),
        "is_beside": bool(beside),
    }


def tabs(
    place: Place, numbers: Mapping[str, int], *, unreached: int, is_unreached: bool = False
) -> list[dict[str, Any]]:
    """Return the tabs over every list. numbers: turns in a state. unreached: how many stand in the list of those."""
    labels = {Turn.OURS: _("Ours"), Turn.THEIRS: _("Theirs"), Turn.SETTLED: _("Settled")}
    turns = [
        {
            "label": labels[state],
            "url": place.of(state=state).address("inbox"),
            "count": numbers[state],
            "current": state == place.state and not is_unreached,
            "key": str(key),
        }
        for key, state in enumerate(STATES, 1)
    ]
    last = {"label": _("Did not arrive"), "url": place.of(state=Turn.OURS).address("unreached"), "count": unreached}
    return [*turns, last | {"current": is_unreached, "key": str(len(STATES) + 1), "is_late": unreached > 0}]


def filters(
    place: Place,
    sources: Sequence[Source],
    staff: Iterable[Colleague],
    *,
    by: Colleague,
    whose: str = "",
) -> list[dict[str, Any]]:
    """Return the selects by which a list is narrowed. whose: what a colleague is to what they are chosen for."""
    everywhere = [("", _("All sources")), *((str(one.pk), one.name) for one in sources)]
    others = [(str(one.pk), one.name) for one in staff if one.pk != by.pk]
    whoever = [("", _("Anybody")), (ME, _("Me")), ("nobody", _("Nobody")), *others]
    return [
        _filter("source", _("Source"), everywhere, place.source),
        _filter("assignee", whose or _("Assignee"), whoever, place.assignee),
    ]


def _filter(name: str, label: str, choices: Sequence[tuple[str, str]], now: str) -> dict[str, Any]:
    offered = [{"value": value, "label": words, "selected": value == now} for value, words in choices]
    if not any(choice["selected"] for choice in offered):
        offered.append({"value": now, "label": _UNKNOWN, "selected": True})
    return {"name": name, "label": label, "set": bool(now), "choices": offered}


class _Rows:
    """Turns rows into what a list shows of them; what they have in common is worked out once."""

    def __init__(self, place: Place, beside: int, now: datetime) -> None:
        self._address = place.addresses("conversation")
        self._beside, self._now = beside, now
        self._faces: dict[tuple[str, str], dict[str, str]] = {}

    def row(self, row: TurnRow) -> dict[str, Any]:
        """Return the context of components/row.html."""
        due = row.answer_due if row.state == Turn.OURS else None
        return {
            "id": str(row.number),
            "url": self._address(row.number),
            "current": row.number == self._beside,
            "turn": row.state,
            "face": self._outside(row.outside),
            "count": row.message_count,
            "subject": row.subject,
            "preview": row.preview,
            "promise": promise(due, now=self._now) if due else None,
            "assignee": self._colleague(row.assignee) if row.assignee else None,
            "source": {"icon": SOURCE_ICONS.get(row.source_kind, "source"), "label": row.source_name},
            "when": when(row.last_said_at, now=self._now),
        }

    def _colleague(self, assignee: tuple[str, str]) -> dict[str, str]:
        if assignee not in self._faces:
            name, email = assignee
            self._faces[assignee] = _flat(face(name, key=email, ours=True))
        return self._faces[assignee]

    def _outside(self, outside: Outside | None) -> dict[str, str]:
        """Return whom a conversation is with; somebody we wrote to when nobody outside has spoken yet."""
        if outside is None:
            return _flat(face("", key=""))
        name, key = outside.name or outside.shown, f"{outside.namespace}:{outside.handle}"
        if not outside.person:
            return _flat(face(_("to %s") % name, key=key))
        return _flat(face(name, key=key))


def _flat(shown: Face) -> dict[str, str]:
    """Return a face as a template reads it fastest: keys are found at once, and its number is a word already."""
    return {"name": shown.name, "initials": shown.initials, "hue": str(shown.hue)}


def _empty(place: Place, numbers: Mapping[str, int], *, has_sources: bool, by: Colleague) -> dict[str, str]:
    if not has_sources:
        return _nothing_connected(by)
    if place.mark and numbers[place.state]:
        return _say("check", _("This page is empty now"), "", place.of().address("inbox"), _("To the first page"))
    if place.is_narrowed:
        clear = place.of(source="", assignee="").address("inbox")
        return _say("search", _("Nothing here"), _("No conversation fits what is chosen."), clear, _("Show all"))
    return _EMPTY[place.state](sum(numbers.values()))


def _nothing_connected(by: Colleague) -> dict[str, str]:
    title = _("Nothing is heard yet")
    if not by.is_admin:
        return _say("source", title, _("An admin connects a mailbox, a feed or an archive of mail."), "", "")
    words = _("Connect a mailbox, a feed or an archive of mail; whoever is waiting for an answer then stands here.")
    return _say("source", title, words, reverse("sources"), _("Connect a source"))


def _no_ours(everything: int) -> dict[str, str]:
    if not everything:
        words = _("We are listening. The first message will appear here by itself.")
        return _say("ours", _("Nothing has come yet"), words, reverse("sources"), _("See the sources"))
    words = _("Nobody outside is waiting for us. New messages appear here by themselves.")
    return _say(
        "settled", _("All answered"), words, f"{reverse('inbox')}?state={Turn.THEIRS}", _("See whose turn is theirs")
    )


def _no_theirs(everything: int) -> dict[str, str]:
    words = _("When we have answered, the conversation waits here for what they say.")
    act = (reverse("inbox"), _("See whose turn is ours")) if everything else ("", "")
    return _say("theirs", _("We wait for nobody"), words, *act)


def _no_settled(everything: int) -> dict[str, str]:
    words = _("A conversation that needs no answer is settled with a reason, and can be opened again at any time.")
    act = (reverse("inbox"), _("See whose turn is ours")) if everything else ("", "")
    return _say("check", _("Nothing is settled yet"), words, *act)


_EMPTY = {Turn.OURS: _no_ours, Turn.THEIRS: _no_theirs, Turn.SETTLED: _no_settled}


def _say(icon: str, title: str, words: str, act_url: str, act_words: str) -> dict[str, str]:
    return {"icon": icon, "title": title, "words": words, "act_url": act_url, "act_words": act_words}
