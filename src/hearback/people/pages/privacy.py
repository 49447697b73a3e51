"""What a person may ask of us: a copy, to be restricted, to be erased. For colleagues who answer such an ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people.actions import dossiers, privacy
from hearback.people.models import Dossier, Person
from hearback.people.queries import person as person_of
from hearback.people.showing.privacy import erase_page, privacy_page
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@require_safe
def of_person(request: HttpRequest, number: int) -> HttpResponse:
    """Show what they asked for, their copies, and whether what is held about them may be used."""
    person = _person(number)
    if person.pk != number:
        return see_other("person-privacy", person.pk)
    return render(request, "people/privacy.html", privacy_page(person, me=me(request), now=timezone.now()))


@require_POST
def ask_dossier(request: HttpRequest, number: int) -> HttpResponse:
    """Have everything held about them put into one file."""
    dossiers.ask_dossier(_person(number).pk, by=me(request), at=timezone.now())
    messages.success(request, _("The copy is being made; it stands here when it is ready."))
    return see_other("person-privacy", number)


@never_cache
@require_safe
def fetch_dossier(request: HttpRequest, number: int) -> FileResponse:
    """Hand out a copy that is ready."""
    if not Dossier.objects.filter(pk=number).exists():
        raise Http404
    path = dossiers.hand_out(number, by=me(request), at=timezone.now())
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"person-{number}.zip")


@require_POST
def restrict(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is held about them, and use it no more."""
    try:
        privacy.restrict(_person(number).pk, reason=request.POST.get("reason", ""), by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Restricted."), extra_tags=reverse("lift-restriction", args=[number]))
    return see_other("person-privacy", number)


@require_POST
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """Use what is held about them again."""
    privacy.lift(_person(number).pk, by=me(request), at=timezone.now())
    messages.success(request, _("The restriction is lifted."))
    return see_other("person-privacy", number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, number: int) -> HttpResponse:
    """Show what would go and what stays, and erase them when the name is typed."""
    privacy.only_admins(me(request))
    person, now = _person(number), timezone.now()
    shown = erase_page(person, now=now)
    if request.method != "POST":
        return render(request, "people/privacy_erase.html", shown)
    if request.POST.get("word", "").strip().casefold() != shown.get("word", "").casefold():
        trouble = {"trouble": _("That is not the name. Nothing has been erased.")}
        return render(request, "people/privacy_erase.html", shown | trouble, status=422)
    privacy.begin_erasure(person.pk, by=me(request), at=now)
    return see_other("erase-person", person.pk)


def _person(number: int) -> Person:
    try:
        return person_of(number)
    except Person.DoesNotExist as error:
        raise Http404 from error
