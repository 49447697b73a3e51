"""Files of drafts: added, taken out, put back, sent along, given back, and collected when nobody wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from hearback.inbox.models import Content, Draft, File, Outbound, Turn
from hearback.inbox.queries.files import draft_files
from hearback.inbox.rules.files import MOST_FILES, capacity, free_name, is_too_much
from hearback.infra.errors import Refusal
from hearback.infra.filetypes import safe_name, type_to_send
from hearback.infra.packing import pack
from hearback.infra.parting import parted
from hearback.infra.showing import size_words

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from hearback.conversations.models import Conversation
    from hearback.staff.models import Colleague

CAN_BE_PUT_BACK = timedelta(days=1)
FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as somebody hands it over: name as they call it, and its bytes."""

    name: str
    content: bytes


@transaction.atomic
def add_file(home: Conversation, *, file: Brought, largest: int, by: Colleague, at: datetime) -> File:
    """Add a file to a colleague's draft; the same file under the same name is added once.

    largest: bytes that an answer may have as it leaves. Raises Refusal when it has no room in one.
    """
    _stand_in_line(home)
    kind = type_to_send(file.content, name=file.name)
    name = safe_name(file.name, media_type=kind, otherwise=_("file"))
    _check_alone(name, len(file.content), largest=largest)
    here = list(draft_files(home, of=by).filter(removed_at=None).select_related("content").defer("content__content"))
    digest = blake2b(file.content, digest_size=32).digest()
    same = next((one for one in here if one.name == name and bytes(one.content.digest) == digest), None)
    if same is not None:
        return same
    _check_together(name, [*(one.size_bytes for one in here), len(file.content)], largest=largest)
    Draft.objects.get_or_create(conversation_id=home.pk, colleague=by, defaults={"saved_at": at})
    return File.objects.create(
        conversation=home,
        colleague=by,
        content=_kept(file.content, digest, at=at),
        name=free_name(name, taken=[one.name for one in here]),
        media_type=kind,
        size_bytes=len(file.content),
        added_at=at,
    )


def _stand_in_line(home: Conversation) -> None:
    """Let adding, removing and sending in one conversation happen one after the other."""
    Turn.objects.select_for_update().filter(pk=home.pk).first()


def _check_alone(name: str, size_bytes: int, *, largest: int) -> None:
    if not size_bytes:
        raise Refusal(_("“%s” is empty, so it was not attached.") % name)
    if is_too_much([size_bytes], largest=largest):
        words = {"name": name, "size": size_words(size_bytes), "most": size_words(capacity(largest))}
        raise Refusal(_("“%(name)s” has %(size)s; a mail from here carries files of %(most)s at most.") % words)


def _check_together(name: str, sizes: Collection[int], *, largest: int) -> None:
    if len(sizes) > MOST_FILES:
        raise Refusal(_("An answer carries %d files at most.") % MOST_FILES)
    if is_too_much(sizes, largest=largest):
        words = {"name": name, "size": size_words(sum(sizes)), "most": size_words(capacity(largest))}
        raise Refusal(
            _("With “%(name)s” the files come to %(size)s; a mail from here carries %(most)s at most.") % words
        )


def _kept(content: bytes, digest: bytes, *, at: datetime) -> Content:
    """Return a content, kept once; touching it keeps it from being collected meanwhile."""
    if not Content.objects.filter(digest=digest).update(kept_at=at):
        packing, packed = pack(content)
        about = {"size_bytes": len(content), "packing": packing, "content": packed, "kept_at": at}
        Content.objects.bulk_create([Content(digest=digest, **about)], ignore_conflicts=True)
    return Content.objects.only("pk").get(digest=digest)


@transaction.atomic
def remove_file(file: File, *, by: Colleague, at: datetime) -> None:
    """Take a file out of one's own draft; the second time changes nothing. Raises Refusal when it has left."""
    _own(file, by=by).filter(removed_at=None).update(removed_at=at)


@transaction.atomic
def put_back(file: File, *, home: Conversation, largest: int, by: Colleague) -> None:
    """Put a file that was taken out into the draft again. Raises Refusal when there is no room for it any more."""
    _stand_in_line(home)
    here = draft_files(home, of=by).filter(removed_at=None).exclude(pk=file.pk)
    sizes = [*here.values_list("size_bytes", flat=True), file.size_bytes]
    _check_together(file.name, sizes, largest=largest)
    name = free_name(file.name, taken=list(here.values_list("name", flat=True)))
    _own(file, by=by).update(removed_at=None, name=name)


def _own(file: File, *, by: Colleague) -> QuerySet[File]:
    mine = File.objects.filter(pk=file.pk, colleague=by, attempt=None)
    if not mine.exists():
        raise Refusal(_("This file left with an answer."))
    return mine


def take_along(home: Conversation, numbers: Collection[int], *, by: Colleague) -> list[File]:
    """Return the files that go with an answer, held until the transaction ends; others stay in the draft.

    Raises Refusal when one of them is no longer in the draft.
    """
    mine = draft_files(home, of=by).filter(pk__in=numbers, removed_at=None)
    found = list(mine.select_for_update(of=("self",)).select_related("content"))
    if len(found) != len(set(numbers)):
        raise Refusal(_("A file was removed meanwhile. Look at the files, then send."))
    return found


def leave_with(attempt: Outbound, files: Collection[File]) -> None:
    """Note with which answer files leave."""
    File.objects.filter(pk__in=[one.pk for one in files]).update(attempt=attempt)


def part(attempt: Outbound) -> None:
    """Keep what leaves without its large files, which are kept already."""
    made = parted(bytes(attempt.composed))
    if made and Content.objects.filter(digest__in=list(made.pieces)).count() == len(made.pieces):
        attempt.composed, attempt.is_parted = made.rest, True


def give_back(attempt: Outbound, *, home: int, by: Colleague) -> None:
    """Make the files of an answer that was given up those of a colleague's draft; what is there already stays once."""
    here = list(File.objects.filter(conversation_id=home, colleague=by, attempt=None, removed_at=None))
    known, names = {(one.name, one.content_id) for one in here}, [one.name for one in here]
    for file in File.objects.filter(attempt=attempt).order_by("pk"):
        if (file.name, file.content_id) not in known:
            file.pk, file.attempt, file.colleague, file.conversation_id = None, None, by, home
            file.name = free_name(file.name, taken=names)
            file.save(force_insert=True)
            names.append(file.name)


@transaction.atomic
def collect(*, at: datetime) -> int:
    """Forget files that nobody wants any more, and contents that are in no file; return how many contents went.

    A file is wanted while it is in a draft, can be put back, or belongs to an answer that may have left.
    """
    File.objects.filter(attempt=None, removed_at__lt=at - CAN_BE_PUT_BACK).delete()
    dropped = File.objects.filter(attempt__state=Outbound.DROPPED, attempt__queued_at__lt=at - FORGOTTEN_AFTER)
    dropped.delete()
    drafted = Draft.objects.filter(conversation=OuterRef("conversation"), colleague=OuterRef("colleague"))
    File.objects.filter(~Exists(drafted), attempt=None, added_at__lt=at - FORGOTTEN_AFTER).delete()
    used = File.objects.filter(content=OuterRef("pk"))
    gone, _of = Content.objects.filter(~Exists(used), kept_at__lt=at - CAN_BE_PUT_BACK).delete()
    return gone
