"""Pages that belong to no room: the keys, and how many wait for us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearback.site.context import inbox_link

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys, for where the dialog cannot open."""
    return render(request, "site/keys.html")


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the rail's badge alone, for pages that stay open."""
    return render(request, "site/components/rail_badge.html", {"link": inbox_link(request)})
