"""What came with a message, to be saved or looked at, and the pictures that it names on the web."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hearback.channels.contract import Unreadable
from hearback.infra.filetypes import PDF, PICTURES
from hearback.infra.handing import sealed, to_save, to_see
from hearback.infra.http import Web, WebError
from hearback.listening import queries
from hearback.listening.models import Arrival
from hearback.listening.showing.sheets import SIGNER
from hearback.sources.models import Source
from hearback.sources.queries import channel_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hearback.channels.contract import Enclosed

WEB = Web()
MOST_BYTES, MOST_SECONDS = 5_000_000, 8.0  # of one picture from elsewhere
AT_ONCE = 6  # half of the threads that serve pages: slow servers elsewhere must not stop the house
_free = BoundedSemaphore(AT_ONCE)


@require_safe
def attached(request: HttpRequest, number: int, arrival: int, part: int) -> HttpResponse:  # noqa: ARG001
    """Hand out what is attached, to be saved and never opened in our name."""
    one = _enclosed(number, arrival, part)
    return to_save(one.content(), name=one.name, otherwise=f"attachment-{part + 1}")


@require_safe
def seen(request: HttpRequest, number: int, arrival: int, part: int) -> HttpResponse:  # noqa: ARG001
    """Show what is attached when it is a picture or a PDF by its bytes."""
    one = _enclosed(number, arrival, part)
    return to_see(one.content(), kinds=PICTURES | {PDF}, name=one.name, otherwise=f"attachment-{part + 1}")


@require_safe
def picture_from_elsewhere(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Fetch a picture that a mail names, in our name and not the reader's."""
    try:
        address = SIGNER.unsign_object(token)
    except BadSignature as error:
        raise Http404 from error
    if not _free.acquire(blocking=False):
        return sealed(HttpResponse(status=503, headers={"Retry-After": "1"}))
    try:
        page = WEB.get(address, headers={"Accept": "image/*"}, limit_bytes=MOST_BYTES, timeout_seconds=MOST_SECONDS)
    except WebError as error:
        raise Http404 from error
    finally:
        _free.release()
    return to_see(page.body, kinds=PICTURES)


def _enclosed(number: int, arrival: int, part: int) -> Enclosed:
    source = get_object_or_404(Source, pk=number)
    try:
        found = channel_of(source).enclosed(queries.original(number, arrival))
    except (Arrival.DoesNotExist, Unreadable) as error:
        raise Http404 from error
    if part >= len(found):
        raise Http404
    return found[part]
