"""A message as its sender made it: its HTML made harmless, with the pictures that may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.signing import Signer
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from hearback.infra.sheets import Ask, sheet
from hearback.listening import queries
from hearback.people.queries import shows_pictures
from hearback.sources.queries import channel_of

if TYPE_CHECKING:
    from hearback.channels.contract import Enclosed, HeardMessage
    from hearback.infra.sheets import Sheet
    from hearback.people.models import Identity
    from hearback.sources.models import Source

SIGNER = Signer(salt="picture-from-elsewhere")
_LONGEST_ADDRESS = 4_000
# allow-same-origin is for our page to ask how tall it is; without allow-scripts it is of no use to what is inside.
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True, slots=True)
class Sent:
    """An arrival taken apart. shows_pictures: a colleague decided so for its author."""

    source: Source
    number: int
    heard: HeardMessage
    enclosed: tuple[Enclosed, ...]
    author: Identity | None
    shows_pictures: bool

    def address(self, name: str, *more: object) -> str:
        """Return an address that is about this arrival."""
        return reverse(name, args=[self.source.pk, self.number, *more])


def sent(source: Source, number: int) -> Sent:
    """Return an arrival taken apart. Raises Arrival.DoesNotExist, Unreadable."""
    raw, channel = queries.original(source.pk, number), channel_of(source)
    heard = channel.read(raw)
    author = queries.author_of(number)
    return Sent(source, number, heard, channel.enclosed(raw), author, bool(author and shows_pictures(author)))


def cleaned(one: Sent, *, with_pictures: bool) -> Sheet:
    """Return its HTML made harmless. Raises TooLong."""
    inline = {
        name: one.address("attached-seen", part.part)
        for part in one.enclosed
        for name in (part.content_id, part.location)
        if name
    }
    ask = Ask(inline=inline, picture=_our_address if with_pictures else None, base=one.heard.link)
    return sheet(one.heard.html, ask)


def _our_address(address: str) -> str:
    """Return where we serve a picture from elsewhere; "" for an address that is too long to be carried in ours."""
    if len(address) > _LONGEST_ADDRESS:
        return ""
    return reverse("picture-from-elsewhere", args=[SIGNER.sign_object(address)])


def beside_the_frame(one: Sent, *, with_pictures: bool, is_alone: bool) -> dict[str, Any]:
    """Return what stands around the frame. is_alone: on a page of its own. Raises TooLong."""
    found = cleaned(one, with_pictures=with_pictures)
    asked = "?pictures=shown" if with_pictures and not one.shows_pictures else ""
    page, fragment = one.address("as-sent"), one.address("sheet")
    return {
        "frame_url": one.address("frame") + asked,
        "sandbox": SANDBOX,
        "is_alone": is_alone,
        "is_painted": found.is_painted,
        "elsewhere": found.elsewhere,
        "state": "always" if one.shows_pictures else "shown" if with_pictures else "held",
        "page_url": page,
        "show_url": f"{page}?pictures=shown",
        "show_fragment": f"{fragment}?pictures=shown",
        "hold_url": page,
        "hold_fragment": fragment,
        "always_url": one.address("decide-pictures", "always") if one.author else "",
        "never_url": one.address("decide-pictures", "held"),
        "sender": one.author.shown if one.author else "",
    }


def framed(one: Sent, *, with_pictures: bool) -> dict[str, Any]:
    """Return what the document in the frame is made of. Raises TooLong."""
    found = cleaned(one, with_pictures=with_pictures)
    return {
        "title": one.heard.subject,
        "direction": found.direction,
        "is_painted": found.is_painted,
        "attributes": _harmless(found.attributes),
        "body": _harmless(found.body),
        "styles": format_html("<style>{}</style>", _harmless(found.styles)),
    }


def _harmless(html: str) -> str:
    return mark_safe(html)  # noqa: S308  # infra.sheets made it; nothing else is handed to this
