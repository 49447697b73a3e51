"""Pages that belong to no room: the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show the keys, for where the dialog cannot open."""
    return render(request, "site/keys.html")
