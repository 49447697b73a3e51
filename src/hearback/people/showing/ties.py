"""Who of us knows whom and how well, as the pages show it; every number with what it was counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.infra.showing import ago, face, when
from hearback.people.models import Introduction
from hearback.people.queries import ties as queries
from hearback.people.rules import acts
from hearback.people.showing.persons import face_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.infra.showing import Face
    from hearback.people.models import Act, Dismissal, Gesture, Person, Tie, TieModel
    from hearback.people.queries.ties import Ours, Standing
    from hearback.staff.models import Colleague

STEADY = 0.05  # chance; a smaller change in a quarter is none
BARS = 24  # height of the little columns, px


def panel(person: Person, *, now: datetime) -> dict[str, Any]:
    """Return what a person's page shows of who knows them: the ties as they were counted last, and the ways to them."""
    us = queries.of_us()
    found = queries.ties_of(person.pk, us)
    return {
        "ties": [_tie(one, person.pk, us, now=now) for one in found if not one.is_house],
        "house": next((_strength(one.strength) for one in found if one.is_house), None),
        "ways": _ways(person.pk, us) if us.house and not any(not one.is_house for one in found) else [],
        "url": reverse("person-ties", args=[person.pk]),
    }


def _tie(one: Tie, person: int, us: Ours, *, now: datetime) -> dict[str, Any]:
    mine = one.other_id if one.one_id == person else one.one_id
    return {
        "face": face_of_colleague(us.persons[mine]),
        **_strength(one.strength),
        "change": _change(one.strength, one.before),
        "last": when(one.last_at, now=now),
        "url": reverse("person-acts", args=[person, us.persons[mine].pk]),
        "acts": ngettext("%d exchange", "%d exchanges", one.acts) % one.acts,
    }


def _strength(strength: float) -> dict[str, Any]:
    percent = round(100 * strength)
    words = _("under 1 %") if percent < 1 else f"{percent} %"
    return {"percent": percent, "words": words, "bar": max(percent, 1)}


def _change(strength: float, before: float | None) -> dict[str, str]:
    if before is None:
        return {"words": _("new this quarter"), "tone": "up"}
    if strength - before > STEADY:
        return {"words": _("growing"), "tone": "up"}
    if before - strength > STEADY:
        return {"words": _("cooling"), "tone": "down"}
    return {"words": _("steady"), "tone": ""}


def face_of_colleague(colleague: Colleague) -> Face:
    """Return how a colleague is shown."""
    return face(colleague.name, key=f"colleague:{colleague.pk}", ours=True, number=colleague.pk)


def page_of(person: Person, *, me: Colleague, on: datetime, now: datetime, is_past: bool) -> dict[str, Any]:
    """Return the page of a person's ties as of a day."""
    us = queries.of_us()
    lines = queries.standings(person.pk, us, on=on) if us.house else []
    return {
        "face": face_of(person),
        "person": person.pk,
        "lines": [_line(line, person.pk, me=me, on=on if is_past else None) for line in lines],
        "on": localtime(on).date().isoformat(),
        "is_past": is_past,
        "today": localtime(now).date().isoformat(),
        "ways": [way for way in _ways(person.pk, us) if way["through"]] if us.house else [],
        "gestures": [_gesture(one, us, now=now) for one in queries.gestures_of(person.pk)],
        "kinds": [(kind, gesture_words(kind)) for kind in acts.GESTURES],
    }


def _line(line: Sequence[Standing], person: int, *, me: Colleague, on: datetime | None) -> dict[str, Any]:
    now, before = line[0], line[1] if len(line) > 1 else None
    asked = f"?on={localtime(on).date().isoformat()}" if on else ""
    opens = reverse("person-acts", args=[person, now.who.pk if now.who else 0])
    return {
        "face": face_of_colleague(now.who) if now.who else None,
        "can_introduce": now.who not in (None, me),
        **_strength(now.strength),
        "to_us": _strength(now.to_us)["words"],
        "to_them": _strength(now.to_them)["words"],
        "change": _change(now.strength, before.strength if before else None),
        "why": _why(now),
        "url": f"{opens}{asked}",
        "bars": _bars(line) if before else [],
    }


def _why(now: Standing) -> list[str]:
    """Return what a number was counted from, in words."""
    one = now.counted
    theirs, ours = (one.here, one.there) if now.is_ours_first else (one.there, one.here)
    return [
        _("%(acts)s so far: %(theirs)d from them, %(ours)d from us")
        % {"acts": ngettext("%d exchange", "%d exchanges", one.acts) % one.acts, "theirs": theirs, "ours": ours},
        _("the last %s days ago") % round(one.silence) if one.silence >= 1 else _("the last within a day"),
        ngettext("in %d month of the last 24", "in %d months of the last 24", one.months) % one.months,
        ngettext(
            "the less active of the two did %d thing in 90 days",
            "the less active of the two did %d things in 90 days",
            one.liveliness,
        )
        % one.liveliness,
    ]


