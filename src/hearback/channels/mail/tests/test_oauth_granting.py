"""Facts about asking a provider for tokens: the code flow, refreshing, and what a person is told when that fails."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from hearback.channels.contract import ChannelError
from hearback.channels.mail.oauth import KNOWN, GrantOver, begin, exchange, refresh
from hearback.channels.mail.tests.authorization_server import BACK, authorization_server


@pytest.fixture
def server():
    with authorization_server() as running:
        yield running


def code_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["code"][0]


def signed_in(server, **changes):
    client = server.client(**changes)
    where, proof = begin(client, back_to=BACK)
    return exchange(client, code=code_in(server.sign_in(where)), proof=proof, back_to=BACK)


def error_of(server, **changes) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        refresh(server.client(**changes), token="refresh-0")
    return caught.value


def test_the_sign_in_page_is_asked_with_a_challenge_that_only_we_can_meet(server):
    client = server.client(asked={"prompt": "consent"})

    where, proof = begin(client, back_to=BACK, address="team@example.org")

    asked = dict(parse_qsl(urlsplit(where).query))
    assert where.startswith(f"{server.url}/authorize?")
    assert (asked["state"], asked["prompt"], asked["login_hint"]) == (proof.state, "consent", "team@example.org")
    assert proof.verifier not in where


def test_two_sign_ins_share_nothing(server):
    first, second = (begin(server.client(), back_to=BACK)[1] for _ in range(2))

    assert {first.state, first.verifier}.isdisjoint({second.state, second.verifier})
    assert len(first.verifier) >= 43  # RFC 7636


def test_a_sign_in_page_with_words_of_its_own_keeps_them(server):
    where, _ = begin(server.client(authorize_url=f"{server.url}/authorize?tenant=rotor"), back_to=BACK)

    assert parse_qs(urlsplit(where).query)["tenant"] == ["rotor"]


def test_a_code_becomes_tokens_and_tells_who_signed_in(server):
    tokens = signed_in(server)

    assert tokens.access in server.access_tokens
    assert tokens.refresh in server.refresh_tokens
    assert (tokens.lasts_seconds, tokens.address) == (3600, "team@example.org")
    assert tokens.access not in repr(tokens)


def test_a_code_that_another_browser_got_is_worth_nothing(server):
    client = server.client()
    where, _ = begin(client, back_to=BACK)
    _, other = begin(client, back_to=BACK)

    with pytest.raises(GrantOver):
        exchange(client, code=code_in(server.sign_in(where)), proof=other, back_to=BACK)


def test_a_code_works_once(server):
    client = server.client()
    where, proof = begin(client, back_to=BACK)
    code = code_in(server.sign_in(where))
    exchange(client, code=code, proof=proof, back_to=BACK)

    with pytest.raises(GrantOver):
        exchange(client, code=code, proof=proof, back_to=BACK)


def test_refreshing_brings_the_new_refresh_token(server):
    old = server.grant()

    tokens = refresh(server.client(), token=old)

    assert tokens.refresh != old
    assert tokens.refresh in server.refresh_tokens


def test_a_provider_that_does_not_rotate_leaves_the_old_one(server):
    server.rotates = False
    old = server.grant()

    assert refresh(server.client(), token=old).refresh == old


def test_a_provider_that_gives_no_refresh_token_is_of_no_use(server):
    server.has_refresh = False

    with pytest.raises(ChannelError, match="must allow offline access") as caught:
        signed_in(server)

    assert caught.value.lasting


def test_a_client_without_a_secret_sends_none(server):
    server.answers.append(server.tokens(server.grant()))

    refresh(server.client(client_secret=""), token="refresh-0")

    assert "client_secret" not in server.asked[0]


@pytest.mark.parametrize("error", ["invalid_grant", "interaction_required", "consent_required"])
def test_a_grant_that_was_taken_back_is_over(server, error):
    server.answers.append(server.no(error))

    over = error_of(server)

    assert isinstance(over, GrantOver)
    assert over.lasting
    assert str(over) == "Example has ended our access to this mailbox: sign in again."


def test_a_wrong_client_secret_is_the_admins_matter(server):
    error = error_of(server, client_secret="wrong")

    assert not isinstance(error, GrantOver)
    assert (str(error), error.lasting) == (
        "Example does not know the client id or secret that an admin filled in for it.",
        True,
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oh no"),
        (429, b"{}"),
        (503, b'{"error": "temporarily_unavailable"}'),
        (400, b'{"error": "server_error"}'),
    ],
)
def test_a_provider_that_cannot_just_now_is_asked_again(server, status, body):
    server.answers.append((status, body))

    error = error_of(server)

    assert not error.lasting
    assert "gives no tokens just now" in str(error)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, b'{"error": "invalid_scope", "error_description": "No\\nsuch scope."}', 'It said: "No such scope."'),
        (400, b'{"error": "invalid_request"}', 'It said: "invalid_request"'),
        (404, b"<html>nothing here", "(status 404)."),
        (200, b"[]", "(status 200)."),
        (200, b'{"access_token": ""}', "(status 200)."),
        (200, b'{"access_token": 7}', "(status 200)."),
    ],
)
def test_any_other_no_is_told_in_the_providers_words(server, status, body, said):
    server.answers.append((status, body))

    error = error_of(server)

    assert error.lasting
    assert str(error).startswith("Example does not give us a token")
    assert str(error).endswith(said)


def test_a_provider_that_does_not_answer_is_asked_again(server):
    error = error_of(server, token_url="http://127.0.0.1:9/token")

    assert not error.lasting
    assert str(error).startswith("Example cannot be asked for a token: ")


def test_an_address_that_is_none_is_told(server):
    error = error_of(server, token_url="gopher://example.org/")

    assert error.lasting


@pytest.mark.parametrize(
    ("lasts", "seconds"),
    [("120", 120), (-5, 0), (None, 3600), ("soon", 3600), (1e400, 3600), (10**12, 90 * 86_400)],
)
def test_how_long_a_token_lasts_is_read_however_it_is_written(server, lasts, seconds):
    server.lasts = lasts

    assert signed_in(server).lasts_seconds == seconds


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"preferred_username": "team@rotor.example"}, "team@rotor.example"),
        ({"email": "team"}, ""),
        ({"email": "team@rotor.example\r\nBcc: x"}, ""),
        ({}, ""),
        ([], ""),
    ],
)
def test_who_signed_in_is_told_only_where_it_is_an_address(server, claims, address):
    middle = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    told = {"access_token": "a", "refresh_token": "r", "id_token": f"x.{middle}.y"}
    server.answers.append((200, json.dumps(told).encode()))

    assert refresh(server.client(), token="refresh-0").address == address


@pytest.mark.parametrize("token", ["", "one", "a.!!!.c", 7, "a.gA.c"])
def test_an_id_token_that_is_none_tells_nobody(server, token):
    server.answers.append((200, json.dumps({"access_token": "a", "refresh_token": "r", "id_token": token}).encode()))

    assert refresh(server.client(), token="refresh-0").address == ""


@pytest.mark.parametrize("kind", ["google", "microsoft"])
def test_the_large_providers_are_asked_for_what_mail_needs(kind):
    known = KNOWN[kind]

    assert known.authorize_url.startswith("https://")
    assert known.token_url.startswith("https://")
    assert "offline" in known.scope + str(known.asked)
    assert known.servers["imap_port"] == 993
