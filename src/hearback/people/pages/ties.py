"""Who of us knows whom: a person's ties, who fell silent, what we owe, introductions, and how all of it is counted."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people import queries
from hearback.people.actions import knowing
from hearback.people.models import Introduction, Mailbox, Person
from hearback.people.queries import ties
from hearback.people.showing import ties as showing
from hearback.people.showing.persons import face_of
from hearback.sources.models import Source
from hearback.staff.models import Colleague
from hearback.staff.queries import colleagues
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hearback.infra.keyset import Page
    from hearback.people.models import Gesture, Tie


_LISTS = {"silence": "silent", "thanks": "owed-thanks", "promise": "owed-promises"}


def _person(number: int) -> Person:
    try:
        return queries.person(number)
    except Person.DoesNotExist as error:
        raise Http404 from error


def _on(request: HttpRequest) -> tuple[datetime, bool]:
    """Return the moment that is looked from, and whether it is a past day (then its end)."""
    now = timezone.now()
    try:
        day = parse_date(request.GET.get("on", ""))
    except ValueError:
        day = None
    if day is None or day >= timezone.localdate(now):
        return now, False
    return timezone.make_aware(datetime.combine(day, time.max), timezone.get_current_timezone()), True


@require_safe
def of_person(request: HttpRequest, number: int) -> HttpResponse:
    """Show who of us knows somebody and how well, today or on any past day."""
    found = _person(number)
    if found.pk != number:
        return redirect("person-ties", found.pk)
    on, is_past = _on(request)
    shown = showing.page_of(found, me=me(request), on=on, now=timezone.now(), is_past=is_past)
    return render(request, "people/ties.html", shown)


@require_safe
def acts(request: HttpRequest, number: int, colleague: int) -> HttpResponse:
    """List the acts between somebody and a colleague (0: all of us) that their tie is counted from."""
    found, us = _person(number), ties.of_us()
    on, is_past = _on(request)
    one = get_object_or_404(Colleague, pk=colleague) if colleague else None
    mine = ties.identities_of(one, us) if one else sorted(us.identities)
    rows = ties.acts_with(found.pk, mine, on=on, mark=request.GET.get("mark", ""))
    asked = {"on": request.GET["on"]} if is_past else {}
    url = reverse("person-acts", args=[found.pk, colleague])
    shown = {
        "face": face_of(found),
        "person": found.pk,
        "with": one.name if one else _("all of us"),
        "rows": showing.act_rows(rows.rows, us, now=timezone.now()),
        "older_url": f"{url}?{urlencode({**asked, 'mark': rows.older})}" if rows.older else "",
        "newer_url": f"{url}?{urlencode({**asked, 'mark': rows.newer})}" if rows.newer else "",
    }
    return render(request, "people/ties_acts.html", shown)


@require_POST
def gesture(request: HttpRequest, number: int) -> HttpResponse:
    """Note something given or received."""
    told, at = request.POST, timezone.now()
    try:
        day = parse_date(told.get("on", "")) or timezone.localdate(at)
    except ValueError:
        day = timezone.localdate(at)
    on = at if day == timezone.localdate(at) else datetime.combine(day, time(12), tzinfo=UTC)
    try:
        done = knowing.note_gesture(
            number,
            kind=told.get("kind", ""),
            is_ours=told.get("way") == "ours",
            words=told.get("words", ""),
            on=on,
            by=me(request),
            at=at,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted."), extra_tags=reverse("remove-gesture", args=[done.pk]))
    return see_other("person-ties", number)


@require_POST
def remove_gesture(request: HttpRequest, number: int) -> HttpResponse:
    """Take a gesture back."""
    done = knowing.remove_gesture(number, by=me(request), at=timezone.now())
    messages.info(request, _("Removed."), extra_tags=reverse("restore-gesture", args=[number]))
    return see_other("person-ties", _outside(done))


@require_POST
def restore_gesture(request: HttpRequest, number: int) -> HttpResponse:
    """Let a gesture that was taken back count again."""
    done = knowing.restore_gesture(number, by=me(request), at=timezone.now())
    messages.success(request, _("It counts again."))
    return see_other("person-ties", _outside(done))


def _outside(done: Gesture) -> int:
    ours = ties.of_us().identities
    return done.receiver.person_id if done.giver_id in ours else done.giver.person_id


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """List the people who used to come by and stopped."""
    found = ties.silent(mark=request.GET.get("mark", ""))
    return _listed(request, "people/ties_silent.html", "silent", found)


@require_safe
def known_by_one(request: HttpRequest) -> HttpResponse:
    """List the people whom one colleague alone knows."""
    found = ties.known_by_one(mark=request.GET.get("mark", ""))
    return _listed(request, "people/ties_one.html", "known-by-one", found)


def _listed(request: HttpRequest, template: str, name: str, found: Page[Tie]) -> HttpResponse:
    rows = showing.house_rows(found.rows, now=timezone.now())
    return render(request, template, {"rows": rows, **_pager(name, found.older, found.newer)})


def _pager(name: str, older: str, newer: str) -> dict[str, str]:
    url = reverse(name)
    return {"older_url": f"{url}?mark={older}" if older else "", "newer_url": f"{url}?mark={newer}" if newer else ""}


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """List what we were given and did not thank for."""
    found = ties.owed_thanks(mark=request.GET.get("mark", ""))
    rows = showing.thanks_rows(found.rows, now=timezone.now())
    return render(request, "people/ties_thanks.html", {"rows": rows, **_pager("owed-thanks", found.older, found.newer)})


@require_POST
def dismiss(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Put a silence or a debt aside, with a reason."""
    place = _LISTS.get(what, "silent")
    try:
        reason = request.POST.get("reason", "")
        done = knowing.dismiss(number, what, reason=reason, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, showing.dismissed_words(done), extra_tags=reverse("show-again", args=[done.pk]))
    return see_other(place)


