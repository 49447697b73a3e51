"""Find the person: whom to ask about something, inside and outside, with the conversations that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hearback.inbox.pages.faces import colleague_face, person_face
from hearback.inbox.queries.finding import Knower, who_knows
from hearback.infra.showing import when
from hearback.people.models import Person

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from hearback.infra.showing import Face

LONGEST = 300


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show who knows about what is asked for."""
    asked, now = request.GET.get("q", "").strip()[:LONGEST], timezone.now()
    known = who_knows(asked, at=now)
    groups = [
        {"title": _("Here"), "rows": [_row(one, now=now) for one in known.inside]},
        {"title": _("Outside"), "rows": [_row(one, now=now) for one in known.outside]},
    ]
    shown = {
        "asked": asked,
        "groups": [group for group in groups if group["rows"]],
        "is_loose": known.is_loose,
    }
    return render(request, "inbox/find.html", shown)


def _row(knower: Knower, *, now: datetime) -> dict[str, Any]:
    if isinstance(knower.who, Person):
        face: Face | None = person_face(knower.who)
        told = ngettext("spoke of it in %d conversation", "spoke of it in %d conversations", knower.times)
    else:
        face = colleague_face(knower.who)
        told = ngettext("answered it in %d conversation", "answered it in %d conversations", knower.times)
    return {
        "face": face,
        "ours": not isinstance(knower.who, Person),
        "words": told % knower.times,
        "traces": [
            {
                "url": reverse("conversation", args=[one.conversation]),
                "subject": one.subject,
                "when": when(one.at, now=now),
            }
            for one in knower.traces
        ],
        "more": knower.times - len(knower.traces),
    }
