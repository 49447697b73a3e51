"""Organisations and who belongs to them, as the pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.infra.showing import face, when
from hearback.people.queries import organisations as queries
from hearback.people.rules import affiliations as belonging
from hearback.people.rules.affiliations import Shown, chance
from hearback.people.rules.organisations import (
    ACCOUNT,
    BUSY,
    BUSY_DAYS,
    FALLBACK,
    KINDS,
    NO_ACCOUNT,
    NO_FALLBACK,
    SILENT,
    Standing,
)
from hearback.people.showing.persons import face_of
from hearback.staff.queries import colleagues

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from hearback.infra.showing import Face
    from hearback.people.models import Affiliation, Counterpart, Organisation, Suggestion

OTHER = "other"


def kind_words() -> dict[str, str]:
    """Return kind -> what it is called, in the order they are shown in."""
    told = [_("Customer"), _("Partner"), _("ISV"), _("Reseller"), _("Consultant"), _("Distributor")]
    told += [_("Hardware maker"), _("Press"), _("Analyst"), _("Community")]
    return dict(zip(KINDS, told, strict=True))


def depth_words() -> dict[str, str]:
    """Return depth -> what it is called."""
    return {"": _("Not decided"), "deep": _("Depth: one to one"), "broad": _("Breadth: one to many")}


def rows(found: Sequence[Organisation], *, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of the list."""
    beside, named = queries.beside(found, on=timezone.localdate(now)), kind_words()
    return [
        {
            "id": one.pk,
            "face": organisation_face(one),
            "kinds": [named.get(kind, kind) for kind in one.kinds],
            "depth": _short_depth(one.depth),
            "domains": ", ".join(beside.domains.get(one.pk, [])[:3]),
            "people": _people(beside.people.get(one.pk, 0)),
            "doubted": beside.doubted.get(one.pk, 0),
            "ours": ", ".join(_ours_in_list(who) for who in beside.ours.get(one.pk, [])[:2]),
        }
        for one in found
    ]


def organisation_face(one: Organisation) -> Face:
    """Return how an organisation is shown."""
    return face(
        one.name, key=f"organisation:{one.pk}", url=reverse("organisation", args=[one.pk]), number=one.pk, ours=True
    )


def _short_depth(depth: str) -> str:
    return {"deep": _("depth"), "broad": _("breadth")}.get(depth, "")


def _people(count: int) -> str:
    return ngettext("%d person", "%d people", count) % count if count else _("nobody yet")


def _ours_in_list(one: Counterpart) -> str:
    return one.colleague.name if one.colleague else ""


def filters(kind: str, depth: str) -> list[dict[str, Any]]:
    """Return the selects above the list."""
    kinds = {"": _("All types"), queries.ANY_PARTNER: _("Partners of any type"), **kind_words()}
    depths = {"": _("Depth and breadth"), "deep": _("Depth"), "broad": _("Breadth")}
    return [_filter("kind", _("Type"), kinds, kind), _filter("depth", _("How close"), depths, depth)]


def _filter(name: str, label: str, choices: dict[str, str], chosen: str) -> dict[str, Any]:
    shown = [{"value": value, "label": words, "selected": value == chosen} for value, words in choices.items()]
    return {"name": name, "label": label, "set": bool(chosen), "choices": shown}


def form(one: Organisation | None, posted: Any = None, error: str = "") -> dict[str, Any]:
    """Return what the form of an organisation shows: what was typed, or what is known."""
    if posted is not None:
        told = {
            "name": posted.get("name", ""),
            "kinds": posted.getlist("kinds"),
            "depth": posted.get("depth", ""),
            "note": posted.get("note", ""),
        }
    else:
        told = {"name": one.name, "kinds": one.kinds, "depth": one.depth, "note": one.note} if one else {}
    kinds, depth = told.get("kinds", []), told.get("depth", "")
    return {
        "error": error,
        "name": told.get("name", ""),
        "note": told.get("note", ""),
        "kinds": [{"value": kind, "words": words, "is_set": kind in kinds} for kind, words in kind_words().items()],
        "depths": [{"value": one, "words": words, "is_set": one == depth} for one, words in depth_words().items()],
        "back_url": reverse("organisation", args=[one.pk]) if one else reverse("organisations"),
        "is_new": one is None,
    }


