"""Sources as their pages show them: how they are, who they are there, what they brought."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.channels.registry import channels
from hearback.infra.showing import ago
from hearback.listening.queries import Deletions, Standing
from hearback.listening.rules import BUSY, GRACE, ILL, PAUSED, Health, state_of
from hearback.sources.forms import label_of, words_of
from hearback.sources.providers import KNOWN, hooks
from hearback.sources.queries import can_compare, channel_of, grant_in, is_archive, open_settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.listening.models import Comparison
    from hearback.sources.models import Source
    from hearback.staff.models import Colleague

_ICONS = {"mail", "feed"}


def icon_of(source: Source) -> str:
    """Return the icon of a source."""
    return "archive" if _is_only_kept(source) else kind_icon(source.kind)


def _is_only_kept(source: Source) -> bool:
    """Say whether a source is an archive and nothing else: nobody can be answered from there."""
    return is_archive(source) and not source.address


def kind_icon(kind: str) -> str:
    """Return the icon of a kind of channel."""
    return kind if kind in _ICONS else "source"


def rows(standings: Sequence[Standing], *, mine: Colleague, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of the list of sources."""
    return [_row(one, mine=mine, now=now) for one in standings]


def _row(one: Standing, *, mine: Colleague, now: datetime) -> dict[str, Any]:
    state = _state(one)
    return {
        "name": one.source.name,
        "url": reverse("source", args=[one.source.pk]),
        "icon": icon_of(one.source),
        "state": state,
        "state_words": _state_words(one, state),
        "words": one.source.trouble if state == ILL else _counted(one),
        "heard_words": _heard_words(one, now=now),
        **(_act(one, state) if mine.is_admin else {}),
    }


def _act(one: Standing, state: str) -> dict[str, str]:
    if state == PAUSED:
        return {"act_url": reverse("go-on", args=[one.source.pk]), "act_words": _("Go on")}
    if state == ILL:
        return {"act_url": reverse("listen-now", args=[one.source.pk]), "act_words": _("Try now")}
    return {}


def _state(one: Standing) -> str:
    source = one.source
    waits = source.last_tried_at is None and channel_of(source).can_fetch and not is_archive(source)
    return state_of(
        Health(
            is_paused=source.is_paused,
            is_importing=one.is_importing,
            has_trouble=bool(source.trouble),
            is_untried=waits,
        )
    )


def _state_words(one: Standing, state: str) -> str:
    if state == PAUSED:
        return _("Paused")
    if state == ILL:
        return _("Needs you") if one.source.is_trouble_lasting else _("Trying again")
    if state == BUSY:
        return _("Importing") if one.is_importing else _("First look")
    if is_archive(one.source):
        return _("Archive") if _is_only_kept(one.source) else _("For imports only")
    return _("Listening")


def _counted(one: Standing) -> str:
    count = one.conversations
    counted = ngettext("%s conversation", "%s conversations", count) % intcomma(count) if count else _("nothing yet")
    waiting = ngettext("%s is ours", "%s are ours", one.ours) % intcomma(one.ours) if one.ours else ""
    return " · ".join(filter(None, [one.source.address or _place(one.source), counted, waiting]))


def _place(source: Source) -> str:
    return str(source.settings.get("url", "")).partition("://")[2].rstrip("/")


def _heard_words(one: Standing, *, now: datetime) -> str:
    at = _heard_at(one)
    if is_archive(one.source):
        return _("last import %s") % ago(at, now=now) if at else ""
    return _("last heard %s") % ago(at, now=now) if at else _("nothing heard yet")


def _heard_at(one: Standing) -> datetime | None:
    imported = one.run.ended_at if one.run and is_archive(one.source) else None
    return imported or one.source.last_heard_at


def kinds() -> list[dict[str, str]]:
    """Return what can be connected, and the import."""
    found = [
        {
            "url": reverse("connect", args=[one.kind]),
            "icon": kind_icon(one.kind),
            "label": one.label,
            "words": str(one.settings.__doc__ or "").partition("\n")[0],
        }
        for one in sorted(channels().values(), key=lambda one: (not one.can_answer, one.label))
        if one.can_fetch
    ]
    archive = {"url": reverse("import"), "icon": "archive", "label": _("Mail archive")}
    return [*found, archive | {"words": _("Files you have: mbox, also packed, maildir, single mails.")}]


def about(one: Standing, *, mine: Colleague, now: datetime) -> dict[str, Any]:
    """Return what a source's own page shows about it."""
    source, state = one.source, _state(one)
    is_kept = _is_only_kept(source)
    return {
        "source": source,
        "icon": icon_of(source),
        "state": state,
        "state_words": _state_words(one, state),
        "kind_words": _("Mail archive") if is_kept else channel_of(source).label,
        "facts": _facts(one, now=now),
        "settings": [] if is_kept else _settings(source),
        "unreadable": one.unreadable,
        "acts": _acts(source) if mine.is_admin else {},
        "conversations_url": f"{reverse('inbox')}?source={source.pk}",
        "sign_in_again": _sign_in_again(source),
        "hooks": _hooks(source) if mine.is_admin else [],
    }


