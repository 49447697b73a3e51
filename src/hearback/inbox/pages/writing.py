"""What a colleague writes on a conversation's page: the draft, and the answer that is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hearback.inbox.answering import answer as send
from hearback.inbox.forms import composed
from hearback.inbox.models import Outbound
from hearback.inbox.pages.composer import told_of
from hearback.inbox.pages.conversation import everything, home_of
from hearback.inbox.pages.files import added, takes_files
from hearback.inbox.pages.keeping import keep
from hearback.inbox.pages.place import place_of
from hearback.inbox.queries.reading import reading, taken_on_with
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest

    from hearback.conversations.models import Conversation
    from hearback.inbox.forms import Composed

MOST_SECONDS = 120


@takes_files
@require_POST
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is written so far; a page without a script is led back to the conversation."""
    home, posted = home_of(number), composed(request)
    keep(home, posted, by=me(request), press=posted.press)
    if request.headers.get("X-Draft"):
        return HttpResponse(status=204)
    _files, trouble = added(request, home, by=me(request)) if request.FILES else ([], "")
    if trouble:
        raise Refusal(trouble)
    messages.info(request, _("The draft is saved."))
    return see_other(place_of(request).address("conversation", home.pk))


@takes_files
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Send what is written; what cannot be sent stays in the composer, with the reason."""
    home, place, by, posted = home_of(number), place_of(request), me(request), composed(request)
    was_pressed = Outbound.objects.filter(press=posted.press).exists()
    try:
        posted = posted if was_pressed else _with_files(request, home, posted)
        attempt = send(home.pk, written=posted.written(), by=by, at=timezone.now())
    except Refusal as refusal:
        keep(home, posted, by=by)
        shown = everything(home, place, by=by, typed=posted, trouble=refusal)
        return render(request, "inbox/conversation.html", shown, status=422)
    if was_pressed:
        _note_second_press(request, home, posted, sent=attempt.text)
    else:
        _note_leaving(request, home, attempt)
    return see_other(place.address("conversation", home.pk))


@require_POST
def recipients(request: HttpRequest, number: int) -> HttpResponse:
    """Tell what is to know about those who stand in the composer now, as a fragment; nothing is changed."""
    read = reading(home_of(number), by=me(request))
    if read.way.source is None:
        raise Refusal(read.way.why_not)
    return render(request, "inbox/recipients.html", {"told": told_of(read, composed(request))})


def _with_files(request: HttpRequest, home: Conversation, posted: Composed) -> Composed:
    """Return what was posted with the files that were chosen and not attached yet. Raises Refusal for any other."""
    if not request.FILES:
        return posted
    files, trouble = added(request, home, by=me(request))
    if trouble:
        raise Refusal(trouble)
    return replace(posted, files=(*posted.files, *(one.pk for one in files)))


def _note_leaving(request: HttpRequest, home: Conversation, attempt: Outbound) -> None:
    """Say when an answer leaves, that it put its writer in charge, and offer to take it back."""
    assert attempt.leaves_at is not None, "a new answer knows when it leaves"
    line, seconds = taken_on_with(attempt), round((attempt.leaves_at - attempt.queued_at).total_seconds())
    words = [_leaving(attempt, seconds), _("You are in charge of this now.") if line else ""]
    way_back = reverse("decide", args=[attempt.pk, "drop"]) if seconds else ""
    if line and not seconds:
        way_back = reverse("undo", args=[home.pk, line])
    query = place_of(request).query if way_back else ""
    messages.info(request, " ".join(filter(None, words)), extra_tags=f"{way_back}{query}")


def _leaving(attempt: Outbound, seconds: int) -> str:
    if attempt.leaves_at and seconds > MOST_SECONDS:
        return _("Your answer leaves %s.") % date_format(localtime(attempt.leaves_at), "D j M, H:i")
    if seconds:
        return ngettext("Your answer leaves in %d second.", "Your answer leaves in %d seconds.", seconds) % seconds
    return _("Your answer is on its way.")


def _note_second_press(request: HttpRequest, home: Conversation, posted: Composed, *, sent: str) -> None:
    if posted.text == sent:
        messages.info(request, _("Your answer is on its way already; it was not sent twice."))
        return
    keep(home, posted, by=me(request))
    messages.info(request, _("The answer before this is on its way already; these words are kept as a draft."))
