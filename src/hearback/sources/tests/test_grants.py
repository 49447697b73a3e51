"""Facts about grants: tokens are fetched in time, the newest is never lost, and what is over is told to a person."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from hearback.channels.contract import ChannelError
from hearback.channels.mail import oauth
from hearback.channels.mail.settings import MailSettings
from hearback.channels.mail.tests.authorization_server import CLIENT, SECRET, authorization_server
from hearback.infra.errors import Refusal
from hearback.infra.secrets import unseal
from hearback.sources.actions import connect, describe_authority, keep_grant, note_try
from hearback.sources.actions.grants import Keys, token
from hearback.sources.models import Authority, Grant
from hearback.sources.queries import client_of, grant_in
from hearback.staff.actions import welcome
from hearback.staff.models import AuditLine, Colleague

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def about(server, **changes):
    urls = {"authorize_url": f"{server.url}/authorize", "token_url": f"{server.url}/token"}
    return {"label": "Example", **urls, "scope": "mail  offline", "client_id": CLIENT, **changes}


def staff(role=Colleague.ADMIN):
    return welcome(email=f"{role}@rotor.example", name="Bea", password="seven red kites", role=role)


@pytest.fixture
def server():
    with authorization_server() as running:
        yield running


@pytest.fixture
def bea(db):
    return staff()


@pytest.fixture
def authority(server, bea):
    return describe_authority("other", about=about(server), secret=SECRET, by=bea)


@pytest.fixture
def grant(server, authority, bea):
    tokens = oauth.refresh(client_of(authority), token=server.grant())
    return keep_grant(authority, tokens=tokens, by=bea, at=NOON)


def kept(grant) -> dict[str, str]:
    grant.refresh_from_db()
    return unseal(bytes(grant.secrets))


def test_a_token_that_is_good_is_given_without_asking_anybody(server, grant):
    asked = len(server.asked)

    assert token(grant.pk, refused="", at=NOON) == kept(grant)["access"]
    assert len(server.asked) == asked


def test_a_token_is_fetched_before_the_old_one_ends(server, grant):
    old = kept(grant)

    fresh = token(grant.pk, refused="", at=NOON + timedelta(minutes=56))

    assert fresh != old["access"]
    assert kept(grant)["access"] == fresh
    assert kept(grant)["refresh"] in server.refresh_tokens  # the provider rotates: the old one is worth nothing
    assert grant.good_until == NOON + timedelta(minutes=116)


def test_a_token_that_a_server_refused_is_exchanged(grant):
    old = kept(grant)["access"]

    assert token(grant.pk, refused=old, at=NOON) != old


def test_who_was_refused_with_an_older_token_gets_the_one_that_came_since(server, grant):
    old = kept(grant)["access"]
    fresh = token(grant.pk, refused=old, at=NOON)
    asked = len(server.asked)

    assert token(grant.pk, refused=old, at=NOON) == fresh
    assert len(server.asked) == asked


def test_a_provider_that_cannot_just_now_leaves_us_the_token_that_is_still_good(server, grant):
    server.answers.append((503, b""))

    assert token(grant.pk, refused="", at=NOON + timedelta(minutes=58)) == kept(grant)["access"]


def test_a_provider_that_cannot_just_now_is_trouble_that_passes(server, grant):
    server.answers.append((503, b""))

    with pytest.raises(ChannelError) as caught:
        token(grant.pk, refused="", at=NOON + timedelta(hours=2))

    assert not caught.value.lasting
    assert token(grant.pk, refused="", at=NOON + timedelta(hours=2)) in server.access_tokens


def test_what_was_taken_back_is_told_and_not_asked_for_again(server, grant):
    server.revoke()

    for _ in range(2):
        with pytest.raises(ChannelError, match="Example has ended our access to this mailbox: sign in again") as caught:
            token(grant.pk, refused="", at=NOON + timedelta(hours=2))
        assert caught.value.lasting

    assert len(server.asked) == 2  # the first sign-in, and one refusal


def test_signing_in_again_makes_everything_well(server, grant, authority, bea):
    source = connect(kind="mail", name="Care", settings=MailSettings(address="team@example.org", grant=str(grant.pk)))
    server.revoke()
    with pytest.raises(ChannelError) as caught:
        token(grant.pk, refused="", at=NOON + timedelta(hours=2))
    note_try(source, at=NOON, heard=False, trouble=str(caught.value), lasting=True)

    tokens = oauth.refresh(client_of(authority), token=server.grant())
    again = keep_grant(authority, tokens=tokens, by=bea, at=NOON, instead=grant.pk)

    source.refresh_from_db()
    assert (again.pk, source.trouble, source.is_trouble_lasting) == (grant.pk, "", False)
    assert Keys().token(str(grant.pk)) in server.access_tokens
    assert AuditLine.objects.order_by("pk").last().verb == "sign in"


def test_somebody_else_who_signs_in_takes_no_mailbox_over(server, grant, authority, bea):
    server.address = "eve@example.net"
    tokens = oauth.refresh(client_of(authority), token=server.grant())

    with pytest.raises(Refusal, match=r"eve@example.net has signed in, but this mailbox is team@example.org"):
        keep_grant(authority, tokens=tokens, by=bea, at=NOON, instead=grant.pk)


def test_a_grant_that_is_not_kept_is_told(db):
    with pytest.raises(ChannelError, match="not kept here any more"):
        token(7, refused="", at=NOON)


def test_a_grant_that_cannot_be_opened_is_told(grant, settings):
    settings.SECRET_KEY = "another key"

    with pytest.raises(ChannelError, match="secret key of this installation changed") as caught:
        token(grant.pk, refused="", at=NOON)

    assert caught.value.lasting


def test_tokens_and_secrets_are_encrypted_where_they_are_kept(server, grant, authority):
    opened = kept(grant)

    assert not any(word.encode() in bytes(grant.secrets) for word in opened.values())
    assert SECRET.encode() not in bytes(authority.secrets)
    assert client_of(authority).client_secret == SECRET


def test_a_source_with_a_password_has_no_grant(grant):
    assert grant_in(MailSettings()) is None
    assert grant_in(MailSettings(grant=str(grant.pk))) == grant


def test_an_empty_secret_keeps_the_one_that_is_known(server, authority, bea):
    changed = describe_authority("other", about=about(server, scope=""), secret="", by=bea)

    assert client_of(changed).client_secret == SECRET
    assert Authority.objects.count() == 1


def test_a_large_provider_needs_the_client_id_only(bea):
    made = describe_authority("google", about={"client_id": "x"}, secret="y", by=bea)

    assert (made.label, made.token_url) == ("Google", "https://oauth2.googleapis.com/token")


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("other", {"token_url": "gopher://example.org"}, "must begin with https://"),
        ("other", {"authorize_url": "https://"}, "must begin with https://"),
        ("nobody", {}, "no such provider"),
    ],
)
def test_what_cannot_be_right_is_refused(server, bea, kind, changes, said):
    with pytest.raises(Refusal, match=said):
        describe_authority(kind, about=about(server, **changes), secret="", by=bea)


def test_only_admins_describe_providers_and_sign_in(server, grant, authority):
    cem = staff(Colleague.COLLEAGUE)
    tokens = oauth.refresh(client_of(authority), token=server.grant())

    with pytest.raises(Refusal, match="Only an admin"):
        describe_authority("other", about=about(server), secret="", by=cem)
    with pytest.raises(Refusal, match="Only an admin"):
        keep_grant(authority, tokens=tokens, by=cem, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_refresh_at_once_keep_the_newest(server, bea):
    authority = describe_authority("other", about=about(server), secret=SECRET, by=bea)
    grant = keep_grant(authority, tokens=oauth.refresh(client_of(authority), token=server.grant()), by=bea, at=NOON)
    asked, given = len(server.asked), []
    server.pause = threading.Event()

    def work():
        given.append(token(grant.pk, refused="", at=NOON + timedelta(hours=2)))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    server.pause.set()
    for worker in workers:
        worker.join(10)

    assert len(set(given)) == 1
    assert len(given) == 4
    assert len(server.asked) == asked + 1
    assert kept(Grant.objects.get())["refresh"] in server.refresh_tokens
