"""What every page's frame shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; it is filled in with the pages."""
    return {"theme": request.COOKIES.get("theme", "")}
