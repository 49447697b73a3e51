"""The page on which an admin says how answers through a source are named and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearback.inbox.actions.letterheads import set_letterhead
from hearback.inbox.forms import LetterheadForm
from hearback.inbox.models import Letterhead
from hearback.inbox.queries.letterheads import letterhead_of, sender
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.sources.models import Source
from hearback.sources.queries import channel_of
from hearback.staff.who import admins_only, me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest, number: int) -> HttpResponse:
    """Show how answers are signed, try another way, and keep it."""
    source = get_object_or_404(Source, pk=number)
    if not (channel_of(source).can_answer and source.address):
        raise Http404
    kept = letterhead_of(source)
    form = LetterheadForm(request.POST or None, initial={"name": kept.name, "signature": kept.signature})
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST and _keeps(request, source, form):
        messages.success(request, _("Saved. The next answer leaves like this."))
        return see_other("letterhead", source.pk)
    seen = Letterhead(name=form.seen("name"), signature=form.seen("signature"))
    shown = {"form": form, "source": source, "seen": sender(seen, source=source, by=me(request))}
    return render(request, "inbox/letterhead.html", shown)


def _keeps(request: HttpRequest, source: Source, form: LetterheadForm) -> bool:
    try:
        set_letterhead(source, **form.cleaned_data, by=me(request))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
