"""Facts about being let in by a token at a real Dovecot, which asks our stand-in whether the token is good."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth
from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.oauth.showing import let_in
from hearback.channels.mail.tests.authorization_server import CLIENT, SECRET, authorization_server
from hearback.sources.actions import describe_authority, keep_grant
from hearback.sources.queries import client_of
from hearback.staff.actions import welcome
from hearback.staff.models import Colleague
from tests.live.test_mailbox import heard, mail

pytestmark = [pytest.mark.live, pytest.mark.django_db]
ONLY_BEARER = ("OAUTHBEARER",)


@pytest.fixture
def town(servers, name):
    """A mailbox with one mail, whose owner has signed in."""
    with authorization_server(port=servers.tokens_port, address=f"{name}@example.org") as server:
        bea = welcome(email="bea@rotor.example", name="Bea", password="seven red kites", role=Colleague.ADMIN)
        about = {"client_id": CLIENT, "authorize_url": f"{server.url}/authorize", "token_url": f"{server.url}/token"}
        authority = describe_authority("other", about=about, secret=SECRET, by=bea)
        tokens = oauth.refresh(client_of(authority), token=server.grant())
        grant = keep_grant(authority, tokens=tokens, by=bea, at=datetime.now(UTC))
        servers.hand_over(name, mail(1))
        yield server, servers.settings(name, imap_password="", grant=str(grant.pk), smtp_host="")


def test_a_token_opens_the_mailbox(town):
    _, settings = town

    assert len(heard(settings)) == 1
    assert CHANNEL.look(settings).count == 1


@pytest.mark.parametrize("ways", [("XOAUTH2",), ONLY_BEARER], ids=["xoauth2", "oauthbearer"])
def test_a_token_that_is_not_good_any_more_is_exchanged(town, monkeypatch, ways):
    server, settings = town
    server.access_tokens.clear()

    def only(_, **about):
        let_in(ways, **about)

    monkeypatch.setattr("hearback.channels.mail.imap.session.let_in", only)

    assert len(heard(settings)) == 1
    assert len(server.access_tokens) == 1


def test_what_was_taken_back_is_told(town):
    server, settings = town
    server.revoke()

    with pytest.raises(ChannelError, match="has ended our access to this mailbox: sign in again"):
        heard(settings)


def test_a_token_of_somebody_else_opens_nothing(town):
    server, settings = town
    server.address = "eve@example.org"

    with pytest.raises(ChannelError, match=r"does not let .* in with this sign-in") as caught:
        heard(settings)

    assert caught.value.lasting
