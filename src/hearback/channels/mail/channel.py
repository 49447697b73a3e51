"""The mail channel: mailboxes heard by IMAP and answered by SMTP, and archives read from files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import ChannelError, Look, Proof, nothing_kept
from hearback.channels.mail import composing, files, handed, imap, jmap, proving, reading, smtp
from hearback.channels.mail.settings import REASSEMBLED, MailSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hearback.channels.contract import Compared, Enclosed, Fetched, HeardMessage, Receipt
    from hearback.channels.outgoing import Reply


class MailChannel:
    """Mail, by the channel contract."""

    kind = "mail"
    label = "Mailbox"
    settings: type[MailSettings] = MailSettings
    can_fetch = True
    can_listen = True
    can_answer = True
    can_import = True
    can_compare = True

    def __init__(self) -> None:
        self.names: proving.Names = proving.KeptNames()

    def read(self, raw: bytes) -> HeardMessage:
        """Return what the raw bytes of one mail say. Raises Unreadable."""
        return reading.read(raw)

    def enclosed(self, raw: bytes) -> tuple[Enclosed, ...]:
        """Return what is attached to one mail. Raises Unreadable."""
        return reading.enclosed(raw)

    def prove(self, settings: MailSettings, raw: bytes, *, origin: str, may_ask: bool) -> Proof:
        """Return whether a mail comes from whom its From names, as our server wrote or as we find ourselves.

        What lies among sent mail was put there by somebody with the password, whatever way it went.
        """
        if settings.sent_folder and origin.rsplit(";", 2)[0] == settings.sent_folder:
            return proving.proven_as_sent(raw)
        if origin == REASSEMBLED:
            return Proof()
        trust = proving.Trust(settings.checkers, settings.trusted_relays, settings.known_keys)
        return proving.prove(raw, trust=trust, names=self.names if may_ask and settings.check_senders else None)

    def look(self, settings: MailSettings) -> Look:
        """Log in to both servers, say what the first import would take, and find out about plus addresses."""
        if settings.is_archive:
            heard = Look(
                "This source takes nothing by itself; it holds the archives that you import.", name=settings.address
            )
        elif settings.handed_over:
            heard = handed.look(settings)
        elif not settings.is_looked_into:
            heard = Look(
                "Mail comes when the provider hands it over: the source's page tells how.", name=settings.address
            )
        else:
            heard = (jmap.look if settings.jmap_url else imap.look)(settings)
        if settings.second_host:
            smtp.largest_mail(settings.second_way)
        if not settings.smtp_host:
            return replace(heard, sentence=f"{heard.sentence} {_told_ways(settings)}".rstrip())
        found = {**heard.found, "plus_addressing": smtp.takes_plus_addresses(settings)}
        if (largest := smtp.largest_mail(settings)) and largest < self.largest_answer(settings):
            found["largest_mail"] = max(largest // 1_000_000, 1)
        sentence = f"{heard.sentence} {_told_ways(settings)}"
        return Look(sentence, heard.count, heard.name, found, heard.choices)

    def fetch(
        self,
        settings: MailSettings,
        *,
        cursors: Mapping[str, Mapping[str, Any]],
        kept: Callable[[str], Sequence[str]] = nothing_kept,
    ) -> Iterator[Fetched]:
        """Yield what came since the cursors; an archive has nothing to fetch, nor has what is handed to us."""
        if not settings.is_looked_into:
            return iter(())
        way = jmap.fetch if settings.jmap_url else imap.fetch
        return way(settings, cursors=cursors, kept=kept)

    def compare(
        self,
        settings: MailSettings,
        *,
        cursors: Mapping[str, Mapping[str, Any]],
        known: Callable[[Sequence[str]], set[str]],
    ) -> Iterator[Compared]:
        """Yield what the mailbox holds, held against what is here; without a mailbox there is nothing to compare."""
        if not settings.is_looked_into:
            return iter(())
        way = jmap.compare if settings.jmap_url else imap.compare
        return way(settings, cursors=cursors, known=known)

    def import_file(self, path: Path, *, position: Mapping[str, Any]) -> Iterator[Fetched]:
        """Yield the mails of a file or folder; see files.importing for the position."""
        return files.import_file(path, position=position)

    def listen(self, settings: MailSettings, *, woken: Callable[[], None], stopped: Callable[[], bool]) -> None:
        """Block until stopped, calling `woken` when mail came, and once at the beginning."""
        (jmap.listen if settings.jmap_url else imap.listen)(settings, woken=woken, stopped=stopped)

    def largest_answer(self, settings: MailSettings) -> int:
        """Return how many bytes the server takes; what most servers take, when it does not say."""
        return settings.largest_mail * 1_000_000

    def compose(self, settings: MailSettings, *, reply: Reply) -> bytes:
        """Return the answer as a mail."""
        return composing.compose(settings, reply)

    def is_ready_to_answer(self, settings: MailSettings) -> bool:
        """Say whether there is a server for answers to leave through and an address for them to come from."""
        return settings.can_send

    def send(
        self,
        settings: MailSettings,
        *,
        composed: bytes,
        recipients: Sequence[str],
        point_of_no_return: Callable[[], None],
    ) -> Receipt:
        """Send the composed mail, once."""
        if not settings.smtp_host:
            raise ChannelError("This source has no SMTP server to send answers through.", lasting=True)
        return smtp.send(settings, composed=composed, recipients=recipients, point_of_no_return=point_of_no_return)


def _told_ways(settings: MailSettings) -> str:
    """Return which ways an answer may take, the first one first; "" when there is none."""
    provider = settings.provider.replace("_", " ").title() if settings.provider != "none" else ""
    first, *others = [*filter(None, [settings.smtp_host, provider, settings.second_host]), ""]
    more = ", then ".join(filter(None, others))
    return f"Answers leave through {first}{', or when that cannot be reached ' * bool(more)}{more}." if first else ""


CHANNEL = MailChannel()
