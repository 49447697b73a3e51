"""A message as it was sent: on a page of its own, as a fragment in its conversation, and the document in its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from hearback.channels.contract import Unreadable
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.infra.sheets import TooLong
from hearback.infra.showing import when
from hearback.listening.models import Arrival
from hearback.listening.queries import conversation_of
from hearback.listening.showing.sheets import SANDBOX, Sent, beside_the_frame, framed, sent
from hearback.people.actions import hold_pictures, show_pictures
from hearback.sources.models import Source
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def as_sent(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """Show a message as it was sent, on a page of its own."""
    one = _sent(number, arrival)
    heard = one.heard
    shown = {
        "subject": heard.subject,
        "author": (heard.author.name or heard.author.shown) if heard.author else "",
        "when": when(heard.said_at, now=timezone.now()) if heard.said_at else None,
        "conversation": conversation_of(arrival),
        "original": (number, arrival),
        "sheet": _beside(request, one, is_alone=True),
    }
    return render(request, "listening/as_sent.html", shown)


@require_safe
def sheet(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """Show a message as it was sent as a fragment."""
    one = _sent(number, arrival)
    return render(request, "listening/parts/sheet.html", {"sheet": _beside(request, one, is_alone=False)})


@require_safe
@xframe_options_sameorigin
def frame(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """Return the document in the frame, which can do nothing but be looked at."""
    one = _sent(number, arrival)
    try:
        shown = framed(one, with_pictures=_with_pictures(request, one))
    except TooLong as error:
        raise Http404 from error
    answer = render(request, "listening/frame.html", shown)
    answer["Content-Security-Policy"] = _policy(request)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_POST
def decide(request: HttpRequest, number: int, arrival: int, choice: str) -> HttpResponse:
    """Show pictures of this sender always ("always"), or hold them back again ("held")."""
    one = _sent(number, arrival)
    if one.author is None or choice not in {"always", "held"}:
        raise Http404
    act = show_pictures if choice == "always" else hold_pictures
    act(one.author, by=me(request), at=timezone.now())
    return see_other("sheet" if "HX-Request" in request.headers else "as-sent", number, arrival)


def _sent(number: int, arrival: int) -> Sent:
    """Return an arrival taken apart, or answer that there is none."""
    try:
        one = sent(get_object_or_404(Source, pk=number), arrival)
    except (Arrival.DoesNotExist, Unreadable) as error:
        raise Http404 from error
    if not one.heard.html:
        raise Http404
    return one


def _with_pictures(request: HttpRequest, one: Sent) -> bool:
    return one.shows_pictures or request.GET.get("pictures") == "shown"


def _beside(request: HttpRequest, one: Sent, *, is_alone: bool) -> dict[str, object]:
    try:
        return beside_the_frame(one, with_pictures=_with_pictures(request, one), is_alone=is_alone)
    except TooLong as error:
        raise Refusal(
            _("This mail is too long to be shown as it was sent. Its words and its original are there.")
        ) from error


def _policy(request: HttpRequest) -> str:
    """Return what the document may load: our own style and letters, and pictures from two addresses of ours."""
    homes = dict.fromkeys(
        [f"{request.scheme}://{request.get_host()}", settings.ADDRESS]
    )  # a proxy may change the first
    pictures = " ".join(f"{home}/arrivals/ {home}/pictures/" for home in homes)
    return "; ".join([
        "default-src 'none'",
        "style-src 'unsafe-inline' 'self'",
        "font-src 'self'",
        f"img-src data: {pictures}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        f"sandbox {SANDBOX}",
    ])  # fmt: skip
