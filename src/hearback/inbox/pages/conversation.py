"""One conversation, from top to bottom, with the list before it and the person beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearback.conversations.models import Conversation
from hearback.conversations.queries import current, may_belong_to
from hearback.inbox.pages.beside import MOST_TALKS, beside
from hearback.inbox.pages.composer import composer, notice
from hearback.inbox.pages.faces import load_identities
from hearback.inbox.pages.head import head
from hearback.inbox.pages.listed import listed_beside
from hearback.inbox.pages.place import Place, place_of
from hearback.inbox.pages.thread import addresses, lines, newest_of
from hearback.inbox.queries.listing import Around, around, listing, neighbours
from hearback.inbox.queries.reading import NEWEST, Thread, reading, turn_of
from hearback.inbox.queries.reading import thread as thread_of
from hearback.inbox.queries.suggesting import suggestion
from hearback.inbox.queries.talks import Talk, talks_of
from hearback.staff.queries import colleagues
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hearback.inbox.forms import Composed
    from hearback.infra.errors import Refusal
    from hearback.staff.models import Colleague


def home_of(number: int) -> Conversation:
    """Return the conversation that a number leads to, following merges, or answer that there is none."""
    try:
        return current(number)
    except Conversation.DoesNotExist as error:
        raise Http404 from error


@require_safe
def conversation(request: HttpRequest, number: int) -> HttpResponse:
    """Show a conversation; the address of one that went into another leads there."""
    home, place = home_of(number), place_of(request)
    if home.pk != number:
        return redirect(place.address("conversation", home.pk))
    shown = everything(home, place, by=me(request), newest=newest_of(request))
    return render(request, "inbox/conversation.html", shown)


@require_safe
def thread(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was said and done as a fragment."""
    home, newest = home_of(number), newest_of(request)
    said = thread_of(home, newest=newest)
    _load_faces(home, said)
    return render(
        request, "inbox/thread.html", _thread(home, said, place_of(request), newest=newest, staff=list(colleagues()))
    )


@require_safe
def talk_head(request: HttpRequest, number: int) -> HttpResponse:
    """Show the head as a fragment."""
    home = home_of(number)
    _load_faces(home)
    turn, place, by = turn_of(home), place_of(request), me(request)
    steps = neighbours(place.chosen(by=by), turn) if turn else (None, None)
    shown = head(home, turn, place, steps=steps, colleagues=list(colleagues()), by=by)
    return render(request, "inbox/head.html", shown)


def everything(
    home: Conversation,
    place: Place,
    *,
    by: Colleague,
    newest: int = NEWEST,
    typed: Composed | None = None,
    trouble: Refusal | None = None,
) -> dict[str, Any]:
    """Return the context of the whole page. typed: what was posted and could not be sent, and trouble: why."""
    staff = list(colleagues())
    read = reading(home, by=by, newest=newest)
    _load_faces(home, read.thread)
    way = read.way
    chosen = place.chosen(by=by)
    found = around(chosen, read.turn) if read.turn else Around(listing(chosen).rows, None, None)
    shown = head(home, read.turn, place, steps=(found.sooner, found.later), colleagues=staff, by=by)
    shown |= _thread(home, read.thread, place, newest=newest, staff=staff)
    shown["list"] = listed_beside(found, home.pk, place, by=by, staff=staff)
    person = home.identity.person if home.identity else None
    talks = talks_of(person, most=MOST_TALKS + 1) if person else []
    shown["person"] = beside(read, person, place, talks=talks, now=timezone.now()) if person else None
    shown["composer"] = composer(read, place, typed=typed, trouble=trouble) if way.source else None
    shown["question"] = _question(home, place, talks)
    shown["notice"] = None if way.source else notice(read, by=by, typed=typed)
    return shown


def _question(home: Conversation, place: Place, talks: list[Talk]) -> dict[str, Any]:
    """Return which conversation this one may belong to, if there is one, and where two are joined."""
    other, words = may_belong_to(home), ""
    if other is None and (found := suggestion(home, talks=talks if len(talks) <= MOST_TALKS else None)):
        other = found.conversation
        words = _("Its number stands in the subject.") if found.by_number else _("It has the same subject and person.")
    return {
        "other": {"number": other.pk, "subject": other.subject, "url": place.address("conversation", other.pk)}
        if other
        else None,
        "words": words,
        "join_url": place.address("join", home.pk),
        "apart_url": place.address("apart", home.pk),
    }


def _load_faces(home: Conversation, said: Thread | None = None) -> None:
    authors = [one.author.person for one in said.said if one.author] if said else []
    load_identities([*authors, home.identity.person if home.identity else None])


def _thread(home: Conversation, said: Thread, place: Place, *, newest: int, staff: list[Colleague]) -> dict[str, Any]:
    shown = lines(said, colleagues=staff, home=home.source, now=timezone.now())
    return {"lines": shown, "number": home.pk, **addresses(home.pk, place, newest=newest)}
