"""Who works here, and who may come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hearback.infra.answers import see_other
from hearback.infra.errors import Refusal
from hearback.infra.secrets import seal, unseal
from hearback.staff import actions, showing
from hearback.staff.forms import InviteForm
from hearback.staff.models import Invitation
from hearback.staff.who import me

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_LINK = "invitation"  # in the session, sealed, until it was shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """List everybody who works here; admins invite and withdraw here."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invites(request, form):
        return see_other("colleagues")
    shown = showing.colleagues(me(request), now=timezone.now())
    return render(request, "staff/colleagues.html", shown | {"form": form, "link": _link_to_show(request)})


def _invites(request: HttpRequest, form: InviteForm) -> bool:
    """Say whether the invitation was made; its link waits in the session to be shown once."""
    try:
        token = actions.invite(**form.cleaned_data, by=me(request), at=timezone.now())
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return False
    url = f"{settings.ADDRESS}{reverse('accept', args=[token])}"
    request.session[_LINK] = seal({"url": url, "email": form.cleaned_data["email"]}).decode()
    return True


def _link_to_show(request: HttpRequest) -> dict[str, str]:
    return unseal(request.session.pop(_LINK, "").encode()) if request.method == "GET" else {}


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """End an invitation."""
    invitation = get_object_or_404(Invitation, pk=number)
    actions.withdraw(invitation, by=me(request), at=timezone.now())
    messages.success(request, _("The invitation for %s is withdrawn.") % invitation.email)
    return see_other("colleagues")
