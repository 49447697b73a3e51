"""What every page's frame shows: the rail, who I am, where to listen for news."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.inbox.models import Turn
from hearback.inbox.queries.listing import Filter, counts
from hearback.infra.events import latest
from hearback.infra.showing import face
from hearback.site.middleware import NEWS_NUMBER

if TYPE_CHECKING:
    from django.http import HttpRequest

_OF_SOURCES = ("/import", "/runs/", "/unreadable")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context (see templates/site/README.md); nothing for who is not signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"nav": SimpleLazyObject(lambda: _nav(request))}


def _nav(request: HttpRequest) -> dict[str, Any]:
    colleague: Any = request.user
    news = request.META.get(NEWS_NUMBER)
    return {
        "links": [
            inbox_link(request),
            _link(request, "people", _("People"), icon="people", key="g p"),
            _link(request, "sources", _("Sources"), icon="source", key="g s", also=_OF_SOURCES),
            _link(request, "colleagues", _("Colleagues"), icon="settings", key="g c") | {"wide": True},
        ],
        "who": asdict(face(colleague.name, key=colleague.email, ours=True, url=reverse("me"))),
        "search": None,
        "live": {"url": "/live", "sequence": latest() if news is None else news},
        "theme_url": reverse("theme"),
        "sign_out_url": reverse("sign-out"),
        "keys_url": reverse("keys"),
    }


def inbox_link(request: HttpRequest) -> dict[str, Any]:
    """Return the link to the inbox with its badge: how many turns are ours."""
    ours = counts(Filter())[Turn.OURS]
    waiting = ngettext("turn is ours", "turns are ours", ours)
    link = _link(request, "inbox", _("Inbox"), icon="inbox", key="g i", also=("/conversations/",))
    return link | {"count": ours, "count_words": waiting, "live": reverse("waiting")}


def _link(
    request: HttpRequest, name: str, label: str, *, icon: str, key: str, also: tuple[str, ...] = ()
) -> dict[str, Any]:
    url = reverse(name)
    is_here = request.path == url or request.path.startswith((f"{url}/", *also))
    return {"label": label, "url": url, "icon": icon, "key": key, "current": is_here, "count": 0, "wide": False}
