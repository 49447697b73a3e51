"""Organisations: a list, a page for each, and what is to be decided about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people.actions import organisations as actions
from hearback.people.queries import organisations as queries
from hearback.people.rules.organisations import DEPTHS, KINDS
from hearback.people.showing import organisations as showing
from hearback.staff.models import Colleague
from hearback.staff.who import me

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

_NUMBER = re.compile(r"^(?:.*/people/)?(\d{1,18})/?$")


def undo_of(line: int) -> str:
    """Return the address that takes an audit line back."""
    return reverse("take-back-organisation", args=[line])


def day_of(request: HttpRequest, name: str) -> date | None:
    """Return the day in a field; None when it is empty. Raises Refusal for what is no day."""
    text = request.POST.get(name, "").strip()
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if text and day is None:
        raise Refusal(_("“%s” is no day; write it as 2026-03-31.") % text[:20])
    return day


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations by name: all, those searched for, those of a type or depth."""
    kind, depth = request.GET.get("kind", ""), request.GET.get("depth", "")
    kind = kind if kind in (*KINDS, queries.ANY_PARTNER) else ""
    asked = {"q": request.GET.get("q", "").strip(), "kind": kind, "depth": depth if depth in DEPTHS else ""}
    found = queries.listed(search=asked["q"], kind=kind, depth=asked["depth"], mark=request.GET.get("mark", ""))
    shown = {
        "rows": showing.rows(found.rows, now=timezone.now()),
        "filters": showing.filters(kind, asked["depth"]),
        "keep": [{"name": "q", "value": asked["q"]}] if asked["q"] else [],
        "clear_url": reverse("organisations") if any(asked.values()) else "",
        "search": asked["q"],
        "older_url": _address(asked, found.older),
        "newer_url": _address(asked, found.newer),
    }
    return render(request, "people/organisations.html", shown)


def _address(asked: dict[str, str], mark: str) -> str:
    told = {name: value for name, value in {**asked, "mark": mark}.items() if value}
    return f"{reverse('organisations')}?{urlencode(told)}" if mark else ""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an organisation."""
    if request.method != "POST":
        return render(request, "people/organisation_form.html", showing.form(None))
    try:
        made, line = actions.make(
            request.POST.get("name", ""),
            kinds=request.POST.getlist("kinds"),
            depth=request.POST.get("depth", ""),
            note=request.POST.get("note", ""),
            by=me(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        shown = showing.form(None, request.POST, str(refusal))
        return render(request, "people/organisation_form.html", shown, status=422)
    messages.success(request, _("%s stands in the list now.") % made.name, extra_tags=undo_of(line))
    return see_other("organisation", made.pk)


@require_safe
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    """Show one organisation: who belongs to it, its domains, and who speaks for either side."""
    one = get_object_or_404(queries.standing(), pk=number)
    state = request.GET.get("state", "")
    state = state if state in queries.STATES else queries.NOW
    shown = showing.page_of(one, state=state, mark=request.GET.get("mark", ""), now=timezone.now())
    return render(request, "people/organisation.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change what is told of an organisation."""
    one = get_object_or_404(queries.standing(), pk=number)
    if request.method != "POST":
        return render(request, "people/organisation_form.html", showing.form(one))
    try:
        line = actions.edit(
            number,
            name=request.POST.get("name", ""),
            kinds=request.POST.getlist("kinds"),
            depth=request.POST.get("depth", ""),
            note=request.POST.get("note", ""),
            by=me(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        shown = showing.form(one, request.POST, str(refusal))
        return render(request, "people/organisation_form.html", shown, status=422)
    messages.success(request, _("Changed."), extra_tags=undo_of(line))
    return see_other("organisation", number)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take an organisation off the lists."""
    line = actions.remove(number, by=me(request), at=timezone.now())
    messages.success(request, _("Removed; nothing of it is lost."), extra_tags=undo_of(line))
    return see_other("organisations")


@require_POST
def add_domain(request: HttpRequest, number: int) -> HttpResponse:
    """Give an organisation a domain."""

    def add() -> int:
        given = {"since": day_of(request, "since"), "until": day_of(request, "until")}
        return actions.add_domain(number, request.POST.get("name", ""), by=me(request), at=timezone.now(), **given)

    return _told(request, add, number, _("The domain is theirs; whoever has an address there belongs to them."))


@require_POST
def date_domain(request: HttpRequest, number: int, domain: int) -> HttpResponse:
    """Say from when to when a domain was theirs, or that it never was."""

    def change() -> int:
        by, at = me(request), timezone.now()
        if request.POST.get("do") == "remove":
            return actions.remove_domain(domain, by=by, at=at)[1]
        since, until = day_of(request, "since"), day_of(request, "until")
        return actions.date_domain(domain, since=since, until=until, by=by, at=at)

    return _told(request, change, number, _("Noted; who belongs to them was worked out anew."))


@require_POST
def name_ours(request: HttpRequest, number: int) -> HttpResponse:
    """Name a colleague for an organisation."""

    def name() -> int:
        chosen = request.POST.get("colleague", "")
        who = Colleague.objects.filter(pk=chosen, is_active=True).first() if chosen.isdecimal() else None
        part = request.POST.get("other", "").strip() or request.POST.get("part", "")
        return actions.add_counterpart(number, part=part, colleague=who, by=me(request), at=timezone.now())

    return _told(request, name, number, _("Named."))


@require_POST
def name_theirs(request: HttpRequest, number: int) -> HttpResponse:
    """Name one of theirs for us, told by the number or address of their page."""

    def name() -> int:
        told = _NUMBER.match(request.POST.get("person", "").strip())
        who = int(told[1]) if told else 0
        return actions.add_counterpart(
            number, part=request.POST.get("part", ""), person=who, by=me(request), at=timezone.now()
        )

    return _told(request, name, number, _("Named."))


@require_POST
def end_counterpart(request: HttpRequest, number: int, counterpart: int) -> HttpResponse:
    """Say that somebody no longer speaks for their side."""
    return _told(
        request,
        lambda: actions.end_counterpart(counterpart, by=me(request), at=timezone.now())[1],
        number,
        _("Noted as over from today."),
    )


@require_POST
def take_back(request: HttpRequest, line: int) -> HttpResponse:
    """Undo what was done to an organisation."""
    number = actions.take_back(line, by=me(request), at=timezone.now())
    messages.info(request, _("Taken back."))
    is_there = queries.standing().filter(pk=number).exists()
    return see_other("organisation", number) if is_there else see_other("organisations")


def _told(request: HttpRequest, act: Callable[[], int], number: int, words: str) -> HttpResponse:
    """Do something to an organisation, and say on its page what came of it."""
    try:
        line = act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words, extra_tags=undo_of(line))
    return see_other("organisation", number)
