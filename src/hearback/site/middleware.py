"""What every request passes: news is noted before a page is made, a Refusal becomes a page with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearback.infra.errors import Refusal
from hearback.infra.events import latest
from hearback.site.faults import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


NEWS_NUMBER = "hearback.news_number"  # in request.META


class NewsMiddleware:
    """Note the number of the newest event before a page looks at anything: what comes later, its stream tells.

    Fragments are fetched by a page that has a number already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_page = request.method == "GET" and "HX-Request" not in request.headers
        if is_page and request.user.is_authenticated:
            request.META[NEWS_NUMBER] = latest()
        return self.get_response(request)


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
