"""What a colleague decides about a conversation and another one: that they are one, or are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearback.inbox import actions
from hearback.inbox.pages.conversation import home_of
from hearback.inbox.pages.place import place_of
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_NUMBER = re.compile(r"(?:^|/)(\d{1,18})(?=$|[/?#])")


@require_POST
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Make one conversation of this one and another, named by its number or its address."""
    home = home_of(number).pk
    try:
        joined = actions.join(home, other=_other(request), by=me(request), at=timezone.now())
    except Refusal as refusal:
        return _told(request, home, str(refusal), undo=None)
    return _told(request, joined.kept, _("These are one conversation now."), undo=joined.line)


@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Move one message into another conversation, named by its number or its address."""
    home = home_of(number).pk
    try:
        moved = actions.move(home, message=_message(request), to=_other(request), by=me(request), at=timezone.now())
    except Refusal as refusal:
        return _told(request, home, str(refusal), undo=None)
    return _told(request, moved.kept, _("The message stands here now."), undo=moved.line)


@require_POST
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Let a message and all later ones be a conversation of their own."""
    home = home_of(number).pk
    try:
        made = actions.split(home, at_message=_message(request), by=me(request), at=timezone.now())
    except Refusal as refusal:
        return _told(request, home, str(refusal), undo=None)
    return _told(request, made.kept, _("This is a conversation of its own now."), undo=made.line)


@require_POST
def apart(request: HttpRequest, number: int) -> HttpResponse:
    """Keep this conversation apart from one that it may have belonged to."""
    home = home_of(number).pk
    line = actions.keep_apart(home, other=_other(request), by=me(request), at=timezone.now())
    return _told(request, home, _("They stay apart, whatever mail says."), undo=line)


def _message(request: HttpRequest) -> int:
    asked = request.POST.get("message", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0


def _other(request: HttpRequest) -> int:
    found = _NUMBER.search(request.POST.get("other", "").strip())
    return home_of(int(found[1]) if found else 0).pk


def _told(request: HttpRequest, home: int, words: str, *, undo: int | None) -> HttpResponse:
    place = place_of(request)
    way_back = f"{reverse('undo', args=[home, undo])}{place.query}" if undo else ""
    messages.info(request, words, extra_tags=way_back)
    return see_other(place.address("conversation", home))