def page_of(one: Organisation, *, state: str, mark: str, now: datetime) -> dict[str, Any]:
    """Return what an organisation's own page shows."""
    today = timezone.localdate(now)
    found, counted = queries.belonging(one.pk, name=state, on=today, mark=mark), queries.counts(one.pk, on=today)
    url, named = reverse("organisation", args=[one.pk]), kind_words()
    labels = {queries.NOW: _("Now"), queries.DOUBT: _("In doubt"), queries.FORMER: _("Former")}
    return {
        "id": one.pk,
        "face": organisation_face(one),
        "kinds": [named.get(kind, kind) for kind in one.kinds],
        "depth": depth_words()[one.depth] if one.depth else "",
        "note": one.note,
        "rows": [belongs(row, now=now) for row in found.rows],
        "tabs": [
            {"label": words, "url": f"{url}?state={name}", "count": counted[name], "current": name == state, "key": key}
            for key, (name, words) in enumerate(labels.items(), start=1)
        ],
        "state": state,
        "older_url": f"{url}?state={state}&mark={found.older}" if found.older else "",
        "newer_url": f"{url}?state={state}&mark={found.newer}" if found.newer else "",
        "domains": [_domain(row) for row in one.domains.order_by("name")],
        **_sides(one, today=today),
    }


def _domain(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "dates": _dates(row.since, row.until),
        "since": row.since,
        "until": row.until,
    }


def _sides(one: Organisation, *, today: date) -> dict[str, Any]:
    named = [_counterpart(row, today=today) for row in queries.counterparts([one.pk])]
    needed = {
        "deep": (ACCOUNT, _("Nobody of us is their account manager yet.")),
        "broad": (FALLBACK, _("Nobody of us is named as their fallback yet: breadth does not mean nobody.")),
    }.get(one.depth)
    has = {row["code"] for row in named if row["is_ours"] and row["is_now"] and not row["has_gone"]}
    return {
        "ours": [row for row in named if row["is_ours"]],
        "theirs": [row for row in named if not row["is_ours"]],
        "missing": needed[1] if needed and needed[0] not in has else "",
        "parts": [{"value": code, "words": words} for code, words in part_words().items()],
        "colleagues": [{"id": who.pk, "name": who.name} for who in colleagues().order_by("name")],
    }


def part_words() -> dict[str, str]:
    """Return the parts that a colleague is named for most often -> what they are called."""
    return {ACCOUNT: _("account manager"), FALLBACK: _("fallback, when nobody else is there")}


def _counterpart(one: Counterpart, *, today: date) -> dict[str, Any]:
    who = one.colleague
    shown = face(who.name, key=f"colleague:{who.pk}", ours=True) if who else face_of(one.person)  # type: ignore[arg-type]  # one of the two is there: a_counterpart_is_of_one_side
    return {
        "id": one.pk,
        "face": shown,
        "code": one.part,
        "part": part_words().get(one.part, one.part),
        "dates": _dates(one.since, one.until),
        "is_ours": who is not None,
        "is_now": one.until is None or one.until > today,
        "has_gone": who is not None and not who.is_active,
    }


def _dates(since: date | None, until: date | None) -> str:
    """Return "since 3 Mar 2024", "until …", "3 Mar 2020 – 1 Jan 2024", "" when nobody knows."""
    first, last = (date_format(day, "j M Y") if day else "" for day in (since, until))
    if first and last:
        return f"{first} – {last}"
    return _("since %s") % first if first else _("until %s") % last if last else ""


