"""What a colleague decides on a conversation's page: who answers, that no answer is needed, and undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearback.inbox import actions
from hearback.inbox.actions import attempts
from hearback.inbox.models import Outbound
from hearback.inbox.pages.conversation import home_of
from hearback.inbox.pages.place import place_of
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.staff.queries import colleagues
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hearback.staff.models import Colleague


@require_POST
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Put a colleague, or nobody, in charge."""
    home, by, asked = home_of(number).pk, me(request), request.POST.get("colleague", "")
    to = _colleague(asked) if asked else None
    line = actions.assign(home, to=to, by=by)
    return _told(request, home, _assigned(to, by=by), undo=line)


def _colleague(asked: str) -> Colleague:
    found = colleagues().filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    if found is None:
        raise Refusal(_("This colleague does not work here."))
    return found


def _assigned(to: Colleague | None, *, by: Colleague) -> str:
    if to is None:
        return _("Nobody is in charge of this now.")
    return _("You answer this.") if to.pk == by.pk else _("%s answers this.") % to.name


@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Record that no answer is needed."""
    home = home_of(number).pk
    try:
        line = actions.settle(home, reason=request.POST.get("reason", ""), by=me(request), at=timezone.now())
    except Refusal as refusal:
        return _told(request, home, str(refusal), undo=None)
    return _told(request, home, _("Settled."), undo=line)


@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Make it our turn again."""
    home = home_of(number).pk
    line = actions.reopen(home, by=me(request), at=timezone.now())
    return _told(request, home, _("It is our turn again."), undo=line)


@require_POST
def undo(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """Take back a decision of one's own."""
    home = home_of(number).pk
    try:
        actions.undo(line, conversation=home, by=me(request), at=timezone.now())
    except Refusal as refusal:
        return _told(request, home, str(refusal), undo=None)
    return _told(request, home, _("Undone."), undo=None)


@require_POST
def decide(request: HttpRequest, number: int, choice: str) -> HttpResponse:
    """Decide about an answer that failed, may have arrived, or waits."""
    attempt = Outbound.objects.filter(pk=number).first()
    home = home_of(attempt.conversation_id if attempt else 0).pk
    try:
        attempts.decide(number, choice=choice, by=me(request), at=timezone.now())
    except Refusal as refusal:
        return _told(request, home, str(refusal), undo=None)
    words = {
        "again": _("It is on its way again."),
        "now": _("It leaves now."),
        "arrived": _("Noted as sent; it is their turn."),
        "drop": _("It was not sent; its words are your draft again."),
    }
    return _told(request, home, words[choice], undo=None)


def _told(request: HttpRequest, home: int, words: str, *, undo: int | None) -> HttpResponse:
    """Return to the conversation with a note; undo: the decision that it offers to take back."""
    place = place_of(request)
    way_back = f"{reverse('undo', args=[home, undo])}{place.query}" if undo else ""
    messages.info(request, words, extra_tags=way_back)
    return see_other(place.address("conversation", home))
