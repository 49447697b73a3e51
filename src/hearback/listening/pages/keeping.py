"""How long what a source brought is kept, with what would go tonight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.listening.actions.keeping import KEPT_PARTS, check, days_of, due, keep_for
from hearback.sources.models import Source
from hearback.staff.who import me

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest, number: int) -> HttpResponse:
    """Show the rules of a source and what they would take tonight; take new ones once their effect was shown."""
    source = get_object_or_404(Source, pk=number)
    if request.method != "POST":
        return render(request, "listening/keeping.html", _shown(source, days_of(source), request))
    try:
        days = {what: _days(request.POST.get(what, "")) for what in KEPT_PARTS}
        check(days, by=me(request))
        if "sure" not in request.POST and due(source, days, at=timezone.now()).is_any:
            return render(request, "listening/keeping.html", _shown(source, days, request) | {"ask": True})
        keep_for(source, days, by=me(request), at=timezone.now())
    except Refusal as refusal:
        shown = _shown(source, days_of(source), request) | {"trouble": str(refusal)}
        return render(request, "listening/keeping.html", shown, status=422)
    messages.success(request, _("Kept so from now on; what is too old goes at night."))
    return see_other("keeping", number)


def _days(said: str) -> int | None:
    if not said.strip():
        return None
    return int(said) if said.strip().isdecimal() and len(said) < 9 else 0  # 0 is refused with the sentence


def _shown(source: Source, days: dict[str, int | None], request: HttpRequest) -> dict[str, Any]:
    tonight = due(source, days, at=timezone.now())
    labels = {
        "messages": _("Words of messages"),
        "attachments": _("Attachments"),
        "arrivals": _("Raw mails as they came"),
    }
    rows = [
        {"key": what, "label": labels[what], "days": days[what], "due": getattr(tonight, what)} for what in KEPT_PARTS
    ]
    return {"source": source, "rows": rows, "is_any": tonight.is_any, "may_change": me(request).is_admin}
