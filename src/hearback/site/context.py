"""What every page's frame shows: the rail, who I am, where to listen for news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.inbox.models import Turn
from hearback.inbox.queries.listing import Filter, counts
from hearback.infra.events import latest
from hearback.infra.showing import face

if TYPE_CHECKING:
    from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context (see templates/site/README.md); nothing for who is not signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {"nav": SimpleLazyObject(lambda: _nav(request))}


def _nav(request: HttpRequest) -> dict[str, Any]:
    colleague: Any = request.user
    ours = counts(Filter())[Turn.OURS]
    waiting = ngettext("%d turn is ours", "%d turns are ours", ours) % ours
    inbox = _link(request, "inbox", _("Inbox"), icon="inbox", key="g i") | {"count": ours, "count_words": waiting}
    links = [
        inbox,
        _link(request, "people", _("People"), icon="people", key="g p"),
        _link(request, "sources", _("Sources"), icon="source", key="g s"),
        _link(request, "colleagues", _("Colleagues"), icon="settings", key="g c") | {"wide": True},
    ]
    return {
        "links": links,
        "who": {**_plain(face(colleague.name, key=colleague.email, ours=True)), "url": _address("me")},
        "search": None,
        "live": {"url": "/live", "sequence": latest()},
        "theme_url": _address("theme"),
        "sign_out_url": _address("sign-out"),
        "keys_url": _address("keys"),
    }


def _plain(shown: Any) -> dict[str, Any]:
    return {"name": shown.name, "initials": shown.initials, "hue": shown.hue, "ours": shown.ours}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _link(request: HttpRequest, name: str, label: str, *, icon: str, key: str) -> dict[str, Any]:
    url = _address(name)
    is_here = request.path == url if url == "/" else bool(url) and request.path.startswith(url)
    if name == "inbox":
        is_here = is_here or request.path.startswith("/conversations/")
    return {
        "label": label,
        "url": url,
        "icon": icon,
        "key": key,
        "current": is_here,
        "count": 0,
        "live": "",
        "wide": False,
    }