def _bars(line: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return little columns, the oldest first: one a quarter."""
    bars = []
    for place, one in enumerate(reversed(line)):
        height = max(1, round(BARS * one.strength))
        day = date_format(localtime(queries.day_of(one.day)), "j M Y")
        bars.append(
            {"x": place * 8, "y": BARS - height, "height": height, "words": f"{day}: {round(100 * one.strength)} %"}
        )
    return bars


def _ways(person: int, us: Ours) -> list[dict[str, Any]]:
    """Return the ways to somebody, from us to them."""
    found = queries.ways_to(person, us)
    people = queries.named({one for way in found for one in way.people[:-1]})
    return [
        {
            "colleague": us.persons[way.people[-1]],
            "face": face_of_colleague(us.persons[way.people[-1]]),
            "steps": [face_of(people[one]) for one in way.people[-2::-1] if one in people],
            "through": [face_of(people[one]).name for one in way.people[-2:0:-1] if one in people],
            **_strength(way.strength),
        }
        for way in found
    ]


def _gesture(one: Gesture, us: Ours, *, now: datetime) -> dict[str, Any]:
    return {
        "id": one.pk,
        "is_ours": one.giver_id in us.identities,
        "who": one.giver.name or one.giver.shown,
        "kind": gesture_words(one.kind),
        "words": one.words,
        "when": when(one.at, now=now),
        "by": one.by.name if one.by else "",
    }


def gesture_words(kind: str) -> str:
    """Return what a kind of act is called, as something that somebody did."""
    known: dict[str, str] = {
        acts.WROTE: _("wrote"),
        acts.ANSWERED: _("answered"),
        acts.MENTIONED: _("mentioned"),
        acts.THANKED: _("thanked"),
        acts.CREDITED: _("gave credit"),
        acts.INTRODUCED: _("introduced"),
        acts.MET: _("met"),
        acts.LINKED: _("linked to"),
        acts.GAVE: _("gave something"),
        acts.HELPED: _("helped"),
        acts.SHARED: _("shared early"),
        acts.CORRECTED: _("corrected something"),
        acts.SHOWED_UP: _("showed up"),
    }
    return known.get(kind, kind)


def act_rows(found: Sequence[Act], us: Ours, *, now: datetime) -> list[dict[str, Any]]:
    """Return acts as lines: who did what towards whom, when, and where it was said."""
    return [
        {
            "who": one.actor.name or one.actor.shown,
            "is_ours": one.actor_id in us.identities,
            "kind": gesture_words(one.kind),
            "whom": one.target.name or one.target.shown,
            "when": when(one.at, now=now),
            "talk": one.conversation_id,
        }
        for one in found
    ]


def house_rows(found: Sequence[Tie], *, now: datetime) -> list[dict[str, Any]]:
    """Return lines of people with how they stand with the house."""
    return [
        {
            "face": face_of(one.other),
            **_strength(one.stood if one.stood is not None else one.strength),
            "url": reverse("person-ties", args=[one.other_id]),
            "person": one.other_id,
            "last": ago(one.quiet_since or one.last_at, now=now),
            "usually": _usually(one.rhythm),
        }
        for one in found
    ]


def _usually(rhythm: float | None) -> str:
    if rhythm is None:
        return ""
    days = max(1, round(rhythm))
    return ngettext("usually every day", "usually every %(days)d days", days) % {"days": days}


def thanks_rows(found: Sequence[Gesture], *, now: datetime) -> list[dict[str, Any]]:
    """Return lines of what we were given and did not thank for."""
    return [
        {
            "face": face_of(one.giver.person),
            "person": one.giver.person_id,
            "kind": gesture_words(one.kind),
            "words": one.words,
            "when": when(one.at, now=now),
        }
        for one in found
    ]


def introduction_rows(found: Sequence[Introduction], *, me: Colleague, now: datetime) -> list[dict[str, Any]]:
    """Return lines of introductions that a colleague asked for or is asked for."""
    states: dict[str, str] = {
        Introduction.ASKED: _("asked"),
        Introduction.AGREED: _("agreed"),
        Introduction.DECLINED: _("declined"),
        Introduction.MADE: _("introduced"),
        Introduction.DROPPED: _("dropped"),
    }
    return [
        {
            "id": one.pk,
            "face": face_of(one.person),
            "asker": one.asker.name,
            "through": one.through.name,
            "is_mine": one.asker == me,
            "words": one.words,
            "answer": one.answer,
            "state": one.state,
            "state_words": states[one.state],
            "is_open": one.state in (Introduction.ASKED, Introduction.AGREED),
            "when": when(one.asked_at, now=now),
        }
        for one in found
    ]


def counting(model: TieModel | None) -> dict[str, Any]:
    """Return how ties are counted, and how well that told what came."""
    trial = model.trial if model else {}
    figures = [
        {
            "name": _FIGURES.get(name, name),
            "auc": f"{auc:.3f}",
            "precision": f"{precision:.3f}",
            "is_ours": name == "ours",
        }
        for name, (auc, precision) in trial.get("figures", {}).items()
    ]
    bins = [
        {"ties": ties, "told": f"{100 * told:.1f} %", "came": f"{100 * came:.1f} %"}
        for ties, told, came in trial.get("bins", [])
    ]
    return {
        "counted_at": model.at if model else None,
        "learnt_from": model.learnt_from if model else 0,
        "figures": figures,
        "bins": bins,
        "ties": trial.get("ties", 0),
        "base": f"{100 * trial['base']:.1f} %" if trial else "",
    }


_FIGURES = {
    "ours": "This house's strength",
    "ours as shipped": "the same with the shipped weights",
    "days since the last": "days since the last exchange",
    "acts in a year": "exchanges in a year",
    "active months of 24": "active months of 24",
    "half-life 90 days": "half-life of 90 days",
    "0.9 a month": "0.9 a month",
    "the less active end": "the less active of the two",
}


def dismissed_words(done: Dismissal) -> str:
    """Return what is said when something was put aside."""
    return _("Put aside until they speak again.") if done.what == "silence" else _("Put aside.")
