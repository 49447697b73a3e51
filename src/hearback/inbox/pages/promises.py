"""Promises that we owe: people whom we should have answered by now, and have not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hearback.inbox.models import Turn
from hearback.infra.keyset import page
from hearback.infra.showing import promise
from hearback.people.models import Tie
from hearback.people.queries.ties import dismissed
from hearback.people.showing.persons import face_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

PAGE = 50


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """List the promises that are over, the oldest first, with how close each person is to us."""
    now, url = timezone.now(), reverse("owed-promises")
    found = page(owed(now), by=("answer_due", "pk"), falling=False, mark=request.GET.get("mark", ""), most=PAGE)
    shown = {
        "rows": [_row(one, now=now) for one in found.rows],
        "older_url": f"{url}?mark={found.older}" if found.older else "",
        "newer_url": f"{url}?mark={found.newer}" if found.newer else "",
    }
    return render(request, "inbox/promises.html", shown)


def owed(now: datetime) -> QuerySet[Turn]:
    """Return the turns of ours whose promise is over; without people of whom somebody decided that it needs nothing."""
    strength = Tie.objects.filter(is_house=True, other=OuterRef("conversation__identity__person")).values("strength")[
        :1
    ]
    late = Turn.objects.filter(state=Turn.OURS, answer_due__lt=now, conversation__identity__isnull=False)
    late = late.exclude(conversation__identity__person__in=dismissed("promise")).annotate(strength=Subquery(strength))
    whose = late.select_related("assignee", "conversation__identity__person")
    return whose.prefetch_related("conversation__identity__person__identities")


def _row(one: Turn, *, now: datetime) -> dict[str, Any]:
    identity, due = one.conversation.identity, one.answer_due
    assert identity is not None, "only those whom somebody outside waits in are asked for"
    assert due is not None, "a turn of ours has a promise"
    percent = round(100 * (getattr(one, "strength", None) or 0.0))
    return {
        "face": face_of(identity.person),
        "person": identity.person_id,
        "url": reverse("conversation", args=[one.pk]),
        "subject": one.conversation.subject,
        "preview": one.conversation.preview,
        "promise": promise(due, now=now),
        "assignee": one.assignee.name if one.assignee else "",
        "bar": max(percent, 1),
        "words": f"{percent} %",
    }
