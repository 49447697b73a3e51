"""Keeps what providers grant instead of passwords, and hands out tokens that are good now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth
from hearback.infra.errors import Refusal
from hearback.infra.events import tell
from hearback.infra.secrets import seal, unseal
from hearback.sources.models import Authority, Grant, Source
from hearback.sources.queries import client_of, sources_of
from hearback.staff.actions import note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hearback.channels.mail.oauth import Tokens
    from hearback.staff.models import Colleague

EARLY = timedelta(minutes=5)  # a token that is about to end may end on the way
_UNKNOWN = "The sign-in of this mailbox is not kept here any more: sign in again."


@transaction.atomic
def describe_authority(kind: str, *, about: Mapping[str, str], secret: str, by: Colleague) -> Authority:
    """Note what a provider knows us by. about: label, addresses, scope and client id, by field; "" keeps what is known.

    secret: "" keeps the one that is kept. Raises Refusal for who is no admin, or when it cannot be right.
    """
    if not by.is_admin:
        raise Refusal("Only an admin can say how mailboxes are signed in.")
    known = oauth.KNOWN.get(kind)
    if known is None:
        raise Refusal("There is no such provider.")
    found = Authority.objects.filter(kind=kind).first() or Authority(kind=kind)
    found.label = about.get("label", "").strip() or known.label
    found.authorize_url = about.get("authorize_url", "").strip() or known.authorize_url
    found.token_url = about.get("token_url", "").strip() or known.token_url
    found.scope = " ".join(about.get("scope", "").split()) or known.scope
    found.client_id = about.get("client_id", "").strip()
    found.secrets = seal({"client_secret": secret.strip()}) if secret.strip() else found.secrets
    for address in (found.authorize_url, found.token_url):
        if urlsplit(address).scheme not in {"https", "http"} or not urlsplit(address).hostname:
            raise Refusal("The two addresses of the provider must begin with https://.")
    found.save()
    note("describe provider", subject=f"authority:{kind}", by=by)
    return found


@transaction.atomic
def keep_grant(authority: Authority, *, tokens: Tokens, by: Colleague, at: datetime, instead: int = 0) -> Grant:
    """Keep what a person has granted. instead: the number of a grant that it takes the place of; 0: none.

    Sources that are let in by it are well again. Raises Refusal when somebody else signed in than before.
    """
    if not by.is_admin:
        raise Refusal("Only an admin can sign a mailbox in.")
    grant = Grant.objects.select_for_update().filter(pk=instead).first() or Grant(granted_by=by)
    if grant.address and tokens.address and tokens.address.lower() != grant.address.lower():
        raise Refusal(f"{tokens.address} has signed in, but this mailbox is {grant.address}: sign in as that one.")
    grant.authority, grant.granted_by, grant.granted_at, grant.trouble = authority, by, at, ""
    grant.address = tokens.address or grant.address
    _take(grant, tokens, at=at)
    for source in sources_of(grant):
        Source.objects.filter(pk=source.pk).update(trouble="", is_trouble_lasting=False)
        tell(f"source:{source.pk}")
    note("sign in", subject=f"grant:{grant.pk}", by=by, provider=authority.kind)
    return grant


def _take(grant: Grant, tokens: Tokens, *, at: datetime) -> None:
    grant.secrets = seal({"access": tokens.access, "refresh": tokens.refresh})
    grant.good_until = at + timedelta(seconds=tokens.lasts_seconds)
    grant.save()


class Keys:
    """The grants of the house, as the mail channel asks for them."""

    def token(self, grant: str, *, refused: str = "") -> str:
        """Return a token that is good now, fetched anew where that is due. Raises ChannelError.

        refused: a token that a server did not take; if it is still the one that is kept, another one is fetched.
        """
        return token(int(grant), refused=refused, at=timezone.now())


def token(number: int, *, refused: str, at: datetime) -> str:
    """Return a good token of a grant. Raises ChannelError.

    Whoever asks first holds the grant's row while the provider is asked, and the others wait and take what came of it:
    a provider that gives a new refresh token each time takes the old one only once. What came is committed
    whatever becomes of the work that it is for.
    """
    try:
        with transaction.atomic(durable=True):
            found, over = _token(number, refused=refused, at=at)
    except Refusal as refusal:  # the house's key has changed
        raise ChannelError(str(refusal), lasting=True) from refusal
    if over is not None:
        raise over
    return found


def _token(number: int, *, refused: str, at: datetime) -> tuple[str, ChannelError | None]:
    held = Grant.objects.select_for_update(of=("self",)).select_related("authority")
    grant = held.filter(pk=number).first()
    if grant is None or grant.trouble:
        raise ChannelError(grant.trouble if grant else _UNKNOWN, lasting=True)
    kept = unseal(bytes(grant.secrets))
    is_good = bool(kept["access"]) and kept["access"] != refused and grant.good_until > at
    if is_good and grant.good_until - at > EARLY:
        return kept["access"], None
    try:
        fresh = oauth.refresh(client_of(grant.authority), token=kept["refresh"])
    except oauth.GrantOver as over:
        grant.trouble = str(over)
        grant.save(update_fields=["trouble"])
        return "", over
    except ChannelError as error:
        if is_good and not error.lasting:
            return kept["access"], None  # it lasts a few minutes more
        raise
    _take(grant, fresh, at=at)
    return fresh.access, None
