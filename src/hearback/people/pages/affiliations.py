"""Who belongs where: the doubts, one by one; domains that may be organisations; and a person's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people.actions import affiliations as actions
from hearback.people.actions import organisations
from hearback.people.pages.organisations import day_of, undo_of
from hearback.people.queries import organisations as queries
from hearback.people.showing import organisations as showing
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def doubts(request: HttpRequest) -> HttpResponse:
    """Show the affiliation in doubt that is on top."""
    found = queries.doubted(mark=request.GET.get("mark", ""))
    return render(request, "people/organisations_doubts.html", showing.question(found, now=timezone.now()))


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Take what a colleague says of an affiliation: still there, has left, never was there."""
    given, by, at = request.POST.get("answer", ""), me(request), timezone.now()
    try:
        if given == "still":
            line, words = actions.say_still_there(number, by=by, at=at), _("Noted: still there.")
        elif given == "never":
            line, words = actions.say_never_there(number, by=by, at=at), _("Noted: never belonged there.")
        else:
            line = actions.say_has_left(number, until=day_of(request, "until"), by=by, at=at)
            words = _("Noted: has left.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words, extra_tags=undo_of(line))
    return see_other(_back(request))


def _back(request: HttpRequest) -> str:
    """Return the page of ours that the answer was given on; the doubts when it is none."""
    to = request.POST.get("to", "")
    is_ours = to.startswith("/people/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return to if is_ours else reverse("doubts")


@require_POST
def tell(request: HttpRequest, number: int) -> HttpResponse:
    """Note on a person's page where they belong."""
    try:
        line = actions.affiliate(
            number,
            organisation=request.POST.get("organisation", ""),
            title=request.POST.get("title", ""),
            since=day_of(request, "since"),
            by=me(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted where they belong."), extra_tags=undo_of(line))
    return see_other("person", number)


@require_safe
def suggested(request: HttpRequest) -> HttpResponse:
    """Show the domain on top that may be an organisation."""
    rows = queries.suggestions()
    shown = showing.suggested(rows.first(), left=rows.count(), now=timezone.now())
    return render(request, "people/organisations_suggested.html", shown)


@require_POST
def answer_suggested(request: HttpRequest) -> HttpResponse:
    """Make an organisation of a domain, or never ask about it again."""
    domain, by, at = request.POST.get("domain", ""), me(request), timezone.now()
    try:
        if request.POST.get("answer") == "make":
            made, line = organisations.make_suggested(domain, name=request.POST.get("name", ""), by=by, at=at)
            messages.success(request, _("%s stands in the list now.") % made.name, extra_tags=undo_of(line))
        else:
            line = organisations.never_suggest(domain, by=by, at=at)
            messages.success(request, _("Noted: no organisation."), extra_tags=undo_of(line))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return see_other("suggested-organisations")


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """List the organisations about which something is to be decided, with the reasons."""
    return render(request, "people/organisations_signals.html", {"rows": showing.signal_rows(now=timezone.now())})
