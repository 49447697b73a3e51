"""Connecting a source in two steps: try it and read what it would bring, then connect; and changing one later."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth
from hearback.channels.registry import channels
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.infra.prose import prose
from hearback.infra.secrets import unseal
from hearback.listening.jobs import fetch_soon
from hearback.listening.showing.sources import icon_of, kind_icon
from hearback.sources import actions, trying
from hearback.sources.forms import SettingsForm
from hearback.sources.models import Grant, Source
from hearback.sources.queries import address_in, authorities, channel_of, grant_of
from hearback.sources.trying import Tried
from hearback.staff.who import admins_only, me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from hearback.channels.contract import Channel
    from hearback.staff.models import Colleague


@sensitive_post_parameters()
@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest, kind: str) -> HttpResponse:
    """Try a connection, show what it would bring, and make it when that is wanted and was seen."""
    channel, by = _channel(kind), me(request)
    tried = trying.opened(request.POST.get("tried", ""), by=by)
    form = SettingsForm(channel, request.POST or None, initial=_signed_in(request), kept=tried.secrets)
    if request.method == "POST":
        if form.is_valid() and "connect" in request.POST and tried.covers(form.settings):
            settings = tried.begun_with(request.POST.get("begin", ""), form.settings)
            if made := _connects(form, settings, by=by):
                messages.success(request, _("“%s” is connected; it is being heard now.") % made.name)
                return see_other("source", made.pk)
        else:
            form, tried = _looks(form)
    shown = {"form": form, "tried": tried, "sealed": tried.sealed(by=by), "channel": channel}
    more = {"icon": kind_icon(kind), "setup": _setup(kind), "begins": _begins(form, tried), **_sign_ins(form)}
    return render(request, "listening/connect.html", shown | more)


def _begins(form: SettingsForm, tried: Tried) -> list[dict[str, Any]]:
    """Return the ways to begin, with how much each brings; the one that was typed is taken already."""
    typed = str(form.data.get("begin") or getattr(form.settings, "since", "") or "all")
    return [
        {"value": one.value, "label": one.label, "count": one.count, "on": one.value == typed} for one in tried.choices
    ]


def _channel(kind: str) -> Channel:
    found = channels().get(kind)
    if found is None or not found.can_fetch:
        raise Http404
    return found


def _signed_in(request: HttpRequest) -> dict[str, Any]:
    """Return what a sign-in at a provider fills into the form; nothing when there was none."""
    number = request.GET.get("grant", "")
    if not (number.isdecimal() and len(number) < 19):
        return {"grant": ""} if "grant" in request.GET else {}
    grant = get_object_or_404(Grant.objects.select_related("authority"), pk=int(number))
    servers = oauth.KNOWN[grant.authority.kind].servers
    return {"grant": number, **servers, **({"address": grant.address} if grant.address else {})}


def _sign_ins(form: SettingsForm) -> dict[str, Any]:
    """Return what the page says about signing in elsewhere; nothing of a channel that does not know it."""
    if "grant" not in form.fields:
        return {}
    return {"grant": grant_of(form["grant"].value()), "authorities": authorities()}


def _setup(kind: str) -> SafeString:
    """Return the channel's own words about what to prepare; "" when it has none."""
    told = files(f"hearback.channels.{kind}").joinpath("SETUP.md")
    return prose(told.read_text(encoding="utf-8") if told.is_file() else "")


def _looks(form: SettingsForm) -> tuple[SettingsForm, Tried]:
    """Return the form as it is shown next, and what is known after a look at what was typed."""
    if form.is_valid():
        try:
            return trying.look(form)
        except ChannelError as error:
            form.add_error(None, str(error))
    return form, Tried(form.secrets)


def _connects(form: SettingsForm, settings: Any, *, by: Colleague) -> Source | None:
    """Return the source that was made and will be heard at once; None when the form says why not."""
    kind, typed = form.channel.kind, form.cleaned_data
    address = address_in(form.settings, kind=kind)
    name = typed["source_name"] or address or form.channel.label
    about: dict[str, Any] = {"settings": settings, "address": address, "promise_hours": typed["promise_hours"]}
    try:
        made = actions.connect(kind=kind, name=name, by=by, **about)
    except Refusal as refusal:
        form.add_error("source_name", str(refusal))
        return None
    fetch_soon(made.pk)
    return made


@sensitive_post_parameters()
@admins_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change a source's settings; what cannot be reached with them is only saved when a person insists."""
    source, by = get_object_or_404(Source, pk=number), me(request)
    tried = trying.opened(request.POST.get("tried", ""), by=by)
    form = _form_of(source, request, tried)
    if request.method == "POST" and form.is_valid():
        if "anyway" not in request.POST:
            form, tried = _looks(form)
        if form.is_valid() and _changes(source, form, by=by):
            messages.success(request, _("Saved."))
            return see_other("source", source.pk)
    shown = {"form": form, "sealed": Tried(form.secrets).sealed(by=by), "source": source}
    more = {"icon": icon_of(source), "setup": _setup(source.kind), "is_unreachable": bool(form.non_field_errors())}
    return render(request, "listening/edit.html", shown | more | _sign_ins(form))


def _form_of(source: Source, request: HttpRequest, tried: Tried) -> SettingsForm:
    known = {**source.settings, "source_name": source.name, "promise_hours": source.promise_hours}
    known |= _signed_in(request)
    kept = {**_secrets(source), **tried.secrets}
    return SettingsForm(channel_of(source), request.POST or None, initial=known, kept=kept)


def _secrets(source: Source) -> dict[str, str]:
    """Return a source's secrets; none when they were sealed with a key that is gone, so that they are typed anew."""
    try:
        return unseal(bytes(source.secrets))
    except Refusal:
        return {}


def _changes(source: Source, form: SettingsForm, *, by: Colleague) -> bool:
    typed, address = form.cleaned_data, address_in(form.settings, kind=source.kind)
    about: dict[str, Any] = {"settings": form.settings, "address": address, "promise_hours": typed["promise_hours"]}
    try:
        actions.change_settings(source, name=typed["source_name"] or source.name, by=by, **about)
    except Refusal as refusal:
        form.add_error("source_name", str(refusal))
        return False
    fetch_soon(source.pk)
    return True
