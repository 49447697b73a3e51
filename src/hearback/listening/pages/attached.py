"""What came with a message, to be saved or looked at, and the pictures that it names on the web."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from hearback.channels.contract import Unreadable
from hearback.infra.filetypes import PDF, PICTURES, safe_name, type_of
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
SEALED_OFF = "default-src 'none'; sandbox"
MOST_BYTES, MOST_SECONDS = 5_000_000, 8.0  # of one picture from elsewhere
AT_ONCE = 6  # half of the threads that serve pages: slow servers elsewhere must not stop the house
_KEPT = "private, max-age=86400, immutable"
_free = BoundedSemaphore(AT_ONCE)


@require_safe
def attached(request: HttpRequest, number: int, arrival: int, part: int) -> HttpResponse:  # noqa: ARG001
    """Hand out what is attached, to be saved and never opened in our name."""
    one = _enclosed(number, arrival, part)
    content = one.content()
    kind = type_of(content, name=one.name)
    answer = HttpResponse(content, content_type=kind)
    name = safe_name(one.name, media_type=kind, otherwise=f"attachment-{part + 1}")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return _sealed(answer)


@require_safe
def seen(request: HttpRequest, number: int, arrival: int, part: int) -> HttpResponse:  # noqa: ARG001
    """Show what is attached when it is a picture or a PDF by its bytes."""
    one = _enclosed(number, arrival, part)
    answer = _shown(one.content(), kinds=PICTURES | {PDF})
    name = safe_name(one.name, media_type=answer["Content-Type"], otherwise=f"attachment-{part + 1}")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return answer


@require_safe
def picture_from_elsewhere(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Fetch a picture that a mail names, in our name and not the reader's."""
    try:
        address = SIGNER.unsign_object(token)
    except BadSignature as error:
        raise Http404 from error
    if not _free.acquire(blocking=False):
        return _sealed(HttpResponse(status=503, headers={"Retry-After": "1"}))
    try:
        page = WEB.get(address, headers={"Accept": "image/*"}, limit_bytes=MOST_BYTES, timeout_seconds=MOST_SECONDS)
    except WebError as error:
        raise Http404 from error
    finally:
        _free.release()
    return _shown(page.body, kinds=PICTURES)


def _shown(content: bytes, *, kinds: frozenset[str]) -> HttpResponse:
    kind = type_of(content)
    if kind not in kinds:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = _KEPT
    return _sealed(answer)


def _sealed(answer: HttpResponse) -> HttpResponse:
    answer["Content-Security-Policy"] = SEALED_OFF
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _enclosed(number: int, arrival: int, part: int) -> Enclosed:
    source = get_object_or_404(Source, pk=number)
    try:
        found = channel_of(source).enclosed(queries.original(number, arrival))
    except (Arrival.DoesNotExist, Unreadable) as error:
        raise Http404 from error
    if part >= len(found):
        raise Http404
    return found[part]
