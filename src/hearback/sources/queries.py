"""What others ask about sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hearback.channels.mail import oauth
from hearback.channels.registry import channel
from hearback.infra.secrets import unseal
from hearback.sources.models import Authority, Grant, Source
from hearback.staff.models import Colleague

if TYPE_CHECKING:
    from hearback.channels.contract import Channel


def channel_of(source: Source) -> Channel:
    """Return the channel that a source speaks. Raises KeyError when its folder is gone."""
    return channel(source.kind)


def settings_of(source: Source) -> Any:
    """Return the channel's settings of a source, secrets opened."""
    return channel_of(source).settings(**{**source.settings, **unseal(bytes(source.secrets))})


def open_settings_of(source: Source) -> Any:
    """Return the channel's settings of a source without its secrets; nothing is decrypted."""
    return channel_of(source).settings(**source.settings)


def address_in(settings: Any, *, kind: str) -> str:
    """Return who we are in a place with these settings; "" where we only listen."""
    return str(getattr(settings, "address", "")) if channel(kind).can_answer else ""


def is_archive(source: Source) -> bool:
    """Return whether a source only holds what is imported into it."""
    return bool(getattr(open_settings_of(source), "is_archive", False))


def can_compare(source: Source) -> bool:
    """Return whether a source keeps what it handed over, so that it can be compared with what is here."""
    return channel_of(source).can_compare and getattr(open_settings_of(source), "is_looked_into", True)


def promise_hours() -> dict[int, int]:
    """Return source -> promised working hours."""
    return dict(Source.objects.values_list("pk", "promise_hours"))


def our_addresses() -> frozenset[str]:
    """Return every address that speaks for the house: those of sources and of colleagues, normalised."""
    sources = Source.objects.order_by().exclude(address="").values_list("address", flat=True)
    colleagues = Colleague.objects.order_by().values_list("email", flat=True)
    return frozenset(address.strip().lower() for address in sources.union(colleagues))


def largest_answer(source: Source) -> int:
    """Return how many bytes an answer through a source may have as it leaves."""
    return channel_of(source).largest_answer(open_settings_of(source))


def can_answer(source: Source) -> bool:
    """Return whether an answer can leave the house through a source."""
    channel = channel_of(source)
    return channel.can_answer and channel.is_ready_to_answer(settings_of(source))


def client_of(authority: Authority) -> oauth.Client:
    """Return what a provider knows us by, its secret opened."""
    known = oauth.KNOWN.get(authority.kind, oauth.KNOWN["other"])
    return oauth.Client(
        label=authority.label,
        authorize_url=authority.authorize_url,
        token_url=authority.token_url,
        scope=authority.scope,
        client_id=authority.client_id,
        client_secret=unseal(bytes(authority.secrets)).get("client_secret", ""),
        asked=known.asked,
    )


def authorities() -> list[Authority]:
    """Return the providers where a mailbox can be signed in to now."""
    return list(Authority.objects.exclude(client_id=""))


def grant_of(number: object) -> Grant | None:
    """Return a grant by its number, as settings hold it; None when it is none, or gone."""
    named = str(number or "")
    is_number = named.isdecimal() and len(named) < 19
    return Grant.objects.select_related("authority").filter(pk=int(named)).first() if is_number else None


def grant_in(settings: Any) -> Grant | None:
    """Return what these settings of a source are let in with instead of a password; None: with a password."""
    return grant_of(getattr(settings, "grant", ""))


def sources_of(grant: Grant) -> list[Source]:
    """Return the sources that are let in by a grant."""
    return list(Source.objects.filter(settings__grant=str(grant.pk))) if grant.pk else []
