"""Changes what is noted of a person: each form leads back to their page with a way to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people.actions import profile
from hearback.people.queries.profile import FILTERS, segments
from hearback.staff.who import me

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse


def _done(request: HttpRequest, number: int, act: Callable[[], str], words: str) -> HttpResponse:
    """Do something and lead back to the person. act: returns where it is taken back."""
    try:
        undo = act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words, extra_tags=undo)
    return see_other("person", number)


def _told(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, request.GET.get(name, "")).replace("\0", "").strip()


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(_told(request, name))
    except ValueError:
        return None


@require_POST
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """Call a person something else."""

    def act() -> str:
        before = profile.rename(number, _told(request, "name"), by=me(request), at=timezone.now())
        return f"{reverse('rename-person', args=[number])}?{urlencode({'name': before})}" if before else ""

    return _done(request, number, act, _("Renamed."))


@require_POST
def give_role(request: HttpRequest, number: int) -> HttpResponse:
    """Say what somebody is to us."""

    def act() -> str:
        given = profile.give_role(
            number, _told(request, "kind"), since=_day(request, "since"), by=me(request), at=timezone.now()
        )
        return reverse("remove-told", args=["role", given.pk])

    return _done(request, number, act, _("Noted."))


@require_POST
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    """Say that somebody is something no more; without a day: that they still are."""
    until = _day(request, "until")
    if until is None and _told(request, "until"):
        messages.error(request, _("That is no day."))
        return see_other("people")
    try:
        role = profile.end_role(number, until=until, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return see_other("people")
    undo = reverse("end-role", args=[number]) if until else ""
    messages.success(
        request, _("Ended; it stays in their history.") if until else _("It lasts again."), extra_tags=undo
    )
    return see_other("person", role.person_id)


@require_POST
def put_tag(request: HttpRequest, number: int) -> HttpResponse:
    """Put a tag on a person."""

    def act() -> str:
        done, is_new = profile.put_tag(number, _told(request, "tag"), by=me(request), at=timezone.now())
        return "" if not is_new else f"{reverse('take-tag', args=[number])}?{urlencode({'tag': done.tag.name})}"

    return _done(request, number, act, _("Tagged."))


@require_POST
def take_tag(request: HttpRequest, number: int) -> HttpResponse:
    """Take a tag off a person."""

    def act() -> str:
        word = _told(request, "tag")
        profile.take_tag(number, word, by=me(request), at=timezone.now())
        return f"{reverse('put-tag', args=[number])}?{urlencode({'tag': word})}"

    return _done(request, number, act, _("Taken off."))


@require_POST
def write_note(request: HttpRequest, number: int) -> HttpResponse:
    """Write something down about a person."""
    is_personal = _told(request, "is_personal") == "yes"

    def act() -> str:
        words = request.POST.get("words", "")
        done = profile.write_note(number, words, is_personal=is_personal, by=me(request), at=timezone.now())
        return reverse("remove-told", args=["note", done.pk])

    return _done(request, number, act, _("Kept; only you can read it.") if is_personal else _("Kept."))


@require_POST
def release_note(request: HttpRequest, number: int) -> HttpResponse:
    """Let everybody read a personal note, or nobody else again."""
    is_released = _told(request, "release") == "yes"
    try:
        one = profile.release_note(number, is_released=is_released, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return see_other("people")
    undo = f"{reverse('release-note', args=[number])}?release={'no' if is_released else 'yes'}"
    messages.success(
        request, _("Everybody can read it.") if is_released else _("Only you can read it."), extra_tags=undo
    )
    return see_other("person", one.person_id)


@require_POST
def note_trait(request: HttpRequest, number: int) -> HttpResponse:
    """Note a fact about a person."""

    def act() -> str:
        told = [_told(request, name) for name in ("kind", "value", "source")]
        done = profile.note_trait(number, *told[:2], source=told[2], by=me(request), at=timezone.now())
        return reverse("remove-told", args=["trait", done.pk])

    return _done(request, number, act, _("Noted."))


@require_POST
def remove(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """Take a role, note or fact away."""
    try:
        person = profile.remove(what, number, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return see_other("people")
    messages.info(request, _("Removed."), extra_tags=reverse("restore-told", args=[what, number]))
    return see_other("person", person)


@require_POST
def restore(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """Put a role, note or fact back."""
    try:
        person = profile.restore(what, number, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return see_other("people")
    messages.success(request, _("It is back."))
    return see_other("person", person)


@require_POST
def keep_segment(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the list under a name."""
    asked = {name: value for name in FILTERS if (value := _told(request, name))}
    is_shared = _told(request, "is_shared") == "yes"
    try:
        name = _told(request, "name")
        was_kept = any(one.by == me(request) and one.name.lower() == name.lower() for one in segments(me(request)))
        kept = profile.keep_segment(name, asked, is_shared=is_shared, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept."), extra_tags="" if was_kept else reverse("drop-segment", args=[kept.pk]))
    return see_other(f"{reverse('people')}?{urlencode(asked)}" if asked else "people")


@require_POST
def drop_segment(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a segment."""
    try:
        gone = profile.drop_segment(number, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        told = {**gone.asked, "name": gone.name, "is_shared": "yes" if gone.is_shared else ""}
        messages.info(request, _("Dropped."), extra_tags=f"{reverse('keep-segment')}?{urlencode(told)}")
    return see_other("people")
