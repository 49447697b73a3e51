"""The list of turns: ours by promise, theirs and settled by what moved last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearback.inbox.pages.listed import listed
from hearback.inbox.pages.place import place_of
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
    asked = request.GET.get("beside", "")
    beside = int(asked) if asked.isascii() and asked.isdigit() else 0
    shown = listed(place_of(request), by=me(request), staff=list(colleagues()), beside=beside)
    return render(request, "inbox/turns.html", {"list": shown})
