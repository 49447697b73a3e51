"""What colleagues noted of a person, and the filters of the list, as the pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from hearback.infra.showing import when
from hearback.people.queries.profile import FILTERS, channels, segments, tags
from hearback.people.rules import roles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from hearback.people.models import Note, Role, Trait
    from hearback.people.queries.profile import Profile
    from hearback.staff.models import Colleague

SILENT = (30, 90, 180, 365)  # days that the list can be narrowed to


def profile(found: Profile, *, me: Colleague, now: datetime) -> dict[str, Any]:
    """Return what was noted of a person, with the forms to change it."""
    return {
        "roles": [_role(one) for one in found.roles],
        "tags": found.tags,
        "all_tags": tags(),
        "notes": [_note(one, me=me, now=now) for one in found.notes],
        "traits": [_trait(one) for one in found.traits],
        "role_kinds": [(kind, role_words(kind)) for kind in roles.KINDS],
        "trait_kinds": [(kind, trait_words(kind)) for kind in roles.TRAITS],
        "today": now.date().isoformat(),
    }


def _role(one: Role) -> dict[str, Any]:
    return {
        "id": one.pk,
        "words": role_words(one.kind),
        "span": _span(one.since, one.until),
        "is_over": bool(one.until),
    }


def _span(since: date | None, until: date | None) -> str:
    begun, ended = (date_format(day, "j M Y") if day else "" for day in (since, until))
    if begun and ended:
        return _("%(since)s to %(until)s") % {"since": begun, "until": ended}
    if ended:
        return _("until %s") % ended
    return _("since %s") % begun if begun else ""


def _note(one: Note, *, me: Colleague, now: datetime) -> dict[str, Any]:
    return {
        "id": one.pk,
        "words": one.words,
        "by": one.by.name,
        "when": when(one.at, now=now),
        "is_mine": one.by == me,
        "is_personal": one.is_personal,
        "is_released": one.released_at is not None,
    }


def _trait(one: Trait) -> dict[str, Any]:
    source = one.source or (_("noted by %s") % one.by.name if one.by else "")
    return {
        "id": one.pk,
        "kind": trait_words(one.kind),
        "value": _language(one.value) if one.kind == roles.LANGUAGE else one.value,
        "url": one.value if one.kind == roles.LINK else f"tel:{one.value}" if one.kind == roles.PHONE else "",
        "source": source,
    }


def _language(tag: str) -> str:
    try:
        return str(get_language_info(tag.lower())["name_local"])
    except KeyError:
        return tag


def role_words(kind: str) -> str:
    """Return what a role is called."""
    known: dict[str, str] = {
        roles.FAN: _("fan"),
        roles.CUSTOMER: _("customer"),
        roles.PARTNER: _("partner"),
        roles.BLOGGER: _("blogger"),
        roles.JOURNALIST: _("journalist"),
        roles.ANALYST: _("analyst"),
        roles.DEVELOPER: _("developer"),
        roles.COLLEAGUE: _("colleague"),
    }
    return known.get(kind, kind)


def trait_words(kind: str) -> str:
    """Return what a kind of fact is called."""
    known: dict[str, str] = {
        roles.PLACE: _("Place"),
        roles.LANGUAGE: _("Language"),
        roles.PHONE: _("Phone"),
        roles.LINK: _("Link"),
        roles.ZONE: _("Time zone"),
    }
    return known.get(kind, kind)


def filters(asked: Mapping[str, str], *, me: Colleague) -> dict[str, Any]:
    """Return the filters of the list with what is chosen, and the segments that were kept."""
    chosen = {name: asked[name] for name in FILTERS if asked.get(name)}
    days = [(str(one), _("%d days") % one) for one in SILENT]
    return {
        "chosen": chosen,
        "is_open": bool(chosen),
        "roles": [(kind, role_words(kind)) for kind in roles.KINDS],
        "tags": tags(),
        "channels": [(one, _("Mail") if one == "mail" else _("Web") if one == "web" else one) for one in channels()],
        "days": days,
        "segments": [
            {
                "id": one.pk,
                "name": one.name,
                "url": f"{reverse('people')}?{urlencode(one.asked)}",
                "is_mine": one.by == me or (me.is_admin and one.is_shared),
                "is_shared": one.is_shared,
                "current": one.asked == chosen,
            }
            for one in segments(me)
        ],
    }
