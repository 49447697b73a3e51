"""Everything that was said and done with a person, over all channels, on one line of time."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearback.conversations.queries import said_with
from hearback.infra.keyset import page
from hearback.infra.showing import when
from hearback.people import queries
from hearback.people.models import Gesture, Merge, Note, Person, Role
from hearback.people.queries.profile import events
from hearback.people.showing.persons import face_of
from hearback.people.showing.profile import role_words
from hearback.people.showing.ties import gesture_words
from hearback.staff.who import me

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from hearback.conversations.models import Message
    from hearback.infra.keyset import Page
    from hearback.people.queries.profile import Event
    from hearback.staff.models import Colleague

PAGE = 40
ONLY_SAID = "said"


@require_safe
def timeline(request: HttpRequest, number: int) -> HttpResponse:
    """Show everything with a person, the newest first; only what was said, when that is asked for."""
    try:
        person = queries.person(number)
    except Person.DoesNotExist as error:
        raise Http404 from error
    if person.pk != number:
        return redirect("person-timeline", person.pk)
    mark, now, only_said = request.GET.get("mark", ""), timezone.now(), request.GET.get("only") == ONLY_SAID
    found = page(said_with(number), by=("said_at", "id"), falling=True, mark=mark, most=PAGE)
    told = [] if only_said else _events(number, found, me=me(request))
    lines = sorted(
        chain(
            ((one.said_at, _said(one, now=now)) for one in found.rows), ((one.at, _done(one, now=now)) for one in told)
        ),
        key=lambda line: line[0],
        reverse=True,
    )
    shown = {
        "face": face_of(person),
        "number": number,
        "lines": [line for _at, line in lines],
        "only_said": only_said,
        "older_url": _address(number, found.older, only_said=only_said),
        "newer_url": _address(number, found.newer, only_said=only_said),
    }
    return render(request, "inbox/timeline.html", shown)


def _events(person: int, found: Page[Message], *, me: Colleague) -> list[Event]:
    """Return what happened beside, between the messages of a page; on the first and last page to the ends of time."""
    after = found.rows[-1].said_at if found.rows and found.older else None
    until = found.rows[0].said_at if found.rows and found.newer else None
    return events(person, me=me, after=after, until=until)


def _said(one: Message, *, now: datetime) -> dict[str, Any]:
    talk = one.conversation.merged_into_id or one.conversation_id
    return {
        "when": when(one.said_at, now=now),
        "icon": "mail" if one.conversation.source.kind == "mail" else "globe",
        "who": one.author_name or (one.author.shown if one.author else _("Somebody")),
        "is_ours": one.is_ours,
        "words": one.preview,
        "subject": one.subject,
        "where": one.conversation.source.name,
        "url": f"{reverse('conversation', args=[talk])}",
    }


def _done(one: Event, *, now: datetime) -> dict[str, Any]:
    return {
        "when": when(one.at, now=now),
        "icon": "people",
        "who": "",
        "is_event": True,
        "words": _words(one),
        "url": "",
    }


def _words(one: Event) -> str:
    row = one.row
    if isinstance(row, Gesture):
        did = f"{row.giver.name or row.giver.shown} {gesture_words(row.kind)}"
        return f"{did}: {row.words}" if row.words else did
    if isinstance(row, Note):
        return _("%(by)s noted: %(words)s") % {"by": row.by.name, "words": row.words[:200]}
    if isinstance(row, Role):
        return _("Noted as %s") % role_words(row.kind)
    assert isinstance(row, Merge)
    return _("Two were found to be one")


def _address(number: int, mark: str, *, only_said: bool) -> str:
    asked = {"mark": mark} | ({"only": ONLY_SAID} if only_said else {})
    return f"{reverse('person-timeline', args=[number])}?{urlencode(asked)}" if mark else ""
