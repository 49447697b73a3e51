"""Turns a Refusal into a page with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.infra.errors import Refusal
from hearback.site.faults import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RefusalMiddleware:
    """A person may not do this: say why, with status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for a Refusal; leave everything else to Django."""
        if not isinstance(exception, Refusal):
            return None
        return refused(request, sentence=str(exception))
