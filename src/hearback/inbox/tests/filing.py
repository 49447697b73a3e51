"""What tests of files share: files, and ways to add, list and send them."""

from __future__ import annotations

import random
import re
from email import message_from_bytes
from email.policy import default

from django.core.files.uploadedfile import SimpleUploadedFile

from hearback.inbox.models import Outbound
from hearback.inbox.queries.files import composed_of
from hearback.inbox.tests.writing import opens, sends
from hearback.sources.models import Source

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
PDF = b"%PDF-1.7\nplan"
LARGE = random.Random(11).randbytes(300_000)


def upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attaches(cast, number: int, *files, by=None):
    """Add files as the page's script does."""
    return cast.browser(by).post(
        f"/conversations/{number}/files", {"files": list(files) or [upload()]}, headers={"X-Draft": "1"}
    )


def listed(response) -> list[str]:
    """Return the names of the files that the composer lists, in order."""
    return re.findall(r'class="file-name cut"[^>]*>([^<]*)</a>', response.content.decode())


def numbers(response) -> list[str]:
    return re.findall(r'name="file" value="(\d+)"', response.content.decode())


def with_files(cast, number: int, **more):
    page = opens(cast, number)
    return sends(cast, number, page=page, file=numbers(page), **more)


def mail_of(attempt: Outbound):
    attempt.refresh_from_db()
    return message_from_bytes(composed_of(attempt), policy=default)


def names_in(mail) -> list[str]:
    return [one.get_filename() for one in mail.iter_attachments()]


def allows(cast, megabytes: int) -> None:
    """Let the mailbox's server take mails of so many megabytes."""
    kept = Source.objects.get(pk=cast.mailbox.pk)
    kept.settings["largest_mail"] = megabytes
    kept.save()
