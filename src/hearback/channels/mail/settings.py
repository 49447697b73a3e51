"""What a person fills in to connect a mailbox; the form, its checks and its page in the docs come from here."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SECURITIES = ("tls", "starttls", "none")
_WHEN_REMOVED = ("keep", "mark", "remove")
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_HOST = re.compile(r"[^\s/@]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def _about(label: str, told: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "help": told, **more}


class InvalidSettings(ValueError):
    """What was filled in cannot be right. wrong: field -> one sentence for the person who filled it in."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """A mailbox: where it is heard (IMAP) and how it answers (SMTP).

    Without an IMAP server it is an archive, for imports only; without an SMTP server it hears and cannot answer.
    """

    address: str = field(
        default="",
        metadata=_about("Address", "The mailbox's own address: answers come from it."),
    )
    name: str = field(
        default="",
        metadata=_about("Name", "Shown beside the address when an answer carries no colleague's name."),
    )
    grant: str = field(
        default="",
        metadata=_about(
            "Sign-in",
            "The number of a sign-in at the provider, used instead of a password; signing in fills it in.",
            hidden=True,
        ),
    )
    imap_host: str = field(
        default="",
        metadata=_about("IMAP server", "For example imap.example.org. Leave it empty to import archives only."),
    )
    imap_port: int = field(default=993, metadata=_about("IMAP port", "993 with TLS, 143 otherwise."))
    imap_security: str = field(
        default="tls",
        metadata=_about(
            "IMAP security", "How the connection is protected. Certificates are verified.", choices=_SECURITIES
        ),
    )
    imap_user: str = field(
        default="", metadata=_about("IMAP user", "Often the whole address; empty means the address.")
    )
    imap_password: str = field(
        default="",
        metadata=_about(
            "IMAP password", "Stored encrypted. Some providers want an app password.", secret=True, unless="grant"
        ),
    )
    folders: str = field(
        default="INBOX",
        metadata=_about(
            "Folders",
            "Names with commas between them; * stands for any part of a name, and a name after ! is left out."
            " Where * stands, drafts, spam and deleted mail are left out too."
            " Nothing is ever changed or marked as read.",
        ),
    )
    hear_sent: bool = field(
        default=True,
        metadata=_about(
            "Hear sent mail",
            "What colleagues answer from their own mail programs is an answer, too: nobody waits for a second one.",
        ),
    )
    sent_folder: str = field(
        default="",
        metadata=_about("Sent folder", "Where mail programs keep what was sent; the connection test finds it out."),
    )
    since: str = field(
        default="all",
        metadata=_about(
            "Since", "How far back the first import goes: all, now (only what comes), or a day such as 2026-01-31."
        ),
    )
    when_removed: str = field(
        default="keep",
        metadata=_about(
            "When a mail is deleted on the server",
            "Kept: nothing changes here. Marked: its delivery says so, and its words stay."
            " Removed: its words and files go from here too, after a week in which you can stop that.",
            choices=_WHEN_REMOVED,
        ),
    )
    smtp_host: str = field(
        default="",
        metadata=_about("SMTP server", "For answers, for example smtp.example.org. Empty: this source cannot answer."),
    )
    smtp_port: int = field(default=587, metadata=_about("SMTP port", "587 with STARTTLS, 465 with TLS."))
    smtp_security: str = field(
        default="starttls",
        metadata=_about(
            "SMTP security", "How the connection is protected. Certificates are verified.", choices=_SECURITIES
        ),
    )
    smtp_user: str = field(default="", metadata=_about("SMTP user", "Empty means the same as for IMAP."))
    smtp_password: str = field(
        default="",
        metadata=_about(
            "SMTP password", "Stored encrypted. Empty means the same as for IMAP.", secret=True, unless="grant"
        ),
    )
    plus_addressing: bool = field(
        default=False,
        metadata=_about(
            "Plus addresses",
            "The mailbox also gets mail for name+anything@domain. Answers then find their conversation"
            " whatever the writer's program does; the connection test finds out.",
        ),
    )
    largest_mail: int = field(
        default=25,
        metadata=_about(
            "Largest mail",
            "In MB: what answers with files may come to as they leave. The connection test finds out what the server"
            " takes; few mailboxes take more than 25.",
        ),
    )
    check_senders: bool = field(
        default=True,
        metadata=_about(
            "Check senders",
            "Whether new mail really comes from whom it names is looked up in the net (DKIM, SPF, DMARC)"
            " where your server has not checked it.",
        ),
    )
    checked_by: str = field(
        default="",
        metadata=_about(
            "Checked by",
            "The name under which your own server writes Authentication-Results into mail;"
            " the connection test finds it out. Empty: nobody is believed.",
        ),
    )
    relays: str = field(
        default="",
        metadata=_about(
            "Trusted relays",
            "Servers or domains that hand mail on to this mailbox, such as a filter or a list, with commas between"
            " them. What they write into mail about its way is believed.",
        ),
    )

    @property
    def is_archive(self) -> bool:
        """Say whether there is no mailbox to listen to, only files to import."""
        return not self.imap_host

    @property
    def folder_names(self) -> tuple[str, ...]:
        """Return the names of the folders to hear, each once, in the order given, that of sent mail last."""
        names = [name.strip() for name in self.folders.split(",")]
        return tuple(dict.fromkeys(filter(None, [*names, self.sent_folder * self.hear_sent])))

    @property
    def checkers(self) -> frozenset[str]:
        """Return the names that are believed in Authentication-Results."""
        return _names(self.checked_by)

    @property
    def trusted_relays(self) -> frozenset[str]:
        """Return the servers and domains whose word about a mail's way is believed."""
        return _names(self.relays)

    @property
    def since_day(self) -> date | None:
        """Return the first day to import; None where no day was named."""
        return None if self.since in {"", "all", "now"} else date.fromisoformat(self.since)

    @property
    def is_from_now_on(self) -> bool:
        """Say whether what lies there is left alone, and only what comes is heard."""
        return self.since == "now"

    @property
    def imap_login(self) -> tuple[str, str]:
        """Return the name and password for IMAP."""
        return self.imap_user or self.address, self.imap_password

    @property
    def smtp_login(self) -> tuple[str, str]:
        """Return the name and password for SMTP; ("", "") when there is nothing to log in with: no login then."""
        password = self.smtp_password or self.imap_password
        return (self.smtp_user or self.imap_login[0], password) if password or self.grant else ("", "")

    @property
    def smtp_grant(self) -> str:
        """Return the sign-in to be let in by when sending; "" when SMTP has a password of its own."""
        return "" if self.smtp_password else self.grant


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.strip().lower().rstrip(".") for name in listed.split(",")) - {""}


