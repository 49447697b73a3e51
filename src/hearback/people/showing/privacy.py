"""What a person may ask of us, as the pages show it to colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hearback.infra.showing import size_words, when
from hearback.people.actions.privacy import why_not_erased
from hearback.people.models import Ask, Dossier, Erasure
from hearback.people.queries.persons import family
from hearback.people.queries.privacy import restriction
from hearback.people.queries.rooms import rooms, whom
from hearback.people.showing.persons import face_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from hearback.people.models import Person
    from hearback.staff.models import Colleague

MOST = 5  # copies on the page


def privacy_page(person: Person, *, me: Colleague, now: datetime) -> dict[str, Any]:
    """Return what the page shows: what they asked for, their copies, whether they are restricted."""
    numbers = family(person.pk)
    asked = Ask.objects.filter(identity__person=person, done_at=None).order_by("pk")
    copies = Dossier.objects.filter(person__in=numbers).order_by("-pk")[:MOST]
    return {
        "face": face_of(person),
        "number": person.pk,
        "is_admin": me.is_admin,
        "asked": [{"words": _asked()[one.what], "when": when(one.at, now=now)} for one in asked],
        "copies": [_copy(one, now=now) for one in copies],
        "is_making": any(one.state in (Dossier.WAITING, Dossier.RUNNING) for one in copies),
        **restricted_mark(person, now=now),
    }


def restricted_mark(person: Person, *, now: datetime) -> dict[str, Any]:
    """Return what marks a person whose data is not to be used; restriction None for others."""
    here = restriction(person.pk)
    if here is None:
        return {"restriction": None}
    by = here.by.name if here.by else ""
    return {"restriction": {"reason": here.reason, "when": when(here.at, now=now), "by": by}}


def panel(request: HttpRequest, person: Person) -> SafeString:  # noqa: ARG001  # as every panel
    """Return what marks a person on their page, with the way to what they want and to what they may ask."""
    return render_to_string(
        "people/privacy_mark.html", {"number": person.pk, **restricted_mark(person, now=timezone.now())}
    )


def erase_page(person: Person, *, now: datetime, trouble: str = "") -> dict[str, Any]:
    """Return what the preview shows, or how far an erasure is."""
    last = Erasure.objects.filter(person=person).order_by("-pk").first()
    face = face_of(person)
    shown = {"face": face, "number": person.pk, "trouble": trouble, "running": None, "done": None}
    if last and last.state == Erasure.RUNNING:
        return shown | {"running": {"done": last.done, "total": last.total}}
    if last and why_not_erased(person.pk):
        rows = [{"words": _kinds().get(kind, kind), "count": count} for kind, count in last.counts.items()]
        return shown | {"done": {"rows": rows, "when": when(last.ended_at or last.at, now=now)}}
    about = whom(person.pk)
    counts = {kind: count for room in reversed(rooms()) for kind, count in room.counted(about).items() if count}
    goes = [{"words": _kinds().get(kind, kind), "count": count} for kind, count in counts.items() if kind not in _STAYS]
    stays = [{"words": _kinds()[kind], "count": counts[kind]} for kind in _STAYS if kind in counts]
    return shown | {"goes": goes, "stays": stays, "why_not": why_not_erased(person.pk), "word": face.name}


_STAYS = ("messages they wrote", "conversations")


def _copy(one: Dossier, *, now: datetime) -> dict[str, Any]:
    is_good = one.state == Dossier.READY and one.good_until is not None and one.good_until > now
    return {
        "when": when(one.at, now=now),
        "url": reverse("fetch-dossier", args=[one.pk]) if is_good else "",
        "size": size_words(one.size_bytes),
        "good_until": one.good_until,
        "is_making": one.state in (Dossier.WAITING, Dossier.RUNNING),
        "done": one.done,
        "failed": one.state == Dossier.FAILED,
    }


def _asked() -> dict[str, str]:
    return {
        Ask.COPY: _("A copy of everything held about them"),
        Ask.CORRECTION: _("A correction"),
        Ask.FORGETTING: _("To be forgotten"),
    }


def _kinds() -> dict[str, str]:
    return {
        "identities": _("Addresses and handles"),
        "addresses": _("Addresses, of which a digest is kept"),
        "joined": _("Joins and splits"),
        "roles": _("Roles"),
        "tags": _("Tags"),
        "facts": _("Facts"),
        "notes": _("Notes that you may see"),
        "affiliations": _("Places they belong to"),
        "consents": _("Consents"),
        "rhythms": _("How often they want letters"),
        "letters": _("Letters counted"),
        "asks": _("What they asked for"),
        "restrictions": _("Restrictions"),
        "imports": _("Lines of imports"),
        "ties": _("Ties"),
        "introductions": _("Introductions"),
        "silences": _("Silences put aside"),
        "gestures": _("Gestures"),
        "acts": _("What was counted of them"),
        "pictures": _("Pictures"),
        "clues": _("Clues by which they are found again"),
        "messages they wrote": _("Messages of theirs: the words stay, who said them goes"),
        "conversations": _("Conversations they take part in: they stay readable"),
        "messages": _("Messages written anew"),
        "raw mails": _("Raw mails emptied"),
        "answers of ours": _("Answers of ours written anew"),
        "roles and tags": _("Roles and tags"),
        "facts and pictures": _("Facts and pictures"),
        "places they belong to": _("Places they belong to"),
        "wishes": _("Consents and wishes"),
        "acts and ties": _("What was counted of them"),
        "traces of who they are": _("Clues by which they were found again"),
    }
