"""Understands what providers tell us by themselves: mail that came, and what became of mail that left."""

from __future__ import annotations

import re
import warnings
from base64 import b64decode, encodebytes
from binascii import Error as NotBase64
from email.policy import SMTP
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

from anymail.exceptions import AnymailError, AnymailImproperlyInstalled, AnymailWebhookValidationFailure
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.utils.crypto import salted_hmac

from hearback.channels.contract import RawArrival
from hearback.channels.mail.settings import REASSEMBLED
from hearback.sources.providers.known import KNOWN, options
from hearback.sources.providers.reports import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from hearback.channels.mail.settings import MailSettings
    from hearback.sources.models import Source
    from hearback.sources.providers.known import Provider

MAIL, EVENTS = "mail", "events"
_ADDRESS = re.compile(r"[^\s<>,;\"]{1,320}@[^\s<>,;\"]{1,255}")


class NotTheirs(Exception):
    """The signature is not the provider's, or there is no key to check it with."""


class NotUnderstood(Exception):
    """It is from the provider, and says nothing that can be read. The text says why."""


def secret_of(source: Source) -> str:
    """Return the secret part of the address where a provider tells a source things."""
    return salted_hmac("hearback.hook", str(source.pk), algorithm="sha256").hexdigest()[:40]


def told(settings: MailSettings, request: HttpRequest, *, what: str, address: str) -> list[RawArrival]:
    """Return what a provider posted, as arrivals: the mails that came, or reports about mails of ours.

    what: MAIL or EVENTS. address: the one it was posted to, as the provider knows it.
    Raises NotTheirs, NotUnderstood.
    """
    provider = KNOWN.get(settings.provider)
    view = _view(settings, provider, what, address) if provider else None
    if provider is None or view is None:
        raise NotTheirs("Nothing is expected here.")
    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, ImproperlyConfigured, SuspiciousOperation, ValueError) as error:
        raise NotTheirs("The signature is not right.") from error
    try:
        return list(_arrivals(view.parse_events(request), request, provider, what))
    # What a stranger's program posts may be of any shape, and the library says so in any way.
    except (AnymailError, SuspiciousOperation, ArithmeticError, AttributeError, LookupError, OSError) as error:
        raise NotUnderstood(f"{provider.label} told something that cannot be read: {error!r}"[:300]) from error
    except (AssertionError, ImproperlyConfigured, RecursionError, TypeError, ValueError) as error:
        raise NotUnderstood(f"{provider.label} told something that cannot be read: {error!r}"[:300]) from error


def _view(settings: MailSettings, provider: Provider, what: str, address: str) -> Any:
    """Return what checks and reads a provider's posts; None when it has none. Raises NotTheirs."""
    if not (provider.has_hooks if what == EVENTS else provider.hands_mail):
        return None
    module = import_module(f"anymail.webhooks.{settings.provider}")
    name = module_name(settings.provider)
    made = getattr(module, f"{name}CombinedWebhookView", None)
    made = made or getattr(module, f"{name}{'Tracking' if what == EVENTS else 'Inbound'}WebhookView")
    if provider.signs and not settings.provider_hook_key:
        raise NotTheirs("There is no key to check the signature with.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the secret is in the address
        try:
            return made(**_keys(settings, provider, what, address))
        except (AnymailImproperlyInstalled, ImproperlyConfigured, ValueError) as error:
            raise NotTheirs("The key is none.") from error


def module_name(provider: str) -> str:
    """Return how django-anymail spells a provider in the names of its classes."""
    return KNOWN[provider].label.replace(" ", "")


def _keys(settings: MailSettings, provider: Provider, what: str, address: str) -> dict[str, Any]:
    name = provider.hook_key if what == EVENTS else provider.mail_hook_key
    keys: dict[str, Any] = {name: settings.provider_hook_key} if name and settings.provider_hook_key else {}
    if settings.provider == "mandrill":
        keys["webhook_url"] = address
    if settings.provider in {"brevo", "unisender_go"}:
        known = options(settings)
        keys["api_key"] = known["api_key"]
        if what == MAIL and "api_url" in known:
            keys["api_url"] = known["api_url"]
    return keys


def _arrivals(events: list[Any], request: HttpRequest, provider: Provider, what: str) -> Iterator[RawArrival]:
    for event in filter(None, events):
        if what == EVENTS and event.event_type != "inbound":
            if (made := report(event, provider=provider)) is not None:
                yield made
        elif (message := getattr(event, "message", None)) is not None:
            yield _mail(message, _raw_in(event.esp_event, request))


def _mail(message: Any, raw: bytes | None) -> RawArrival:
    """Return a mail as it came, where the provider passes it on whole; else as django-anymail put it together.

    The same post told again is the same arrival, although a mail that is put together again has other boundaries.
    """
    address = str(message.envelope_recipient or "").strip()
    envelope = f"Delivered-To: {address}\r\n".encode() if _ADDRESS.fullmatch(address) else b""
    if raw is not None:
        return RawArrival(envelope + raw, sha256(raw).digest(), "hook")
    digest = _digest(message)
    for part in message.walk():
        if not part.is_multipart():
            _pack(part)
    return RawArrival(envelope + message.as_bytes(policy=SMTP), digest, REASSEMBLED)


def _pack(part: Any) -> None:
    """Let a part go through the mail as it is; put together by the library, it may be bare bytes."""
    content = part.get_payload(decode=True) or b""
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(encodebytes(content).decode())


def _digest(message: Any) -> bytes:
    digest = sha256()
    for name, value in message.items():
        if name.lower() not in {"content-type", "mime-version", "content-transfer-encoding"}:
            digest.update(f"{name}: {value}\n".encode("utf-8", "surrogateescape"))
    for part in message.walk():
        if not part.is_multipart():
            digest.update(f"{part.get_content_type()} {part.get_filename()}\n".encode("utf-8", "surrogateescape"))
            digest.update(part.get_payload(decode=True) or b"")
    return digest.digest()


def _raw_in(told: Any, request: HttpRequest) -> bytes | None:
    """Return the mail as it came, out of a post; None when the provider passes on its parts only."""
    if not isinstance(told, dict):
        told = {name: request.POST[name] for name in ("body-mime", "email") if name in request.POST}
    told = told.get("msys", {}).get("relay_message", told)  # SparkPost wraps it
    inner: dict[str, Any] = next(
        (told[name] for name in ("msg", "content", "data") if isinstance(told.get(name), dict)), {}
    )
    for holder, name in (
        *((told, one) for one in ("RawEmail", "body-mime", "email")),
        *((inner, one) for one in ("raw_msg", "email_rfc822", "raw")),
    ):
        words = holder.get(name)
        if isinstance(words, str) and words:
            return _decoded(words) if holder.get("email_rfc822_is_base64") else words.encode("utf-8", "surrogateescape")
    if isinstance(told.get("message"), str) and told.get("base64"):
        return _decoded(told["message"])
    return None


def _decoded(words: str) -> bytes:
    try:
        return b64decode(words)
    except (NotBase64, ValueError):
        return words.encode("utf-8", "surrogateescape")