@require_POST
def show_again(request: HttpRequest, number: int) -> HttpResponse:
    """Show a silence or debt again that was put aside."""
    done = knowing.undo_dismissal(number, by=me(request), at=timezone.now())
    messages.info(request, _("It is shown again."))
    return see_other(_LISTS.get(done.what, "silent"))


@require_safe
def introductions(request: HttpRequest) -> HttpResponse:
    """List what one asked for and is asked for."""
    who = me(request)
    found = ties.introductions(who, mark=request.GET.get("mark", ""))
    rows = showing.introduction_rows(found.rows, me=who, now=timezone.now())
    shown = {"rows": rows, **_pager("introductions", found.older, found.newer)}
    return render(request, "people/ties_introductions.html", shown)


@require_POST
def ask_introduction(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a colleague to introduce one to somebody."""
    told = request.POST.get("through", "")
    through = colleagues().filter(pk=int(told) if told.isdecimal() and len(told) < 19 else 0).first()
    if through is None:
        messages.error(request, _("Choose a colleague."))
        return see_other("person-ties", number)
    try:
        words, by = request.POST.get("words", ""), me(request)
        done = knowing.ask_introduction(number, through=through, words=words, by=by, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        undo = f"{reverse('decide-introduction', args=[done.pk])}?state={Introduction.DROPPED}"
        messages.success(request, _("%s was asked.") % through.name, extra_tags=undo)
    return see_other("person-ties", number)


@require_POST
def decide_introduction(request: HttpRequest, number: int) -> HttpResponse:
    """Agree, decline, say that it was done, or drop it."""
    state = request.POST.get("state") or request.GET.get("state", "")
    words = request.POST.get("words", "")
    try:
        done = knowing.decide_introduction(number, state, words=words, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        undo = f"{reverse('decide-introduction', args=[done.pk])}?state={Introduction.ASKED}"
        messages.success(request, _("Noted."), extra_tags="" if done.state == Introduction.ASKED else undo)
    return see_other("introductions")


@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Show whose mailboxes take part."""
    who, kept = me(request), {one.source_id: one for one in Mailbox.objects.select_related("colleague")}
    rows = [
        {
            "id": source.pk,
            "name": source.name,
            "address": source.address,
            "owner": one.colleague if (one := kept.get(source.pk)) else None,
            "takes_part": one.takes_part if one else True,
            "is_mine": who.is_admin or not one or one.colleague in (None, who),
        }
        for source in Source.objects.exclude(address="")
    ]
    everybody = list(colleagues()) if who.is_admin else [who]
    return render(request, "people/ties_mailboxes.html", {"rows": rows, "colleagues": everybody})


@require_POST
def choose_mailbox(request: HttpRequest, number: int) -> HttpResponse:
    """Say whose mailbox a source is, and whether it takes part."""
    source = get_object_or_404(Source, pk=number)
    told = request.POST.get("colleague", "")
    colleague = colleagues().filter(pk=int(told) if told.isdecimal() and len(told) < 19 else 0).first()
    part = request.POST.get("takes_part") == "yes"
    try:
        knowing.choose_mailbox(source, colleague=colleague, takes_part=part, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted. All ties are counted anew now; that takes up to a minute."))
    return see_other("tie-mailboxes")


@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """Show how ties are counted, and how well that told what came."""
    return render(request, "people/ties_counted.html", showing.counting(ties.trial_now()))
