"""The people who speak to us: a list, and a page for each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearback.infra.panels import hung
from hearback.people import queries, showing
from hearback.people.models import Person
from hearback.people.queries.profile import FILTERS, narrowed, profile
from hearback.people.showing import profile as profiles
from hearback.people.showing.matching import identities_of
from hearback.people.showing.organisations import of_person as belonging
from hearback.people.showing.ties import panel as ties_panel
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BY_NAME = "name"


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the people outside, whoever spoke last first or by name, all or those who are searched for."""
    search, mark = request.GET.get("q", "").strip(), request.GET.get("mark", "")
    is_by_name = bool(search) or request.GET.get("by") == BY_NAME
    now, who = timezone.now(), me(request)
    filters = profiles.filters({name: request.GET.get(name, "").replace("\0", "").strip() for name in FILTERS}, me=who)
    fits = partial(narrowed, asked=filters["chosen"], now=now)
    found = queries.by_name(search=search, fits=fits, mark=mark) if is_by_name else queries.heard(fits=fits, mark=mark)
    asked = {"q": search} if search else {"by": BY_NAME} if is_by_name else {}
    asked |= filters["chosen"]
    shown = {
        "rows": showing.rows(found.rows, now=now),
        "filters": filters,
        "tabs": _tabs(filters["chosen"], is_by_name=is_by_name),
        "older_url": _address(asked, found.older),
        "newer_url": _address(asked, found.newer),
        "search": search,
        "by_name": is_by_name,
    }
    return render(request, "people/people.html", shown)


def _tabs(chosen: dict[str, str], *, is_by_name: bool) -> list[dict[str, object]]:
    url = reverse("people")
    heard = f"{url}?{urlencode(chosen)}" if chosen else url
    named = f"{url}?{urlencode({'by': BY_NAME, **chosen})}"
    return [
        {"label": _("Last heard"), "url": heard, "count": None, "current": not is_by_name, "key": "1"},
        {"label": _("By name"), "url": named, "count": None, "current": is_by_name, "key": "2"},
    ]


def _address(asked: dict[str, str], mark: str) -> str:
    return f"{reverse('people')}?{urlencode({**asked, 'mark': mark})}" if mark else ""


@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show one person; an address of somebody who was merged leads to who they are now."""
    try:
        found = queries.person(number)
    except Person.DoesNotExist as error:
        raise Http404 from error
    if found.pk != number:
        return redirect("person", found.pk)
    now, who = timezone.now(), me(request)
    told = profiles.profile(profile(number, me=who), me=who, now=now)
    shown = (
        {"number": number, "told": told}
        | showing.about(found, now=now)
        | identities_of(found)
        | {"known": ties_panel(found, now=now)}
    )
    shown |= belonging(found.pk, now=now)
    return render(request, "people/person.html", shown | {"panels": hung("person", request, found)})
