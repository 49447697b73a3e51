"""A colleague's own page: name, signature, password, light or dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.infra.showing import face
from hearback.staff import actions
from hearback.staff.errors import WrongPassword
from hearback.staff.forms import PasswordForm, ProfileForm
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hearback.staff.models import Colleague

THEMES = ("light", "dark", "auto")
_YEAR_SECONDS = 60 * 60 * 24 * 365


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show who I am here, and change it."""
    colleague = me(request)
    kept = {"name": colleague.name, "signature": colleague.signature}
    form = ProfileForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        actions.sign_off_as(colleague, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return see_other("me")
    return _page(request, form, PasswordForm())


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change my password; I stay signed in here and am signed out everywhere else."""
    if request.method != "POST":
        return redirect("me")
    colleague, form = me(request), PasswordForm(request.POST)
    if form.is_valid() and _changes(colleague, form):
        update_session_auth_hash(request, colleague)
        messages.success(request, _("The new password holds from now on. Other places are signed out."))
        return see_other("me")
    return _page(request, ProfileForm(initial={"name": colleague.name, "signature": colleague.signature}), form)


def _changes(colleague: Colleague, form: PasswordForm) -> bool:
    try:
        actions.change_password(colleague, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("old" if isinstance(refusal, WrongPassword) else "new", str(refusal))
        return False
    return True


def _page(request: HttpRequest, profile: ProfileForm, password: PasswordForm) -> HttpResponse:
    colleague = me(request)
    shown = {"profile": profile, "password": password, "colleague": colleague}
    return render(request, "staff/me.html", shown | {"face": face(colleague.name, key=colleague.email, ours=True)})


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the system says, and go back to the page before."""
    chosen, before = request.POST.get("theme", ""), request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    response = see_other(before if is_ours else "/")
    if chosen in THEMES:
        secure = request.is_secure()
        response.set_cookie("theme", chosen, max_age=_YEAR_SECONDS, samesite="Lax", secure=secure)
    return response