def belongs(one: Affiliation, *, now: datetime) -> dict[str, Any]:
    """Return one line of who belongs where."""
    who = one.identity.person if one.identity else one.person
    likely = chance(_shown(one), at=now)
    is_former = one.until is not None and one.until <= timezone.localdate(now)
    return {
        "id": one.pk,
        "face": face_of(who) if who else face("", key="nobody"),
        "organisation": organisation_face(one.organisation),
        "title": one.title,
        "address": one.identity.shown if one.identity else "",
        "evidence": evidence_words(one),
        "dates": _dates(one.since, one.until),
        "seen": when(one.seen_at, now=now) if one.seen_at else None,
        "confirmed": when(one.confirmed_at, now=now) if one.confirmed_at and not is_former else None,
        "doubt": doubt_words().get(one.doubt, ""),
        "percent": round(100 * likely),
        "is_former": is_former,
    }


def _shown(one: Affiliation) -> Shown:
    return Shown(one.evidence, one.at, seen_at=one.seen_at, until=one.until, confirmed_at=one.confirmed_at)


def evidence_words(one: Affiliation) -> str:
    """Return what shows that somebody belongs there."""
    told = {
        belonging.ADDRESS: _("by their address"),
        belonging.TOLD: _("a colleague said so"),
        belonging.SIGNATURE: _("by their signature"),
        belonging.IMPORT: _("from an import"),
    }
    return told.get(one.evidence, one.evidence)


def doubt_words() -> dict[str, str]:
    """Return doubt -> why."""
    return {
        belonging.BOUNCED: _("Mail to this address came back."),
        belonging.MOVED: _("They have begun to speak from another organisation since."),
        belonging.ELSEWHERE: _("This address has been silent for half a year; they speak from another one."),
        belonging.WROTE: _("They were said to have left, and have written from there since."),
        belonging.OLD: _("It is so long ago that as many have left as stayed."),
    }


def question(found: Any, *, now: datetime) -> dict[str, Any]:
    """Return the doubt on top, and the address of the next one."""
    url = reverse("doubts")
    return {
        "question": belongs(found.rows[0], now=now) if found.rows else None,
        "left": queries.doubted_count(),
        "next_url": f"{url}?mark={found.older}" if found.older else "",
        "back_url": f"{url}?mark={found.newer}" if found.newer else "",
    }


def suggested(first: Suggestion | None, *, left: int, now: datetime) -> dict[str, Any]:
    """Return the domain on top that may be an organisation, and who speaks from there."""
    if first is None:
        return {"one": None, "left": 0}
    people = {who.person_id: who for who in reversed(queries.speaking_at(first.domain))}
    return {
        "one": {
            "domain": first.domain,
            "name": first.name,
            "count": _people(first.people),
            "last": when(first.last_said_at, now=now) if first.last_said_at else None,
            "people": [{"face": face_of(who.person), "shown": who.shown} for who in reversed(people.values())],
            "more": max(0, first.people - len(people)),
        },
        "left": left,
    }


def signal_rows(*, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of what is to be decided about partners."""
    return [
        {
            "face": organisation_face(one),
            "kinds": [kind_words().get(kind, kind) for kind in one.kinds],
            "depth": _short_depth(one.depth),
            "reasons": [_signal(name, told) for name in names],
        }
        for one, names, told in queries.signalling(at=now)
    ]


def _signal(name: str, told: Standing) -> str:
    if name == BUSY:
        words = ngettext("%(people)d person there", "%(people)d people there", told.active)
        spoke = _("%(who)s spoke to us within %(days)d days: worth somebody of their own?")
        return spoke % {"who": words % {"people": told.active}, "days": BUSY_DAYS}
    if name == SILENT:
        return (
            _("Nobody there has spoken to us yet.")
            if told.last_days is None
            else _("Nobody there has spoken to us for %d days: call them, or let it be breadth.") % told.last_days
        )
    return {
        NO_ACCOUNT: _("Depth without an account manager of ours."),
        NO_FALLBACK: _("Breadth without a named fallback of ours."),
    }[name]


def of_person(person: int, *, now: datetime) -> dict[str, Any]:
    """Return what templates/people/affiliations_panel.html needs."""
    return {
        "affiliations": {
            "person": person,
            "rows": [belongs(one, now=now) for one in queries.affiliations_of(person)],
        }
    }
