"""One import: how far it is, how it ended, and stopping or going on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.listening.actions import runs as actions
from hearback.listening.jobs import bring_soon
from hearback.listening.models import Run
from hearback.listening.showing import runs as showing
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """Show an import."""
    return render(request, "listening/run.html", _shown(request, number))


@require_safe
def run_state(request: HttpRequest, number: int) -> HttpResponse:
    """Return the part of an import's page that changes, for a page that stays open."""
    return render(request, "listening/parts/run.html", _shown(request, number))


def _shown(request: HttpRequest, number: int) -> dict[str, Any]:
    return showing.about(_found(number), mine=me(request), now=timezone.now())


def _found(number: int) -> Run:
    return get_object_or_404(Run.objects.select_related("source", "started_by"), pk=number)


@require_POST
def stop_run(request: HttpRequest, number: int) -> HttpResponse:
    """Let an import end after its present step."""
    found = _found(number)
    actions.ask_to_stop(found, by=me(request))
    messages.success(request, _("It stops after its present step."), extra_tags=reverse("go-on-run", args=[number]))
    return see_other("run", number)


@require_POST
def go_on_run(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with an import that was stopped or broke off."""
    found = _found(number)
    bring_soon(actions.ask_for_run(found.source, path=found.path, by=me(request)))
    messages.success(request, _("It goes on."), extra_tags=reverse("stop-run", args=[number]))
    return see_other("run", number)
