"""What arrived and could not be read: why, the bytes as they came, and another try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.showing import size_words, when
from hearback.listening import queries
from hearback.listening.jobs import read_again_soon, read_all_again_soon
from hearback.listening.models import Arrival, Unreadable
from hearback.sources.models import Source
from hearback.sources.queries import channel_of
from hearback.staff.who import me

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

KINDS = {"unreadable", "refused"}
_SEALED_OFF = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which part of the list an address names. source: None for all; kind: "unreadable", "refused" or ""."""

    source: Source | None
    kind: str

    @property
    def is_refused(self) -> bool | None:
        return {"unreadable": False, "refused": True}.get(self.kind)

    def address(self, name: str, **more: str) -> str:
        about = {"source": str(self.source.pk) if self.source else "", "kind": self.kind, **more}
        query = urlencode({name: value for name, value in about.items() if value})
        return f"{reverse(name)}?{query}" if query else reverse(name)


def _chosen(request: HttpRequest) -> _Chosen:
    asked, kind = request.GET.get("source", ""), request.GET.get("kind", "")
    source = get_object_or_404(Source, pk=asked) if asked.isascii() and asked.isdigit() else None
    return _Chosen(source, kind if kind in KINDS else "")


@require_safe
def unreadable(request: HttpRequest) -> HttpResponse:
    """List the arrivals that no message could be read from."""
    chosen = _chosen(request)
    source = chosen.source.pk if chosen.source else None
    found = queries.unreadable(source=source, is_refused=chosen.is_refused, mark=request.GET.get("mark", ""))
    tabs = _tabs(chosen, *queries.unread_counts(source=source))
    shown = {
        "rows": _rows(found.rows, now=timezone.now()),
        "chosen": chosen.source,
        "tabs": tabs,
        "count": next(tab["count"] for tab in tabs if tab["current"]),
        "older_url": chosen.address("unreadable", mark=found.older) if found.older else "",
        "newer_url": chosen.address("unreadable", mark=found.newer) if found.newer else "",
        "may_read_again": me(request).is_admin,
        "all_again_url": chosen.address("read-all-again"),
    }
    return render(request, "listening/unreadable.html", shown)


def _tabs(chosen: _Chosen, unread: int, refused: int) -> list[dict[str, Any]]:
    labels = {
        "": (_("All"), unread + refused),
        "unreadable": (_("Unreadable"), unread),
        "refused": (_("Refused"), refused),
    }
    return [
        {
            "label": label,
            "url": replace(chosen, kind=kind).address("unreadable"),
            "count": count,
            "current": chosen.kind == kind,
            "key": str(place),
        }
        for place, (kind, (label, count)) in enumerate(labels.items(), 1)
    ]


@require_POST
def read_all_again(request: HttpRequest) -> HttpResponse:
    """Read the whole list once more."""
    chosen = _chosen(request)
    count = read_all_again_soon(chosen.source, is_refused=chosen.is_refused, by=me(request))
    said = ngettext("%d is read again. ", "%d are read again. ", count) % count
    messages.success(request, said + _("What still says nothing comes back to this list."))
    return see_other(chosen.address("unreadable"))


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
