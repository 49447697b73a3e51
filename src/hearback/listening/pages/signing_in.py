"""Signing a mailbox in at its provider, instead of a password; and what the providers know us by."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth
from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.infra.secrets import seal, unseal
from hearback.listening.jobs import fetch_soon
from hearback.listening.showing.authorities import back_to, described, form_of
from hearback.sources.actions import describe_authority, keep_grant
from hearback.sources.models import Authority, Source
from hearback.sources.queries import client_of, grant_in, open_settings_of, sources_of
from hearback.staff.who import admins_only, me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hearback.sources.models import Grant

_PENDING = "sign_in"  # in the session, sealed
_WITHIN = timedelta(minutes=20)


@admins_only
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """Show what the providers know us by, where mailboxes are signed in to."""
    return render(request, "listening/providers.html", {"providers": described(), "back_to": back_to()})


@sensitive_post_parameters()
@admins_only
@require_POST
def describe(request: HttpRequest, kind: str) -> HttpResponse:
    """Note what a provider knows us by."""
    if kind not in oauth.KNOWN:
        raise Http404
    form = form_of(kind, Authority.objects.filter(kind=kind).first(), request.POST)
    if form.is_valid():
        try:
            made = describe_authority(
                kind, about=form.cleaned_data, secret=form.cleaned_data["client_secret"], by=me(request)
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Mailboxes can be signed in at %s now.") % made.label)
            return see_other("providers")
    shown = {"providers": described({kind: form}), "back_to": back_to()}
    return render(request, "listening/providers.html", shown)


@admins_only
@require_POST
@never_cache
def sign_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Send an admin on to a provider; what proves that the sign-in was begun here stays in their session."""
    authority = get_object_or_404(Authority.objects.exclude(client_id=""), kind=kind)
    source = _source(request.POST.get("source", ""))
    where, proof = oauth.begin(client_of(authority), back_to=back_to(), address=source.address if source else "")
    kept = {"state": proof.state, "verifier": proof.verifier, "kind": kind, "source": source.pk if source else 0}
    until = (timezone.now() + _WITHIN).timestamp()
    request.session[_PENDING] = seal({"begun": json.dumps({**kept, "until": until})}).decode()
    shown = {"where": where, "host": urlsplit(where).netloc, "label": authority.label}
    return render(request, "listening/going.html", shown)


def _source(number: str) -> Source | None:
    return Source.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None


@admins_only
@require_GET
@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """Take what a provider sends back: only to the browser that began it, only once, and not too late."""
    begun = _begun(request)
    if begun is None:
        messages.error(request, _("This sign-in was not begun here, or it took too long. Begin again."))
        return see_other("sources")
    source = _source(str(begun["source"]))
    try:
        grant = _granted(request, begun, source)
    except (ChannelError, Refusal) as error:
        messages.error(request, str(error))
        return see_other("source", source.pk) if source else see_other("connect", "mail")
    return _back(request, grant, source)


def _begun(request: HttpRequest) -> dict[str, Any] | None:
    """Return the sign-in that this browser began and that this answer is to; None when there is none."""
    try:
        begun: dict[str, Any] = json.loads(unseal(request.session.pop(_PENDING, "").encode())["begun"])
    except (Refusal, KeyError):
        return None
    is_ours = constant_time_compare(begun["state"], request.GET.get("state", ""))
    return begun if is_ours and begun["until"] > timezone.now().timestamp() else None


def _granted(request: HttpRequest, begun: dict[str, Any], source: Source | None) -> Grant:
    """Return what was granted. Raises ChannelError, Refusal."""
    authority = get_object_or_404(Authority, kind=begun["kind"])
    if "code" not in request.GET:
        error = request.GET.get("error", "")
        if error == "access_denied":
            raise Refusal(_("%s was not allowed to let us in. Nothing has changed.") % authority.label)
        said = " ".join(request.GET.get("error_description", error).split())[:300]
        raise Refusal(
            _("%(label)s did not sign you in. It said: “%(said)s”") % {"label": authority.label, "said": said}
        )
    proof = oauth.Proof(begun["state"], begun["verifier"])
    tokens = oauth.exchange(client_of(authority), code=request.GET["code"], proof=proof, back_to=back_to())
    before = grant_in(open_settings_of(source)) if source else None
    instead = before.pk if before else 0
    return keep_grant(authority, tokens=tokens, by=me(request), at=timezone.now(), instead=instead)


def _back(request: HttpRequest, grant: Grant, source: Source | None) -> HttpResponse:
    """Return the way to where the sign-in is used: heard again at once, or filled into a form."""
    if source and grant_in(open_settings_of(source)) == grant:
        for one in sources_of(grant):
            fetch_soon(one.pk)
        messages.success(request, _("Signed in again. It is being heard."))
        return see_other("source", source.pk)
    form = reverse("edit-source", args=[source.pk]) if source else reverse("connect", args=["mail"])
    return see_other(f"{form}?{urlencode({'grant': grant.pk})}")
