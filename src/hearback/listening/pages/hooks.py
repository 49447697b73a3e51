"""Where providers tell us things by themselves: each source has an address of its own, that nobody can guess."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hearback.channels.contract import Fetched, RawArrival
from hearback.infra.jobs import enqueue
from hearback.infra.log import fields
from hearback.listening.actions import store
from hearback.listening.actions.heard import note_heard, note_unreadable
from hearback.listening.jobs import REST
from hearback.sources.actions import note_try
from hearback.sources.models import Source
from hearback.sources.providers import hooks
from hearback.sources.queries import settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

log = logging.getLogger(__name__)
LARGEST_BYTES = 64 << 20


@csrf_exempt  # the post is signed, and comes without any session
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, number: int, secret: str, what: str) -> HttpResponse:
    """Take what a provider posts: what is not its own is refused, everything else is kept before it is read."""
    source = get_object_or_404(Source, pk=number, kind="mail")
    if not constant_time_compare(secret, hooks.secret_of(source)) or what not in {hooks.MAIL, hooks.EVENTS}:
        return _said(404)
    if request.method != "POST":
        return _said(200)  # some look first whether anybody is there
    if source.is_paused:
        return _said(503)  # they come again
    body = request.read(LARGEST_BYTES + 1)
    if len(body) > LARGEST_BYTES:
        return _said(413)
    request._body = body  # so that Django reads it from here, whatever its size
    return _taken(request, source, what)


def _taken(request: HttpRequest, source: Source, what: str) -> HttpResponse:
    try:
        told = hooks.told(settings_of(source), request, what=what, address=f"{settings.ADDRESS}{request.path}")
    except hooks.NotTheirs as error:
        log.warning("hook refused", extra=fields(source=source.pk, what=what))
        return _said(403, str(error))
    except hooks.NotUnderstood as error:
        _keep_unread(source, request.body, why=str(error))
        return _said(200)
    _keep(source, told)
    return _said(200)


@transaction.atomic
def _keep(source: Source, told: Sequence[RawArrival]) -> None:
    if store(source, Fetched(told)):
        note_try(source, at=timezone.now(), heard=True)
        enqueue(REST, once=f"rest-{source.pk}", source=source.pk)


@transaction.atomic
def _keep_unread(source: Source, body: bytes, *, why: str) -> None:
    """Keep a post that cannot be read, where a person sees it and its original."""
    stored = store(source, Fetched([RawArrival(body, sha256(body).digest(), "hook;post")]))
    note_heard([one.number for one in stored])
    note_unreadable(source, {one.number: why for one in stored}, at=timezone.now())


def _said(status: int, words: str = "") -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
