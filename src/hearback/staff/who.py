"""Who asks: the colleague of a request, and pages that are for admins only."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from hearback.staff.models import Colleague

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")


def me(request: HttpRequest) -> Colleague:
    """Return the colleague who asks, on a page that needs somebody signed in."""
    assert isinstance(request.user, Colleague), "the page is for colleagues"
    return request.user


def admins_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Keep a page to admins; others are told so, with status 403."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not me(request).is_admin:
            raise PermissionDenied(_("This page is for admins."))
        return view(request, *args, **kwargs)

    return kept
