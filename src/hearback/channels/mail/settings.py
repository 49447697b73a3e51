"""What a person fills in to connect a mailbox; the form, its checks and its page in the docs come from here."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from hearback.channels.mail.filling import InvalidSettings, check, missing_in, names_in, read

if TYPE_CHECKING:
    from collections.abc import Mapping

REASSEMBLED = "hook;reassembled"  # origin of mail that a provider took apart: its signatures prove nothing any more
_SECURITIES = ("tls", "starttls", "none")
_WHEN_REMOVED = ("keep", "mark", "remove")
PROVIDERS = (
    *("none", "postmark", "mailgun", "sendgrid", "brevo", "mailjet", "sparkpost", "mandrill", "resend"),
    *("mailersend", "mailtrap", "scaleway", "unisender_go", "postal"),
)


def _about(label: str, told: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "help": told, **more}


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
            group="proof",
        ),
    )
    checked_by: str = field(
        default="",
        metadata=_about(
            "Checked by",
            "The name under which your own server writes Authentication-Results into mail;"
            " the connection test finds it out. Empty: nobody is believed.",
            group="proof",
        ),
    )
    relays: str = field(
        default="",
        metadata=_about(
            "Trusted relays",
            "Servers or domains that hand mail on to this mailbox, such as a filter or a list, with commas between"
            " them. What they write into mail about its way is believed.",
            group="proof",
        ),
    )
    known_keys: str = field(
        default="",
        metadata=_about(
            "Known keys",
            "PGP public keys and S/MIME certificates, one after the other as text (-----BEGIN ... -----END ...-----)."
            " Mail that is signed with one by the address it names is proven; a certificate of an authority stands for"
            " those that it gave.",
            lines=True,
            group="proof",
        ),
    )
    jmap_url: str = field(
        default="",
        metadata=_about(
            "JMAP server",
            "Instead of IMAP, where the provider offers it, for example api.example.org or the address of its session.",
            group="jmap",
        ),
    )
    jmap_user: str = field(
        default="",
        metadata=_about("JMAP user", "Empty: what stands below is a token that the provider gave you.", group="jmap"),
    )
    jmap_password: str = field(
        default="",
        metadata=_about("JMAP password or token", "Stored encrypted.", secret=True, unless="grant", group="jmap"),
    )
    handed_over: bool = field(
        default=False,
        metadata=_about(
            "Mail is handed to us",
            "Your own mail server delivers what comes for this address to `hearback listen-mail`; no mailbox is"
            " looked into.",
            group="handed",
        ),
    )
    handed_for: str = field(
        default="",
        metadata=_about(
            "Further addresses",
            "Of mail that is handed to us, with commas between them; *@example.org takes whatever comes for a domain.",
            group="handed",
        ),
    )
    provider: str = field(
        default="none",
        metadata=_about(
            "Provider",
            "A company that sends mail by its own interface instead of SMTP, and hands over what comes for you.",
            choices=PROVIDERS,
            group="provider",
        ),
    )
    provider_key: str = field(
        default="",
        metadata=_about(
            "Provider key", "The API key or server token; for Mailjet key:secret. Stored encrypted.", secret=True
        ),
    )
    provider_account: str = field(
        default="", metadata=_about("Provider account", "Mailgun: the sending domain. Scaleway: the project's id.")
    )
    provider_url: str = field(
        default="",
        metadata=_about("Provider address", "Only for another region or your own server: where the interface stands."),
    )
    provider_hook_key: str = field(
        default="",
        metadata=_about(
            "Hook key",
            "What the provider signs its messages to us with, where it does: Mailgun's signing key, Mandrill's or"
            " SendGrid's webhook key. Stored encrypted.",
            secret=True,
        ),
    )
    second_host: str = field(
        default="",
        metadata=_about(
            "Second SMTP server",
            "Taken when the first way out cannot be reached, or has no time just now.",
            group="second",
        ),
    )
    second_port: int = field(default=587, metadata=_about("Second SMTP port", "587 with STARTTLS, 465 with TLS."))
    second_security: str = field(
        default="starttls",
        metadata=_about(
            "Second SMTP security", "How the connection is protected. Certificates are verified.", choices=_SECURITIES
        ),
    )
    second_user: str = field(default="", metadata=_about("Second SMTP user", "Empty means the address."))
    second_password: str = field(
        default="",
        metadata=_about("Second SMTP password", "Stored encrypted. Empty: nobody is logged in.", secret=True),
    )

    @property
    def is_archive(self) -> bool:
        """Say whether there is no mailbox to listen to, only files to import."""
        return not self.is_looked_into and not self.handed_over and self.provider == "none"

    @property
    def is_looked_into(self) -> bool:
        """Say whether there is a server with a mailbox that we look into."""
        return bool(self.imap_host or self.jmap_url)

    @property
    def minds_what_is_kept(self) -> bool:
        """Say whether it matters what was taken before: where deletions are followed, and for JMAP."""
        return self.when_removed != "keep" or bool(self.jmap_url)

    @property
    def handed_addresses(self) -> frozenset[str]:
        """Return the addresses whose mail is handed to us, in small letters; those of a whole domain begin with *@."""
        return names_in(f"{self.address},{self.handed_for}") if self.handed_over else frozenset()

    @property
    def folder_names(self) -> tuple[str, ...]:
        """Return the names of the folders to hear, each once, in the order given, that of sent mail last."""
        names = [name.strip() for name in self.folders.split(",")]
        return tuple(dict.fromkeys(filter(None, [*names, self.sent_folder * self.hear_sent])))

    @property
    def checkers(self) -> frozenset[str]:
        """Return the names that are believed in Authentication-Results."""
        return names_in(self.checked_by)

    @property
    def trusted_relays(self) -> frozenset[str]:
        """Return the servers and domains whose word about a mail's way is believed."""
        return names_in(self.relays)

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
    def second_way(self) -> MailSettings:
        """Return these settings with the second SMTP server in the place of the first."""
        return replace(
            self,
            smtp_host=self.second_host,
            smtp_port=self.second_port,
            smtp_security=self.second_security,
            smtp_user=self.second_user,
            smtp_password=self.second_password,
            imap_password="",
            grant="",
        )

    @property
    def can_send(self) -> bool:
        """Say whether there is a way out, and an address for answers to come from."""
        return bool(self.address and (self.smtp_host or self.second_host or self.provider != "none"))

    @property
    def smtp_grant(self) -> str:
        """Return the sign-in to be let in by when sending; "" when SMTP has a password of its own."""
        return "" if self.smtp_password else self.grant


def parse(filled_in: Mapping[str, Any]) -> MailSettings:
    """Return the settings that were filled in: text, numbers or booleans by field; what is missing is the default.

    Raises InvalidSettings, which says for each wrong field what is wrong.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for known in fields(MailSettings):
        given = filled_in.get(known.name)
        try:
            values[known.name] = known.default if given is None else read(known, given)
            check(known.name, values[known.name], known.metadata)
        except ValueError as error:
            wrong[known.name] = str(error)
    if not wrong:
        wrong = missing_in(MailSettings(**values))
    if wrong:
        raise InvalidSettings(wrong)
    return MailSettings(**values)
