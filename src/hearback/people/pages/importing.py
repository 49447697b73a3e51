"""People from a file: uploading, looking what its columns mean, watching it, and taking it back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.people.actions import importing
from hearback.people.models import Import
from hearback.people.queries import importing as queries
from hearback.people.showing import importing as showing
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """List what was imported, and take a file."""
    if request.method == "POST":
        return _uploaded(request)
    found = queries.imports(mark=request.GET.get("mark", ""))
    shown = {
        "rows": showing.rows(found.rows, now=timezone.now()),
        "older_url": f"{reverse('people-imports')}?mark={found.older}" if found.older else "",
        "newer_url": f"{reverse('people-imports')}?mark={found.newer}" if found.newer else "",
    }
    return render(request, "people/imports.html", shown)


def _uploaded(request: HttpRequest) -> HttpResponse:
    given = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file."))
        return see_other("people-imports")
    try:
        content = given.read(importing.LARGEST + 1)
        kept = importing.upload(given.name or "", content, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return see_other("people-imports")
    return see_other("people-import", kept.pk)


@require_safe
def imported(request: HttpRequest, number: int) -> HttpResponse:
    """Show an import: what its columns mean before it begins, how far it is, or what became of it."""
    kept = get_object_or_404(Import.objects.select_related("by", "undone_by"), pk=number)
    columns = [request.GET.get(f"column{place}", one) for place, one in enumerate(kept.columns)]
    shown = showing.about(kept, columns=columns, me=me(request), now=timezone.now())
    return render(request, "people/import.html", shown)


@require_POST
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Begin to bring the people of a file."""
    kept = get_object_or_404(Import.objects.defer("content"), pk=number)
    columns = [request.POST.get(f"column{place}", one) for place, one in enumerate(kept.columns)]
    try:
        importing.start(number, columns, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return see_other("people-import", number)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import back."""
    try:
        importing.take_back(number, by=me(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is being taken back."))
    return see_other("people-import", number)


@require_safe
def errors(_request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the lines that something is to be said of, as a table."""
    kept = get_object_or_404(Import.objects.defer("content"), pk=number)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["line", "outcome", "why"])
    for row in queries.troubled(kept.pk).iterator():
        why = f"'{row.trouble}" if row.trouble.startswith(_FORMULA) else row.trouble
        table.writerow([row.line, row.outcome, why])
    answer = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{number}.csv"'
    return answer
