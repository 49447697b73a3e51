"""What people want, as the pages show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearback.infra.showing import when
from hearback.people.models import Ask
from hearback.people.queries.wishes import known_wishes, ledger, wishes_address
from hearback.people.rules.wishes import NEVER, PURPOSES, RHYTHMS
from hearback.people.showing.persons import face_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.people.models import Consent, Identity, Person

NO_RHYTHM = "any"  # how a form says None
LINES = 100  # of the ledger, on one page


def key_of(days: int | None) -> str:
    """Return how a form writes a rhythm."""
    return NO_RHYTHM if days is None else str(days)


def wishes_page(
    identity: Identity, token: str, *, trouble: str = "", ask_trouble: str = "", words: str = ""
) -> dict[str, Any]:
    """Return what somebody sees who follows their link. Of who they are it tells no more than the letter did."""
    known = known_wishes(identity.person_id)
    open_asks = set(Ask.objects.filter(identity=identity, done_at=None).values_list("what", flat=True))
    return {
        "token": token,
        "shown": identity.shown,
        "purposes": [
            {"key": one.key, "words": _(one.wording), "given": known.wishes.given.get(one.key, False)}
            for one in PURPOSES.values()
        ],
        "rhythms": [
            {"key": key_of(days), "words": _(words), "chosen": days == known.wishes.days}
            for days, words in RHYTHMS.items()
        ],
        "is_stopped": known.wishes.days == NEVER,
        "asks": [
            {"key": key, "words": told, "open": key in open_asks, "needs_words": key == Ask.CORRECTION}
            for key, told in _asks().items()
        ],
        "trouble": trouble,
        "ask_trouble": ask_trouble,
        "words": words,
    }


def wishes_of(person: Person, *, house: str) -> dict[str, Any]:
    """Return what colleagues see of a person's wishes; their identities are loaded."""
    known = known_wishes(person.pk)
    identities = [one for one in person.identities.all() if one.namespace == "mail"]
    return {
        "face": face_of(person),
        "rhythm": _(RHYTHMS[known.wishes.days]) if known.rhythm else _("They have not said how often."),
        "purposes": [
            {"key": one.key, "title": _(one.title), "wording": _(one.wording), "state": known.wishes.given.get(one.key)}
            for one in PURPOSES.values()
        ],
        "links": [{"shown": one.shown, "url": wishes_address(one.pk, house=house), "id": one.pk} for one in identities],
        "lines": [_line(one) for one in ledger(person.pk)[:LINES]],
        "note_url": reverse("person-consents", args=[person.pk]),
    }


def asked_rows(rows: Sequence[Ask], *, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of the list of what people asked for."""
    asks = _asks()
    return [
        {
            "id": one.pk,
            "face": face_of(one.identity.person),
            "what": asks[one.what],
            "act": _act(one),
            "words": one.words,
            "when": when(one.at, now=now),
            "is_done": bool(one.done_at),
            "answer": one.answer,
            "by": one.done_by.name if one.done_by else "",
        }
        for one in rows
    ]


def _line(one: Consent) -> dict[str, Any]:
    return {
        "title": _(PURPOSES[one.purpose].title) if one.purpose in PURPOSES else one.purpose,
        "is_given": one.is_given,
        "wording": one.wording,
        "way": _ways().get(one.way, one.way),
        "proof": one.proof,
        "at": one.at,
        "by": one.by.name if one.by else "",
        "address": one.identity.shown,
    }


def _ways() -> dict[str, str]:
    return {
        "link": _("by their link"),
        "one click": _("by one click in their mail program"),
        "told us": _("told us"),
        "import": _("came with an import"),
    }


def _act(one: Ask) -> dict[str, str]:
    """Return where that is done which they asked for."""
    person = one.identity.person_id
    if one.what == Ask.CORRECTION:
        return {"url": reverse("person", args=[person]), "words": _("Correct it")}
    words = _("Make the copy") if one.what == Ask.COPY else _("See what would go")
    return {"url": reverse("person-privacy", args=[person]), "words": words}


def _asks() -> dict[str, str]:
    return {
        Ask.COPY: _("Send me everything that you hold about me"),
        Ask.CORRECTION: _("Something about me is wrong"),
        Ask.FORGETTING: _("Forget me"),
    }
