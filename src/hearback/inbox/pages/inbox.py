"""The list of turns: ours by promise, theirs and settled by what moved last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearback.inbox.models import Turn
from hearback.inbox.pages.listed import listed, listed_beside
from hearback.inbox.pages.place import place_of
from hearback.inbox.queries.listing import around
from hearback.staff.queries import colleagues
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the list alone."""
    shown = listed(place_of(request), by=me(request), staff=list(colleagues()))
    return render(request, "inbox/inbox.html", {"list": shown})


@require_safe
def turns(request: HttpRequest) -> HttpResponse:
    """Show the list as a fragment, for pages that are open. beside: the conversation open next to it."""
    place, by, staff = place_of(request), me(request), list(colleagues())
    beside = request.GET.get("beside", "")
    turn = Turn.objects.filter(pk=int(beside)).first() if beside.isascii() and beside.isdigit() else None
    if turn:
        shown = listed_beside(around(place.chosen(by=by), turn), turn.pk, place, by=by, staff=staff)
    else:
        shown = listed(place, by=by, staff=staff)
    return render(request, "inbox/turns.html", {"list": shown})
