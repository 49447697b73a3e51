"""What people want: their own page, reached by a signed link, and what colleagues see and note of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people.actions import wishes as actions
from hearback.people.models import Identity, Person
from hearback.people.queries import person as person_of
from hearback.people.queries.wishes import asks, identity_of
from hearback.people.rules.wishes import PURPOSES, RHYTHMS
from hearback.people.showing.wishes import asked_rows, key_of, wishes_of, wishes_page
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody what they said about letters from us, and take what they say now."""
    identity = _whose(token)
    if request.method != "POST":
        return render(request, "people/wishes.html", wishes_page(identity, token))
    try:
        _note(request, identity)
    except Refusal as refusal:
        return render(request, "people/wishes.html", wishes_page(identity, token, trouble=str(refusal)), status=422)
    messages.success(request, _("Thank you. This holds from now on."))
    return see_other("wishes", token)


@csrf_exempt  # a mail program posts it for the reader, without ever having seen a page (RFC 8058)
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Take RFC 8058's one click; opening the address changes nothing, it leads to the page."""
    identity = _whose(token)
    if request.method != "POST":
        return see_other("wishes", token)
    is_page = "page" in request.GET
    actions.stop_writing(identity, way=actions.LINK if is_page else actions.ONE_CLICK, at=timezone.now())
    if is_page:
        messages.success(request, _("You will get no more letters that you did not ask for."))
        return see_other("wishes", token)
    return HttpResponse("You will get no more letters that you did not ask for.\n", content_type="text/plain")


@login_not_required
@require_POST
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Take that somebody asks for a copy, for a correction, or to be forgotten."""
    identity = _whose(token)
    words = request.POST.get("words", "")
    try:
        actions.ask(identity, request.POST.get("what", ""), words=words, at=timezone.now())
    except Refusal as refusal:
        shown = wishes_page(identity, token, ask_trouble=str(refusal), words=words)
        return render(request, "people/wishes.html", shown, status=422)
    messages.success(request, _("Thank you. Somebody here has it now and will answer you."))
    return see_other("wishes", token)


@require_POST
def consents(request: HttpRequest, number: int) -> HttpResponse:
    """Note what somebody told a colleague."""
    chosen = request.POST.get("identity", "")
    identity = Identity.objects.filter(pk=int(chosen) if chosen.isdecimal() else 0, person=number).first()
    if identity is None:
        raise Http404
    given = {key: request.POST[key] == "yes" for key in PURPOSES if request.POST.get(key) in ("yes", "no")}
    said = request.POST.get("proof", "")
    try:
        by, at = me(request), timezone.now()
        lines = actions.note_consents(identity, given, way=actions.TOLD, proof=said, by=by, at=at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted.") if lines else _("This was known already."))
    return see_other("person-wishes", number)


@require_safe
def of_person(request: HttpRequest, number: int) -> HttpResponse:
    """Show the ledger of one person, their link, and what a colleague can note."""
    try:
        person = person_of(number)
    except Person.DoesNotExist as error:
        raise Http404 from error
    if person.pk != number:
        return see_other("person-wishes", person.pk)
    house = request.build_absolute_uri("/")
    return render(request, "people/wishes_of_person.html", wishes_of(person, house=house))


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """List what people asked for by their links, open ones first."""
    found = asks(mark=request.GET.get("mark", ""))
    shown = {
        "rows": asked_rows(found.rows, now=timezone.now()),
        "older_url": f"{reverse('asks')}?mark={found.older}" if found.older else "",
        "newer_url": f"{reverse('asks')}?mark={found.newer}" if found.newer else "",
    }
    return render(request, "people/asks.html", shown)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Note what was done about something asked for."""
    actions.answer_ask(number, answer=request.POST.get("answer", ""), by=me(request), at=timezone.now())
    messages.success(request, _("Noted as done."), extra_tags=reverse("open-ask", args=[number]))
    return see_other("asks")


@require_POST
def open_again(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that something asked for was done."""
    actions.open_ask(number, by=me(request), at=timezone.now())
    messages.info(request, _("It is open again."))
    return see_other("asks")


def _whose(token: str) -> Identity:
    identity = identity_of(token)
    if identity is None:
        raise Http404
    return identity


def _note(request: HttpRequest, identity: Identity) -> None:
    days = request.POST.get("days", "")
    rhythms = {key_of(one): one for one in RHYTHMS}
    if days not in rhythms:
        raise Refusal(_("Choose how often we may write."))
    at = timezone.now()
    given = {key: key in request.POST for key in PURPOSES}
    actions.note_consents(identity, given, way=actions.LINK, proof=f"the link sent to {identity.shown}", at=at)
    actions.note_rhythm(identity, rhythms[days], way=actions.LINK, at=at)
