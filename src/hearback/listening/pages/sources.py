"""The list of sources, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.listening import queries
from hearback.listening.actions.deletions import believe_deletions, keep_deleted
from hearback.listening.jobs import compare_soon, fetch_soon
from hearback.listening.jobs import listen_now as look_now
from hearback.listening.showing import runs
from hearback.listening.showing import sources as showing
from hearback.sources.actions import pause as set_paused
from hearback.sources.models import Source
from hearback.staff.who import me

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """List what we listen to, and for admins what can be connected."""
    kinds = showing.kinds() if me(request).is_admin else []
    return render(request, "listening/sources.html", _listed(request) | {"kinds": kinds})


@require_safe
def sources_list(request: HttpRequest) -> HttpResponse:
    """Return the list alone, for a page that stays open."""
    return render(request, "listening/parts/sources.html", _listed(request))


def _listed(request: HttpRequest) -> dict[str, Any]:
    standings = queries.standings()
    return {
        "sources": showing.rows(standings, mine=me(request), now=timezone.now()),
        "topics": " ".join(f"source:{one.source.pk}" for one in standings),
        "unreadable": sum(one.unreadable for one in standings),
    }


@require_safe
def source(request: HttpRequest, number: int) -> HttpResponse:
    """Show one source: how it is, what it brought, how it is set."""
    return render(request, "listening/source.html", _shown(request, number))


@require_safe
def source_state(request: HttpRequest, number: int) -> HttpResponse:
    """Return the part of a source's page that changes, for a page that stays open."""
    return render(request, "listening/parts/source.html", _shown(request, number))


def _shown(request: HttpRequest, number: int) -> dict[str, Any]:
    try:
        standing = queries.standing(number)
    except Source.DoesNotExist as error:
        raise Http404 from error
    now = timezone.now()
    about = showing.about(standing, mine=me(request), now=now)
    deleted = showing.deleted(standing.source, queries.deletions(standing.source))
    return about | {"deleted": deleted, "runs": [runs.row(one, now=now) for one in queries.runs_of(standing.source)]}


@require_POST
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Stop hearing a source until somebody goes on."""
    found = get_object_or_404(Source, pk=number)
    set_paused(found, is_paused=True, by=me(request))
    messages.success(request, _("“%s” is paused.") % found.name, extra_tags=reverse("go-on", args=[number]))
    return see_other("source", number)


@require_POST
def go_on(request: HttpRequest, number: int) -> HttpResponse:
    """Hear a source again, from where it was left."""
    found = get_object_or_404(Source, pk=number)
    set_paused(found, is_paused=False, by=me(request))
    fetch_soon(number)
    messages.success(request, _("“%s” is heard again.") % found.name, extra_tags=reverse("pause", args=[number]))
    return see_other("source", number)


@require_POST
def listen_now(request: HttpRequest, number: int) -> HttpResponse:
    """Look at a source at once."""
    found = get_object_or_404(Source, pk=number)
    look_now(found, by=me(request))
    messages.success(request, _("Looking now. What came appears by itself."))
    return see_other("source", number)


@require_POST
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """Compare a source with its server."""
    found = get_object_or_404(Source, pk=number)
    compare_soon(found, by=me(request))
    messages.success(request, _("Comparing now. What comes of it appears here."))
    return see_other("source", number)


@require_POST
def decide_deleted(request: HttpRequest, number: int, choice: str) -> HttpResponse:
    """Follow what was deleted on the server, or keep it here."""
    found, choices = get_object_or_404(Source, pk=number), {"follow": believe_deletions, "keep": keep_deleted}
    if choice not in choices:
        raise Http404
    count = choices[choice](found, by=me(request))
    said = _("%d deletions are followed.") if choice == "follow" else _("%d mails are kept here.")
    messages.success(request, said % count)
    return see_other("source", number)