def parse(filled_in: Mapping[str, Any]) -> MailSettings:
    """Return the settings that were filled in: text, numbers or booleans by field; what is missing is the default.

    Raises InvalidSettings, which says for each wrong field what is wrong.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for known in fields(MailSettings):
        given = filled_in.get(known.name)
        try:
            values[known.name] = known.default if given is None else _read(known, given)
            _check(known.name, values[known.name], known.metadata)
        except ValueError as error:
            wrong[known.name] = str(error)
    if not wrong:
        wrong = _missing(MailSettings(**values))
    if wrong:
        raise InvalidSettings(wrong)
    return MailSettings(**values)


def _number(given: Any) -> int:
    with suppress(ValueError):
        return int(str(given))
    raise ValueError("This must be a number.")


def _is_on(given: Any) -> bool:
    return str(given).strip().lower() in {"true", "on", "yes", "1"}


def _read(known: Field[Any], given: Any) -> Any:
    """Return what was filled in as the field's type. Raises ValueError with the sentence to show."""
    if isinstance(known.default, bool):
        return _is_on(given)
    if isinstance(known.default, int):
        return _number(given)
    # A password may begin or end with a space.
    return str(given) if known.metadata.get("secret") else str(given).strip()


def _check(name: str, given: Any, metadata: Mapping[str, Any]) -> None:
    """Raise ValueError, with the sentence to show, when one field alone is wrong."""
    if isinstance(given, str) and _CONTROLS.search(given):
        raise ValueError("This must be one line of ordinary text.")
    if "choices" in metadata and given not in metadata["choices"]:
        raise ValueError(f"This must be one of: {', '.join(metadata['choices'])}.")
    check = _CHECKS.get(name)
    if given != "" and check is not None and not check[0](given):
        raise ValueError(check[1])


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
    "largest_mail": (lambda size: 0 < size <= 1_000, "This must be a number of megabytes from 1 to 1000."),
    "grant": (str.isdecimal, "This must be the number of a sign-in."),
    "since": (_is_since, "This must be the word all, the word now, or a day such as 2026-01-31."),
}


def _missing(settings: MailSettings) -> dict[str, str]:
    """Return what the other fields make necessary and is not there."""
    missing = {}
    if (settings.imap_host or settings.smtp_host) and not settings.address:
        missing["address"] = "A mailbox needs its address."
    if settings.imap_host and not settings.imap_password and not settings.grant:
        missing["imap_password"] = "The mailbox needs a password."  # noqa: S105 - a sentence
    if settings.imap_host and not settings.folder_names:
        missing["folders"] = "Name at least one folder, such as INBOX."
    return missing
