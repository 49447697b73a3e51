"""The files of a draft: attached, taken out, put back; and those of any answer, to be saved or looked at."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from hearback.inbox.actions import files as actions
from hearback.inbox.actions.files import Brought
from hearback.inbox.forms import composed
from hearback.inbox.models import File
from hearback.inbox.pages.carried import carried
from hearback.inbox.pages.conversation import everything, home_of
from hearback.inbox.pages.keeping import keep
from hearback.inbox.pages.place import place_of
from hearback.inbox.queries.answerable import answerable
from hearback.inbox.queries.files import bytes_of, draft_files, visible
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.infra.filetypes import PDF, PICTURES
from hearback.infra.handing import to_save, to_see
from hearback.infra.showing import size_words
from hearback.sources.queries import largest_answer, our_addresses
from hearback.staff.who import me

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from hearback.conversations.models import Conversation
    from hearback.staff.models import Colleague

LARGEST_POST = 100_000_000  # what an answer can carry is far less; more is not even read


def takes_files(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let files be posted to a page; what announces itself as far too large is refused before it is read."""
    checked = csrf_protect(page)

    @csrf_exempt  # until the size is known; the page within checks
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        if announced.isdecimal() and int(announced) > LARGEST_POST:
            raise Refusal(_("This is more than %s at once, which no mail carries.") % size_words(LARGEST_POST))
        return checked(request, *args, **kwargs)

    return guarded


def added(request: HttpRequest, home: Conversation, *, by: Colleague) -> tuple[list[File], str]:
    """Add the files that came with a request to a draft; returns them, and why others were not taken, or ""."""
    way = answerable(home, ours=our_addresses())
    if way.source is None:
        raise Refusal(way.why_not)
    taken, troubles, most = [], [], largest_answer(way.source)
    for upload in request.FILES.getlist("files"):
        file = Brought(upload.name or "", upload.read())
        try:
            taken.append(actions.add_file(home, file=file, largest=most, by=by, at=timezone.now()))
        except Refusal as refusal:
            troubles.append(str(refusal))
    return taken, " ".join(troubles)


@takes_files
@require_POST
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """Add files to the draft; without a script the whole composer is posted along, and kept."""
    home, place, by = home_of(number), place_of(request), me(request)
    if not _is_fragment(request):
        keep(home, composed(request), by=by)
    files, trouble = added(request, home, by=by)
    if _is_fragment(request):
        return _fragment(request, home, by=by, trouble=trouble)
    if trouble:
        shown = everything(home, place, by=by, typed=composed(request), trouble=Refusal(trouble))
        return render(request, "inbox/conversation.html", shown, status=422)
    words = ngettext("%d file is attached.", "%d files are attached.", len(files)) % len(files)
    messages.info(request, words if files else _("Choose a file first, then attach it."))
    return see_other(place.address("conversation", home.pk))


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a file out of the draft."""
    file, by = _own(number, by=me(request)), me(request)
    actions.remove_file(file, by=by, at=timezone.now())
    return _changed(request, file, by=by, words=_("“%s” is no longer attached."))


@require_POST
def put_back(request: HttpRequest, number: int) -> HttpResponse:
    """Put a file that was taken out into the draft again."""
    file, by = _own(number, by=me(request)), me(request)
    home = home_of(file.conversation_id)
    actions.put_back(file, home=home, largest=_largest(home), by=by)
    return _changed(request, file, by=by, words=_("“%s” is attached again."))


def _changed(request: HttpRequest, file: File, *, by: Colleague, words: str) -> HttpResponse:
    home = home_of(file.conversation_id)
    if _is_fragment(request):
        return _fragment(request, home, by=by)
    if "text" in request.POST:
        keep(home, composed(request), by=by)
    messages.info(request, words % file.name)
    return see_other(place_of(request).address("conversation", home.pk))


@require_safe
def saved(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out a file, to be saved and never opened in our name."""
    file = _visible(number, to=me(request))
    return to_save(bytes_of(file.content), name=file.name, otherwise=_("file"))


@require_safe
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Show a file when it is a picture or a PDF by its bytes."""
    file = _visible(number, to=me(request))
    return to_see(bytes_of(file.content), kinds=PICTURES | {PDF}, name=file.name, otherwise=_("file"))


def _visible(number: int, *, to: Colleague) -> File:
    try:
        return visible(number, to=to)
    except File.DoesNotExist as error:
        raise Http404 from error


def _own(number: int, *, by: Colleague) -> File:
    file = _visible(number, to=by)
    if file.colleague_id != by.pk:
        raise Http404
    return file


def _is_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("X-Draft") or request.headers.get("HX-Request"))


def _largest(home: Conversation) -> int:
    source = answerable(home, ours=our_addresses()).source
    return largest_answer(source) if source else 0


def _fragment(request: HttpRequest, home: Conversation, *, by: Colleague, trouble: str = "") -> HttpResponse:
    files = list(draft_files(home, of=by))
    shown: dict[str, Any] = carried(home.pk, files, largest=_largest(home), now=timezone.now(), trouble=trouble)
    return render(request, "inbox/files.html", {"files": shown})
