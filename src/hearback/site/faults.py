"""The pages for what went wrong; they ask the database for nothing, because it may be what is gone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template

if TYPE_CHECKING:
    from django.http import HttpRequest

AGAIN_SECONDS = 10


def _page(request: HttpRequest, name: str, *, status: int, sentence: str = "") -> HttpResponse:
    shown = {"request": request, "sentence": sentence}
    return HttpResponse(get_template(f"site/errors/{name}.html").render(shown), status=status)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Answer a request that cannot be read."""
    return _page(request, "400", status=400)


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Answer an address that leads nowhere."""
    return _page(request, "404", status=404)


def not_for_you(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer who may not see this; the exception may say why in a sentence."""
    return _page(request, "403", status=403, sentence=str(exception))


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Answer a form whose proof of origin is missing or old."""
    return _page(request, "403", status=403)


def refused(request: HttpRequest, *, sentence: str) -> HttpResponse:
    """Answer what a person may not do now, with the sentence of the Refusal."""
    return _page(request, "refused", status=409, sentence=sentence)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer what failed: by our fault, or because the database does not answer."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        answer = _page(request, "database_gone", status=503)
        answer["Retry-After"] = str(AGAIN_SECONDS)
        return answer
    return _page(request, "500", status=500)
