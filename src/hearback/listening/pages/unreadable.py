"""What arrived and could not be read: why, the bytes as they came, and another try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.showing import size_words, when
from hearback.listening import queries
from hearback.listening.jobs import read_again_soon
from hearback.listening.models import Arrival, Unreadable
from hearback.sources.models import Source
from hearback.sources.queries import channel_of
from hearback.staff.who import me

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

_SEALED_OFF = "default-src 'none'; sandbox"


@require_safe
def unreadable(request: HttpRequest) -> HttpResponse:
    """List the arrivals that no message could be read from."""
    asked = request.GET.get("source", "")
    chosen = get_object_or_404(Source, pk=asked) if asked.isdecimal() else None
    found = queries.unreadable(source=chosen.pk if chosen else None, mark=request.GET.get("mark", ""))
    about = {"source": asked} if chosen else {}
    shown = {
        "rows": _rows(found.rows, now=timezone.now()),
        "chosen": chosen,
        "older_url": _address(about, found.older),
        "newer_url": _address(about, found.newer),
        "may_read_again": me(request).is_admin,
    }
    return render(request, "listening/unreadable.html", shown)


def _address(about: dict[str, str], mark: str) -> str:
    return f"{reverse('unreadable')}?{urlencode({**about, 'mark': mark})}" if mark else ""


def _rows(found: list[Unreadable], *, now: datetime) -> list[dict[str, Any]]:
    origins = queries.origins(found)
    rows = []
    for one in found:
        origin, size_bytes = origins.get(one.arrival_id, ("", 0))
        where = {"source": one.source, "number": one.arrival_id, "reason": one.reason}
        rows.append(where | {"origin": origin, "size": size_words(size_bytes), "when": when(one.noted_at, now=now)})
    return rows


@require_POST
def read_again(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """Read an arrival once more."""
    read_again_soon(get_object_or_404(Source, pk=number), arrival=arrival, by=me(request))
    messages.success(request, _("It is read again. If it still says nothing, it comes back to this list."))
    return see_other("unreadable")


@require_safe
def original(request: HttpRequest, number: int, arrival: int) -> HttpResponse:  # noqa: ARG001  # every colleague may
    """Hand out an arrival as it came, to be saved and never shown by the browser."""
    source = get_object_or_404(Source, pk=number)
    try:
        raw = queries.original(number, arrival)
    except Arrival.DoesNotExist as error:
        raise Http404 from error
    ending = "eml" if channel_of(source).can_import else "txt"
    answer = HttpResponse(raw, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="arrival-{number}-{arrival}.{ending}"'
    answer["Content-Security-Policy"] = _SEALED_OFF
    return answer
