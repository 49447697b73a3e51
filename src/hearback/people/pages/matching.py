"""Same person? The questions, what was joined and taken apart, and what stands for nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people.actions import verdicts
from hearback.people.actions.linking import merge as merge_people
from hearback.people.actions.linking import root_of
from hearback.people.models import Person
from hearback.people.queries import matching as queries
from hearback.people.showing import matching as showing
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_NUMBER = re.compile(r"^(?:.*/people/)?(\d{1,18})/?$")


@require_safe
def same(request: HttpRequest) -> HttpResponse:
    """Show the question on top of the queue."""
    return render(request, "people/matching.html", showing.queue(now=timezone.now()))


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Take an answer: same, different or later."""
    given, by, at = request.POST.get("answer", ""), me(request), timezone.now()
    undo = reverse("ask-again", args=[number])
    if given == "same":
        verdicts.say_same(number, by=by, at=at)
        messages.success(request, _("They are one person now."), extra_tags=undo)
    elif given == "different":
        verdicts.say_different(number, by=by, at=at)
        messages.success(request, _("Noted: two people. Nobody will be asked again."), extra_tags=undo)
    else:
        verdicts.say_later(number, at=at)
        messages.info(request, _("Put off."), extra_tags=undo)
    return see_other("same-person")


@require_POST
def ask_again(request: HttpRequest, number: int) -> HttpResponse:
    """Take an answer back."""
    verdicts.ask_again(number, by=me(request), at=timezone.now())
    messages.info(request, _("The question is open again."))
    return see_other("same-person")


@require_safe
def joined(request: HttpRequest) -> HttpResponse:
    """List who was made one, the latest first."""
    found, now = queries.merges(mark=request.GET.get("mark", "")), timezone.now()
    shown = {"rows": showing.merge_rows(found.rows, now=now), **_pager("joined", found.older, found.newer)}
    return render(request, "people/matching_joined.html", shown)


@require_safe
def taken_apart(request: HttpRequest) -> HttpResponse:
    """List which addresses were taken off people, the latest first."""
    found, now = queries.splits(mark=request.GET.get("mark", "")), timezone.now()
    shown = {"rows": showing.split_rows(found.rows, now=now), **_pager("taken-apart", found.older, found.newer)}
    return render(request, "people/matching_apart.html", shown)


def _pager(name: str, older: str, newer: str) -> dict[str, str]:
    url = reverse(name)
    return {"older_url": f"{url}?mark={older}" if older else "", "newer_url": f"{url}?mark={newer}" if newer else ""}


@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Note that what a rule joined was right."""
    verdicts.confirm(number, by=me(request), at=timezone.now())
    messages.success(request, _("Noted as right."))
    return see_other("joined")


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a merge back for good."""
    verdicts.take_back(number, by=me(request), at=timezone.now())
    messages.success(request, _("They are two people again, and rules will leave them so."))
    return see_other("joined")


@require_POST
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Make a person and another one, told by number or by the address of their page, one."""
    told = _NUMBER.match(request.POST.get("other", "").strip())
    other = int(told[1]) if told else 0
    if not Person.objects.filter(pk=other).exists():
        messages.error(request, _("Paste the address of the other person's page, or its number."))
        return see_other("person", number)
    try:
        by, at = me(request), timezone.now()
        done = merge_people(
            kept=number, gone=root_of(other), by=by, at=at, reasons=[("said", _("a colleague said so"))]
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("They are one person now."), extra_tags=reverse("take-back-merge", args=[done.pk]))
    return see_other("person", number)


@require_POST
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Take an address off a person."""
    by, at = me(request), timezone.now()
    done = verdicts.not_theirs(number, by=by, at=at)
    undo = reverse("take-back-split", args=[done.pk])
    messages.success(request, _("This address stands for somebody of its own now."), extra_tags=undo)
    return see_other("person", done.taken_from_id)


@require_POST
def take_back_split(request: HttpRequest, number: int) -> HttpResponse:
    """Give an address back to the person it was taken from."""
    done = verdicts.theirs_again(number, by=me(request), at=timezone.now())
    messages.success(request, _("The address is theirs again."))
    return see_other("person", done.identity.person_id)


@require_safe
def stops(request: HttpRequest) -> HttpResponse:
    """Show which names and addresses stand for nobody, as colleagues changed the lists."""
    shown = {
        "rows": showing.stop_rows(list(queries.stop_words())),
        "kinds": showing.kind_choices().items(),
        "can_edit": me(request).is_admin,
    }
    return render(request, "people/matching_stops.html", shown)


@require_POST
def set_stop(request: HttpRequest) -> HttpResponse:
    """Add a word to a list, or take it off all."""
    try:
        kind = request.POST.get("kind", "-")
        verdicts.set_stop_word(request.POST.get("word", ""), kind, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return see_other("stop-words")


@require_POST
def forget_stop(request: HttpRequest, number: int) -> HttpResponse:
    """Let the shipped lists decide of a word again."""
    verdicts.forget_stop_word(number, by=me(request), at=timezone.now())
    return see_other("stop-words")
