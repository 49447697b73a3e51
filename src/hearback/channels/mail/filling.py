"""Judges what a person filled in to connect a mailbox: each field alone, and what one makes necessary of another."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from hearback.channels.mail.proving.known import keys_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import Field

    from hearback.channels.mail.settings import MailSettings

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_HOST = re.compile(r"[^\s/@]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class InvalidSettings(ValueError):
    """What was filled in cannot be right. wrong: field -> one sentence for the person who filled it in."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


def names_in(listed: str) -> frozenset[str]:
    """Return names that are listed with commas between them, in small letters."""
    return frozenset(name.strip().lower().rstrip(".") for name in listed.split(",")) - {""}


def _number(given: Any) -> int:
    with suppress(ValueError):
        return int(str(given))
    raise ValueError("This must be a number.")


def _is_on(given: Any) -> bool:
    return str(given).strip().lower() in {"true", "on", "yes", "1"}


def read(known: Field[Any], given: Any) -> Any:
    """Return what was filled in as the field's type. Raises ValueError with the sentence to show."""
    if isinstance(known.default, bool):
        return _is_on(given)
    if isinstance(known.default, int):
        return _number(given)
    # A password may begin or end with a space.
    return str(given) if known.metadata.get("secret") else str(given).strip()


def check(name: str, given: Any, metadata: Mapping[str, Any]) -> None:
    """Raise ValueError, with the sentence to show, when one field alone is wrong."""
    if isinstance(given, str) and _CONTROLS.search(given if "lines" not in metadata else "".join(given.split())):
        raise ValueError("This must be one line of ordinary text.")
    if name == "known_keys":
        keys_in(given)
    if "choices" in metadata and given not in metadata["choices"]:
        raise ValueError(f"This must be one of: {', '.join(metadata['choices'])}.")
    rule = _CHECKS.get(name)
    if given != "" and rule is not None and not rule[0](given):
        raise ValueError(rule[1])


def _is_since(given: str) -> bool:
    with suppress(ValueError):
        return given in {"all", "now"} or date.fromisoformat(given) is not None
    return False


_PORT = (lambda port: 0 < port < 65536, "This must be a number from 1 to 65535.")
_SERVER = (_HOST.fullmatch, "This must be a server's name or number, without spaces or slashes.")
_CHECKS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "address": (_ADDRESS.fullmatch, "This must be one mail address, such as team@example.org."),
    "imap_host": _SERVER,
    "imap_port": _PORT,
    "smtp_host": _SERVER,
    "smtp_port": _PORT,
    "second_host": _SERVER,
    "second_port": _PORT,
    "jmap_url": (
        re.compile(r"(https?://)?[^\s/@]+(/\S*)?").fullmatch,
        "This must be a server's name or a web address, such as https://api.example.org/jmap/session.",
    ),
    "provider_url": (
        re.compile(r"https?://[^\s/@]+(/\S*)?").fullmatch,
        "This must be a web address that begins with https://.",
    ),
    "largest_mail": (lambda size: 0 < size <= 1_000, "This must be a number of megabytes from 1 to 1000."),
    "handed_for": (
        lambda given: all(_ADDRESS.fullmatch(one) for one in names_in(given)),
        "These must be mail addresses with commas between them, such as sales@example.org, *@example.net.",
    ),
    "grant": (str.isdecimal, "This must be the number of a sign-in."),
    "since": (_is_since, "This must be the word all, the word now, or a day such as 2026-01-31."),
}


def missing_in(settings: MailSettings) -> dict[str, str]:
    """Return what the other fields make necessary and is not there."""
    missing = {}
    if (settings.is_looked_into or settings.smtp_host or settings.handed_over) and not settings.address:
        missing["address"] = "A mailbox needs its address."
    if settings.imap_host and not settings.imap_password and not settings.grant:
        missing["imap_password"] = "The mailbox needs a password."  # noqa: S105 - a sentence
    if settings.provider != "none" and not settings.provider_key:
        missing["provider_key"] = "The provider wants a key."
    if settings.imap_host and not settings.folder_names:
        missing["folders"] = "Name at least one folder, such as INBOX."
    return missing | _too_many(settings)


def _too_many(settings: MailSettings) -> dict[str, str]:
    """Return which ways to hear mail cannot be together, and what a JMAP account needs."""
    wrong = {}
    if settings.is_looked_into and settings.handed_over:
        wrong["handed_over"] = "Mail is either looked for in a mailbox or handed to us: leave the server empty."
    if settings.imap_host and settings.jmap_url:
        wrong["jmap_url"] = "A mailbox is heard by IMAP or by JMAP: leave one of the servers empty."
    if settings.jmap_url and not settings.jmap_password and not settings.grant:
        wrong["jmap_password"] = "The mailbox needs a password or a token."  # noqa: S105 - a sentence
    return wrong
