"""Hands a composed mail to a provider, once, and knows at each step whether it may have been taken."""

from __future__ import annotations

import socket
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailError,
    AnymailRequestsAPIError,
    AnymailSerializationError,
)
from django.core.mail import get_connection
from requests.utils import get_environ_proxies
from urllib3.exceptions import MaxRetryError, NewConnectionError

from hearback.channels.contract import ChannelError, Receipt, SendUnsureError
from hearback.channels.mail.wire import Unreachable
from hearback.sources.providers.known import KNOWN, options
from hearback.sources.providers.letters import letter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hearback.channels.mail.settings import MailSettings
    from hearback.sources.providers.known import Provider

_CONNECT_SECONDS, _ANSWER_SECONDS = 15.0, 60.0
_FOR_NOW = {408, 429, 503}
_LONGEST = 300


def send(
    settings: MailSettings, *, composed: bytes, recipients: Sequence[str], point_of_no_return: Callable[[], None]
) -> Receipt:
    """Hand a mail to the provider of a source, once. Raises ChannelError while it is certainly not taken.

    Raises SendUnsureError when the line broke, or the provider stumbled, after it had the mail.
    """
    provider = KNOWN[settings.provider]
    backend = _backend(settings, provider)
    try:
        letter = letter_of(composed, recipients=recipients, provider=provider)
        payload = backend.build_message_payload(letter, backend.send_defaults)
    except AnymailError as error:
        raise ChannelError(f"{provider.label} cannot send this: {_told(error)}", lasting=True) from error
    _check_reached(backend.api_url, provider)
    point_of_no_return()
    backend.open()
    try:
        backend.session.max_redirects = 0
        response = backend.post_to_esp(payload, letter)
        statuses = backend.parse_recipient_status(response, payload, letter)
    except AnymailError as error:
        raise _about(error, provider) from error
    finally:
        backend.close()
    if response.status_code >= 400:  # Postmark's backend reads what is said of recipients there, too
        words = _words_in(response)
        raise ChannelError(
            f"{provider.label} does not take the mail (status {response.status_code}). {words}", lasting=True
        )
    return _receipt(statuses, provider)


def _backend(settings: MailSettings, provider: Provider) -> Any:
    try:
        with warnings.catch_warnings():
            # Anymail calls SendGrid unsupported since it has no account there to try it with; it works as it is.
            warnings.simplefilter("ignore")
            made = get_connection(
                f"anymail.backends.{settings.provider}.EmailBackend",
                timeout=(_CONNECT_SECONDS, _ANSWER_SECONDS),
                **options(settings),
            )
    except AnymailConfigurationError as error:
        raise ChannelError(f"{provider.label} wants more than is filled in: {_told(error)}", lasting=True) from error
    return made


def _check_reached(url: str, provider: Provider) -> None:
    """Raise Unreachable when nobody answers there; through a proxy only the proxy could tell."""
    if get_environ_proxies(url):
        return
    where = urlsplit(url)
    port = where.port or (443 if where.scheme == "https" else 80)
    try:
        socket.create_connection((where.hostname or "", port), _CONNECT_SECONDS).close()
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{provider.label} cannot be reached just now.", lasting=False) from error


def _about(error: AnymailError, provider: Provider) -> ChannelError:
    """Return what went wrong, and whether the provider may have the mail all the same."""
    if isinstance(error, AnymailSerializationError):
        return ChannelError(f"{provider.label} cannot send this: {_told(error)}", lasting=True)
    status = error.status_code if isinstance(error, AnymailRequestsAPIError) else None
    if status is None:
        if _is_unsent(error):
            return ChannelError(f"{provider.label} cannot be reached just now.", lasting=False)
        return SendUnsureError(
            f"The line to {provider.label} broke just when the mail was handed over: it may be sent."
        )
    if status in {401, 403}:
        return ChannelError(
            f"{provider.label} does not accept the key, or not for this sender. {_told(error)}", lasting=True
        )
    if status in _FOR_NOW:
        return ChannelError(f"{provider.label} has no time just now (status {status}).", lasting=False)
    if status < 300 or status >= 500:
        return SendUnsureError(f"{provider.label} stumbled over the mail (status {status}): it may be sent.")
    return ChannelError(f"{provider.label} does not take the mail (status {status}). {_told(error)}", lasting=True)


def _is_unsent(error: AnymailError) -> bool:
    """Say whether there was no line yet when it broke."""
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout):
        return True
    reason = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    broken = reason.reason if isinstance(reason, MaxRetryError) else None
    return isinstance(getattr(broken, "original_error", broken), NewConnectionError)


def _told(error: AnymailError) -> str:
    """Return what a provider says, on one line: the words in its answer where there are some."""
    response = getattr(error, "response", None)
    if response is not None:
        return _words_in(response)
    return " ".join(str(error).split())[:_LONGEST]


def _words_in(response: requests.Response) -> str:
    words = " ".join(_strings(_json(response))) or response.text
    return " ".join(words.split())[:_LONGEST]


def _json(response: requests.Response) -> object:
    try:
        return response.json()
    except ValueError:
        return None


def _strings(told: object) -> list[str]:
    if isinstance(told, dict):
        return [one for value in told.values() for one in _strings(value)]
    if isinstance(told, list):
        return [one for value in told for one in _strings(value)]
    return [told] if isinstance(told, str) else []


def _receipt(statuses: dict[str, Any], provider: Provider) -> Receipt:
    """Return what became of each recipient. Raises ChannelError when nobody is to get it."""
    refused = {
        one: f"{provider.label} says: {said.status}" for one, said in statuses.items() if _is_refused(said.status)
    }
    if statuses and len(refused) == len(statuses):
        words = " ".join(f"{one}: {said}." for one, said in refused.items())
        raise ChannelError(f"{provider.label} does not take the recipients. {words}", lasting=True)
    named = sorted({str(said.message_id) for said in statuses.values() if said.message_id})
    known_as = next((name.strip("<> ") for name in named if "@" in name), "")
    return Receipt(
        f"{provider.label} took it as {', '.join(named) or 'a mail without a name'}.", refused, known_as=known_as
    )


def _is_refused(status: str | None) -> bool:
    return status in {"invalid", "rejected", "failed"}