def _hooks(source: Source) -> list[dict[str, str]]:
    """Return the addresses that an admin gives to a source's provider."""
    provider = KNOWN.get(getattr(open_settings_of(source), "provider", ""))
    if provider is None:
        return []
    offered = [(_("For mail that comes"), hooks.MAIL, provider.hands_mail)]
    offered += [(_("For what became of mail"), hooks.EVENTS, provider.has_hooks)]
    secret = hooks.secret_of(source)
    return [
        {"label": label, "words": f"{settings.ADDRESS}{reverse('hook', args=[source.pk, secret, what])}"}
        for label, what, is_offered in offered
        if is_offered
    ]


def _sign_in_again(source: Source) -> str:
    """Return the kind of provider where somebody has to sign a source in again; "" when nobody has to."""
    grant = grant_in(open_settings_of(source)) if source.is_trouble_lasting else None
    return grant.authority.kind if grant else ""


def _acts(source: Source) -> dict[str, bool]:
    spoken = channel_of(source)
    hears = spoken.can_fetch and not is_archive(source)
    return {
        "listen": hears and not source.is_paused,
        "pause": hears and not source.is_paused,
        "go_on": source.is_paused,
        "imports": spoken.can_import,
        "letterhead": spoken.can_answer and bool(source.address),
        "compare": can_compare(source) and not source.is_paused,
    }


def _facts(one: Standing, *, now: datetime) -> list[dict[str, str]]:
    source = one.source
    by = source.connected_by.name if source.connected_by else ""
    connected = _("%(when)s by %(name)s") if by else "%(when)s"
    has_looked = source.last_tried_at is not None and not is_archive(source)
    facts = [
        (_("Last heard"), ago(heard, now=now) if (heard := _heard_at(one)) else _("never")),
        (_("Last looked"), ago(source.last_tried_at, now=now) if has_looked and source.last_tried_at else ""),
        (_("Compared"), _compared(one.comparison, now=now)),
        (_("Conversations"), _counted_alone(one)),
        (_("Promise"), ngettext("%d hour", "%d hours", source.promise_hours) % source.promise_hours),
        (_("Connected"), connected % {"when": ago(source.connected_at, now=now), "name": by}),
    ]
    return [{"label": label, "words": words} for label, words in facts if words]


def _compared(comparison: Comparison | None, *, now: datetime) -> str:
    """Return what the last comparison with the server found; "" when there was none."""
    if comparison is None:
        return ""
    when = ago(comparison.compared_at, now=now)
    if comparison.sentence:
        return _("%(when)s, and it broke off: %(why)s") % {"when": when, "why": comparison.sentence}
    there = ngettext("%s mail on the server", "%s mails on the server", comparison.there) % intcomma(comparison.there)
    if not comparison.missing:
        return _("%(when)s: %(there)s, and all are here") % {"when": when, "there": there}
    brought = ngettext("%s was missing", "%s were missing", comparison.missing) % intcomma(comparison.missing)
    return _("%(when)s: %(there)s; %(missing)s until then") % {"when": when, "there": there, "missing": brought}


def _counted_alone(one: Standing) -> str:
    counted, ours = str(intcomma(one.conversations)), one.ours
    return f"{counted} · {ngettext('%s is ours', '%s are ours', ours) % intcomma(ours)}" if ours else counted


def _settings(source: Source) -> list[dict[str, str]]:
    opened = open_settings_of(source)
    secrets, grant = bool(source.secrets), grant_in(opened)
    signed_in = " · ".join(filter(None, [grant.authority.label, grant.address])) if grant else ""
    shown = [{"label": _("Signed in at"), "words": signed_in}] if signed_in else []
    for one in dataclasses.fields(opened):
        value = secrets if one.metadata.get("secret") else getattr(opened, one.name)
        if value not in {"", None} and not one.metadata.get("hidden") and not _is_idle(opened, one):
            shown.append({"label": label_of(one), "words": words_of(one, value)})
    return shown


def _is_idle(opened: Any, one: dataclasses.Field[Any]) -> bool:
    """Say whether a setting says nothing: its server is none, or another setting takes its place."""
    beginning = one.name.partition("_")[0]
    if beginning == "provider":
        return bool(opened.provider == "none")
    is_replaced = bool(getattr(opened, one.metadata.get("unless", ""), ""))
    return is_replaced or getattr(opened, f"{beginning}_host", "there") == ""


def importable(sources: Sequence[Source]) -> list[Source]:
    """Return the sources that files can be imported into."""
    return [one for one in sources if channel_of(one).can_import]


def deleted(source: Source, found: Deletions) -> dict[str, Any]:
    """Return what a source's page says of mails that were deleted on the server; {} when there is nothing to say."""
    if found.asked:
        counted = ngettext("%s mail is", "%s mails are", found.asked) % intcomma(found.asked)
        title = _("%s gone from the server at once. Were they deleted?") % counted
        words = _("It may be a mishap: a server restored, a folder lost. Nothing changes here until somebody decides.")
        return {"title": title, "words": words, "asks": True}
    if found.waiting and found.first_seen_at and source.settings.get("when_removed") == "remove":
        counted = ngettext("%s deleted mail goes", "%s deleted mails go", found.waiting) % intcomma(found.waiting)
        day = date_format(found.first_seen_at + GRACE, "j F")
        return {"title": _("%(counted)s from here too, from %(day)s on.") % {"counted": counted, "day": day}}
    return {}
