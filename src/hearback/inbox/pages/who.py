"""Who should answer a conversation: as a page with all reasons, and as a fragment of the menu of assignees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hearback.inbox.pages.conversation import home_of
from hearback.inbox.pages.place import place_of
from hearback.inbox.queries.right_person import right_person
from hearback.infra.showing import listed
from hearback.people.rules.ranking.marks import told
from hearback.people.rules.ranking.values import Sign
from hearback.staff.showing import face_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hearback.inbox.queries.right_person import Fit
    from hearback.people.rules.ranking.values import Reason

MOST_SUGGESTED = 2  # in the menu
MOST_WORDS = 3


@require_safe
def who(request: HttpRequest, number: int) -> HttpResponse:
    """Show who should answer, and why, with a press to put them in charge."""
    return render(request, "inbox/who.html", _shown(request, number, most=10))


@require_safe
def suggested(request: HttpRequest, number: int) -> HttpResponse:
    """Show the likeliest as choices of the menu."""
    return render(request, "inbox/suggested.html", _shown(request, number, most=MOST_SUGGESTED))


def _shown(request: HttpRequest, number: int, *, most: int) -> dict[str, Any]:
    home, place = home_of(number), place_of(request)
    name = home.identity.person.name or home.identity.shown if home.identity else _("this person")
    fits = [_fit(one, name) for one in right_person(home, at=timezone.now(), most=most)]
    return {
        "fits": fits,
        "subject": home.subject,
        "assign_url": place.address("assign", home.pk),
        "back_url": place.address("conversation", home.pk),
        "who_url": place.address("who", home.pk),
    }


def _fit(fit: Fit, name: str) -> dict[str, Any]:
    shown = face_of(fit.colleague)
    reasons = [reason_words(one, name=name) for one in fit.reasons]
    face = {"name": fit.colleague.name, "initials": shown.initials, "hue": shown.hue, "ours": True}
    return {"id": fit.colleague.pk, "face": face, "reasons": reasons, "first": reasons[0]}


def reason_words(reason: Reason, *, name: str) -> str:
    """Return why a colleague is named, in the reader's language."""
    count = reason.count
    about = listed([f"“{told(mark)}”" for mark in reason.about], most=MOST_WORDS)
    said = {
        Sign.HELPED_AUTHOR: ngettext("answered %(name)s once", "answered %(name)s %(count)d times", count),
        Sign.HELPED_TOPIC: ngettext("answered about %(about)s once", "answered about %(about)s %(count)d times", count),
        Sign.HELPED_NEWCOMERS: ngettext("answered somebody new once", "answered somebody new %(count)d times", count),
        Sign.ACTIVITY: ngettext("answered once of late", "answered %(count)d times of late", count),
        "load": ngettext("has one open turn", "has %(count)d open turns", count),
    }[reason.sign]
    return said % {"name": name, "about": about, "count": count}
