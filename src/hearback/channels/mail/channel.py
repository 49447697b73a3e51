"""The mail channel: mailboxes heard by IMAP and answered by SMTP, and archives read from files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hearback.channels.mail.files import import_file
from hearback.channels.mail.settings import MailSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hearback.channels.contract import Fetched, HeardMessage


class MailChannel:
    """Mail, by the channel contract."""

    kind = "mail"
    label = "Mailbox"
    settings: type[MailSettings] = MailSettings
    can_fetch = True
    can_listen = True
    can_answer = True
    can_import = True

    def read(self, raw: bytes) -> HeardMessage:
        """Return what the raw bytes of one mail say. Raises Unreadable."""
        from hearback.channels.mail.reading import read  # noqa: PLC0415

        return read(raw)

    def import_file(self, path: Path, *, position: Mapping[str, Any]) -> Iterator[Fetched]:
        """Yield the mails of a file or folder; see files.importing for the position."""
        return import_file(path, position=position)


CHANNEL = MailChannel()
