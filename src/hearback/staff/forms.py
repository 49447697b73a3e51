"""What people fill in to get in, to let others in, and to say who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearback.staff.actions import note_refused_sign_in
from hearback.staff.models import Colleague
from hearback.staff.queries import is_worn_out

if TYPE_CHECKING:
    from django.http import HttpRequest

PASSWORD_HELP = _("At least ten characters. A few words that do not belong together are good.")


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class SignInForm(AuthenticationForm):
    """Address and password; after too many wrong ones nothing is tried for a while."""

    username = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
    )
    password = forms.CharField(label=_("Password"), strip=False, max_length=4096, widget=_password("current-password"))

    error_messages = {
        "invalid_login": _("This address and this password do not belong together."),
        "inactive": _("This address and this password do not belong together."),
        "worn_out": _("That was wrong too often. Wait a quarter of an hour, then try again."),
    }

    def clean(self) -> dict[str, Any]:
        """Return what was typed when it opens the door. Raises ValidationError."""
        email, origin = self.cleaned_data.get("username", ""), origin_of(self.request)
        if not email or "password" not in self.cleaned_data:
            return self.cleaned_data
        if is_worn_out(email, origin=origin, at=timezone.now()):
            raise ValidationError(self.error_messages["worn_out"], code="worn_out")
        try:
            return super().clean()
        except ValidationError:
            note_refused_sign_in(email, origin=origin)
            raise


def origin_of(request: HttpRequest | None) -> str:
    """Return the network address a request comes from; behind our proxy, the one that the proxy saw."""
    if request is None:
        return ""
    seen: str = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return seen.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


class NewcomerForm(forms.Form):
    """Who somebody is that comes in for the first time."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As people outside should read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), max_length=4096, strip=False, help_text=PASSWORD_HELP, widget=_password("new-password")
    )


class FirstForm(NewcomerForm):
    """The same for the very first one, who was not invited by address."""

    email = forms.EmailField(
        label=_("Your mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    )
    field_order = ("name", "email", "password")


class InviteForm(forms.Form):
    """Whom to let in."""

    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=(
            (Colleague.COLLEAGUE, _("Colleague: reads and answers")),
            (Colleague.ADMIN, _("Admin: connects, too")),
        ),
    )


class ProfileForm(forms.Form):
    """How a colleague is named and signs."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    signature = forms.CharField(
        label=_("Signature"),
        required=False,
        max_length=2000,
        help_text=_("Goes under your answers, after your words and before what you quote."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PasswordForm(forms.Form):
    """A new password, and the one of now as proof."""

    old = forms.CharField(
        label=_("Current password"), max_length=4096, strip=False, widget=_password("current-password")
    )
    new = forms.CharField(
        label=_("New password"), max_length=4096, strip=False, help_text=PASSWORD_HELP, widget=_password("new-password")
    )
