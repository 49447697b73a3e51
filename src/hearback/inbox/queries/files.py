"""The files of drafts and answers: which there are, and what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from hearback.channels.outgoing import OutgoingFile
from hearback.conversations.queries import parts
from hearback.inbox.models import Content, File
from hearback.infra.packing import unpack
from hearback.infra.parting import digests, whole

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from hearback.conversations.models import Conversation
    from hearback.inbox.models import Outbound
    from hearback.staff.models import Colleague


def draft_files(home: Conversation, *, of: Colleague) -> QuerySet[File]:
    """Return the files of a colleague's draft, those that were taken out included, in the order they were added."""
    return File.objects.filter(conversation_id__in=parts(home), colleague=of, attempt=None).order_by("pk")


def files_of_attempts(attempts: Collection[Outbound]) -> dict[int, list[File]]:
    """Return attempt -> the files that go or went with it, for those that have any."""
    found: dict[int, list[File]] = {}
    if attempts:
        for file in File.objects.filter(attempt__in=attempts).order_by("pk"):
            found.setdefault(file.attempt_id or 0, []).append(file)
    return found


def visible(number: int, *, to: Colleague) -> File:
    """Return a file that a colleague may see: of their own drafts, or of any answer. Raises File.DoesNotExist."""
    seen = File.objects.filter(Q(colleague=to) | Q(attempt__isnull=False))
    return seen.select_related("content").get(pk=number)


def bytes_of(content: Content) -> bytes:
    """Return what is in a file."""
    return unpack(content.packing, bytes(content.content))


def outgoing(file: File) -> OutgoingFile:
    """Return a file as a channel sends it."""
    return OutgoingFile(file.name, file.media_type, bytes_of(file.content))


def composed_of(attempt: Outbound) -> bytes:
    """Return an attempt as it leaves."""
    composed = bytes(attempt.composed)
    if not attempt.is_parted:
        return composed
    kept = Content.objects.filter(digest__in=digests(composed))
    return whole(composed, {bytes(one.digest): bytes_of(one) for one in kept})
