"""What did not arrive: answers that came back, and those that never left, until somebody has seen each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearback.inbox.actions import unreached as actions
from hearback.inbox.models import Turn, Unreached
from hearback.inbox.pages.listed import filters, tabs
from hearback.inbox.pages.place import place_of
from hearback.inbox.queries.listing import counts
from hearback.inbox.queries.unreached import unreached as found_unreached
from hearback.inbox.queries.unreached import unreached_count
from hearback.infra.answers import see_other
from hearback.infra.showing import when
from hearback.sources.models import Source
from hearback.staff.queries import colleagues
from hearback.staff.who import me

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from hearback.inbox.pages.place import Place
    from hearback.inbox.queries.unreached import UnreachedPage, UnreachedRow
    from hearback.staff.models import Colleague


@require_safe
def unreached(request: HttpRequest) -> HttpResponse:
    """Show the list."""
    return render(request, "inbox/unreached.html", {"list": _listed(place_of(request), by=me(request))})


@require_safe
def unreached_list(request: HttpRequest) -> HttpResponse:
    """Show the list as a fragment, for pages that are open."""
    return render(request, "inbox/unreached_list.html", {"list": _listed(place_of(request), by=me(request))})


@require_POST
def see(request: HttpRequest, number: int) -> HttpResponse:
    """Take somebody off the list."""
    actions.see(number, by=me(request), at=timezone.now())
    place = place_of(request)
    messages.success(request, _("Seen."), extra_tags=place.address("list-unreached-again", number))
    return see_other(place.address("unreached"))


@require_POST
def list_again(request: HttpRequest, number: int) -> HttpResponse:
    """Put somebody back on the list."""
    actions.list_again(number, by=me(request), at=timezone.now())
    messages.info(request, _("It is in the list again."))
    return see_other(place_of(request).address("unreached"))


def _listed(place: Place, *, by: Colleague) -> dict[str, Any]:
    place = place.of(state=Turn.OURS, mark=place.mark)
    chosen, now = place.chosen(by=by), timezone.now()
    found, count, sources = (
        found_unreached(chosen, mark=place.mark),
        unreached_count(chosen),
        Source.objects.only("name"),
    )
    return {
        "tabs": tabs(place, counts(chosen), unreached=count, is_unreached=True),
        "filters": filters(place, list(sources), colleagues(), by=by, whose=_("Writer or assignee")),
        "clear_url": place.of(source="", assignee="").address("unreached") if place.is_narrowed else "",
        "rows": [_row(row, place, now=now) for row in found.rows],
        "empty": None if found.rows else _empty(place, count),
        "live_url": place.address("unreached-list"),
        **_pages(found, place),
    }


def _pages(found: UnreachedPage, place: Place) -> dict[str, str]:
    marks = {"older_url": found.older, "newer_url": found.newer}
    return {name: place.of(mark=mark).address("unreached") if mark else "" for name, mark in marks.items()}


def _empty(place: Place, count: int) -> dict[str, str]:
    if place.mark and count:
        first = place.of().address("unreached")
        return {
            "icon": "check",
            "title": _("This page is empty now"),
            "act_url": first,
            "act_words": _("To the first page"),
        }
    if place.is_narrowed:
        everything = place.of(source="", assignee="").address("unreached")
        words = _("Nothing that fits what is chosen failed to arrive.")
        return {
            "icon": "search",
            "title": _("Nothing here"),
            "words": words,
            "act_url": everything,
            "act_words": _("Show all"),
        }
    words = _("Answers that come back, or cannot be sent, stand here with the reason until somebody has seen them.")
    return {"icon": "settled", "title": _("Everything arrived, as far as we were told"), "words": words}


def _row(row: UnreachedRow, place: Place, *, now: datetime) -> dict[str, Any]:
    one, turn = row.one, row.turn
    conversation = place.address("conversation", row.home.conversation)
    return {
        "id": one.pk,
        "title": _title(one),
        "is_hard": one.is_hard,
        "is_unsure": one.what == Unreached.UNSURE,
        "why": _why(one),
        "url": f"{conversation}{_anchor(row)}",
        "subject": row.conversation.subject,
        "writer": one.writer.name if one.writer else "",
        "assignee": turn.assignee.name if turn and turn.assignee else "",
        "source": one.source.name,
        "when": when(one.told_at, now=now),
        "act": _("Decide") if one.what in {Unreached.FAILED, Unreached.UNSURE} else _("Write again"),
        "seen_url": place.address("see-unreached", one.pk, mark=place.mark),
    }


def _title(one: Unreached) -> str:
    if one.what == Unreached.FAILED:
        return _("Not sent")
    if one.what == Unreached.UNSURE:
        return _("Perhaps sent")
    return one.address or _("Somebody")


def _why(one: Unreached) -> str:
    why = one.why or _("no reason given")
    return f"{why} ({one.status})" if one.status and one.status not in one.why else why


def _anchor(row: UnreachedRow) -> str:
    """Return where on the page of its conversation an answer stands; "" for one that is gone."""
    if row.home.message:
        return f"#message-{row.home.message}"
    return f"#message-attempt-{row.attempt}" if row.attempt else ""
