"""Providers where mailboxes are signed in to, as pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from hearback.channels.mail import oauth
from hearback.sources.forms import AuthorityForm
from hearback.sources.models import Authority

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = ("label", "client_id", "authorize_url", "token_url", "scope")


def back_to() -> str:
    """Return the address to which a provider sends the browser back; the provider has to know it, letter by letter."""
    return f"{settings.ADDRESS}{reverse('signed-in')}"


def described(typed: Mapping[str, AuthorityForm] | None = None) -> list[dict[str, Any]]:
    """Return every provider with its form. typed: forms that were filled in wrongly, by kind."""
    known = {one.kind: one for one in Authority.objects.all()}
    return [
        {
            "kind": kind,
            "label": known[kind].label if kind in known else about.label,
            "is_ready": kind in known and bool(known[kind].client_id),
            "is_known": bool(about.token_url),
            "console": about.console,
            "form": (typed or {}).get(kind) or form_of(kind, known.get(kind)),
        }
        for kind, about in oauth.KNOWN.items()
    ]


def form_of(kind: str, authority: Authority | None, typed: Mapping[str, Any] | None = None) -> AuthorityForm:
    """Return the form of a provider, filled with what is known of it."""
    about = authority or oauth.KNOWN[kind]
    initial = {name: getattr(about, name, "") for name in _FIELDS}
    if authority is None and kind == "other":
        initial["label"] = ""
    form = AuthorityForm(typed, initial=initial, prefix=kind)
    if authority is not None and authority.secrets:
        form.fields["client_secret"].widget.attrs["placeholder"] = "kept as it is"
    return form
