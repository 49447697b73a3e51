"""The doors: signing in and out, the first one ever, and invitations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.staff import actions
from hearback.staff.errors import WeakPassword
from hearback.staff.forms import FirstForm, NewcomerForm, SignInForm
from hearback.staff.queries import is_somebody_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from hearback.staff.models import Colleague


class SignIn(LoginView):
    """The sign-in page; an empty house sends everybody on to its first run."""

    template_name = "staff/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer the request."""
        if not is_somebody_here():
            return redirect("first")
        return super().dispatch(request, *args, **kwargs)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return see_other("sign-in")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def first(request: HttpRequest) -> HttpResponse:
    """Make the first colleague, an admin, in a house where nobody works yet."""
    if is_somebody_here():
        return redirect("sign-in")
    form = FirstForm(request.POST or None)
    if form.is_valid() and _comes_in(request, form, partial(actions.found_house, **form.cleaned_data)):
        return see_other("sources")
    return render(request, "staff/first.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by an invitation."""
    now = timezone.now()
    try:
        invitation = actions.open_invitation(token, at=now)
    except Refusal as over:
        return render(request, "staff/invitation_over.html", {"sentence": str(over)}, status=410)
    form = NewcomerForm(request.POST or None)
    if form.is_valid() and _comes_in(request, form, partial(actions.accept, token, at=now, **form.cleaned_data)):
        return see_other("inbox")
    return render(request, "staff/accept.html", {"form": form, "invitation": invitation})


def _comes_in(request: HttpRequest, form: Form, welcome: Callable[[], Colleague]) -> bool:
    """Say whether somebody was welcomed and is signed in now; the form says why not."""
    try:
        made = welcome()
    except Refusal as refusal:
        form.add_error("password" if isinstance(refusal, WeakPassword) else None, str(refusal))
        return False
    login(request, made)
    return True
