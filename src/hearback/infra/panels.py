"""Lets a higher room hang something on a lower room's page, without the lower room knowing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    Panel = Callable[[HttpRequest, Any], SafeString]


def hung(place: str, request: HttpRequest, subject: Any) -> list[SafeString]:
    """Return what hangs at a place, in the order of settings.PANELS; panels with nothing to show are left out.

    place: "person", ... subject: what the page is about. A panel is a function of both that returns rendered HTML.
    """
    panels: list[Panel] = [import_string(name) for name in settings.PANELS.get(place, ())]
    return [shown for panel in panels if (shown := panel(request, subject))]
