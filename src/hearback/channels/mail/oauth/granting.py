"""Asks an authorization server for tokens: the code flow with PKCE (RFC 6749, 7636), and refreshing."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from hearback.channels.contract import ChannelError
from hearback.infra.http import Web, WebError, host_and_port

WAIT_SECONDS = 20.0
_ANSWER_BYTES = 1_000_000
_LASTS_SECONDS = 3600  # when the server does not say
_LONGEST_SECONDS = 90 * 86_400
# Whoever granted must sign in once more; Microsoft also says so in words of its own.
_OVER = {"invalid_grant", "interaction_required", "consent_required", "login_required", "unauthorized"}
_OURS = {"invalid_client", "unauthorized_client"}
_FOR_NOW = {"temporarily_unavailable", "server_error", "slow_down"}


class GrantOver(ChannelError):
    """The server gives nothing for this grant any more: the person who gave it signs in once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What an authorization server knows us by. asked: what its sign-in page is asked beside the standard."""

    label: str
    authorize_url: str
    token_url: str
    scope: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proof:
    """What only we know of a sign-in that we began: without it nobody can end it. state: names it to the browser."""

    state: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a server granted. refresh: "" when it gave none. address: who signed in, "" when it does not say."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lasts_seconds: int
    address: str = ""


def begin(client: Client, *, back_to: str, address: str = "") -> tuple[str, Proof]:
    """Return where to send the browser, and what to keep until it comes back. address: of the mailbox, if known."""
    proof = Proof(secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    challenge = urlsafe_b64encode(sha256(proof.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": back_to,
        "scope": client.scope,
        "state": proof.state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **client.asked,
        **({"login_hint": address} if address else {}),
    }
    separator = "&" if "?" in client.authorize_url else "?"
    return f"{client.authorize_url}{separator}{urlencode(asked)}", proof


def exchange(client: Client, *, code: str, proof: Proof, back_to: str) -> Tokens:
    """Return the tokens that a code stands for. Raises GrantOver when it stands for none, ChannelError."""
    told = _asked(
        client,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back_to,
            "code_verifier": proof.verifier,
        },
    )
    return _tokens(client, told, refresh="")


def refresh(client: Client, *, token: str) -> Tokens:
    """Return fresh tokens; the refresh token is the old one when the server gives no new one.

    Raises GrantOver when whoever granted has to sign in again, ChannelError.
    """
    told = _asked(client, {"grant_type": "refresh_token", "refresh_token": token, "scope": client.scope})
    return _tokens(client, told, refresh=token)


def _asked(client: Client, words: Mapping[str, str]) -> dict[str, Any]:
    """Return what the token endpoint says to a request. Raises ChannelError when it says no."""
    known_by = {"client_id": client.client_id}
    if client.client_secret:
        known_by["client_secret"] = client.client_secret
    try:
        # An admin typed this address, so it may lie in our own network.
        web = Web(allowed=frozenset({host_and_port(client.token_url)}))
        answer = web.post(
            client.token_url,
            body=urlencode({**words, **known_by}).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            limit_bytes=_ANSWER_BYTES,
            timeout_seconds=WAIT_SECONDS,
        )
    except WebError as error:
        raise ChannelError(f"{client.label} cannot be asked for a token: {error}", lasting=error.lasting) from error
    told = _told(answer.body)
    if answer.status == 200 and isinstance(told.get("access_token"), str) and told["access_token"]:
        return told
    raise _refusal(client, answer.status, told)


def _told(body: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        told = json.loads(body)
        return told if isinstance(told, dict) else {}
    return {}


def _refusal(client: Client, status: int, told: Mapping[str, Any]) -> ChannelError:
    error = str(told.get("error", ""))
    if error in _OVER:
        return GrantOver(f"{client.label} has ended our access to this mailbox: sign in again.", lasting=True)
    if error in _OURS:
        sentence = f"{client.label} does not know the client id or secret that an admin filled in for it."
        return ChannelError(sentence, lasting=True)
    if status in {408, 429} or status >= 500 or error in _FOR_NOW:
        return ChannelError(f"{client.label} gives no tokens just now ({error or status}).", lasting=False)
    words = " ".join(str(told.get("error_description", "")).split())[:300]
    said = f' It said: "{words or error}"' if words or error else ""
    return ChannelError(f"{client.label} does not give us a token (status {status}).{said}", lasting=True)


def _tokens(client: Client, told: Mapping[str, Any], *, refresh: str) -> Tokens:
    kept = told.get("refresh_token")
    kept = kept if isinstance(kept, str) and kept else refresh
    if not kept:
        sentence = (
            f"{client.label} lets us in once only: it gave no refresh token. Its settings must allow offline access."
        )
        raise ChannelError(sentence, lasting=True)
    return Tokens(told["access_token"], kept, _seconds(told.get("expires_in")), _address_in(told.get("id_token")))


def _seconds(told: object) -> int:
    with suppress(ValueError, OverflowError):
        return min(max(int(float(str(told))), 0), _LONGEST_SECONDS)
    return _LASTS_SECONDS


def _address_in(token: object) -> str:
    """Return whom an id token names; it came straight from its maker over TLS, so its signature adds nothing."""
    with suppress(ValueError, NotBase64, AttributeError, IndexError, UnicodeError):
        middle = str(token).split(".")[1]
        told = json.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        found = told.get("email") or told.get("preferred_username") or ""
        return str(found).strip() if "@" in str(found) and str(found).isprintable() else ""
    return ""
