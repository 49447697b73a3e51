"""Files as pages show them: those of a draft in the composer, and those that went with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearback.channels.outgoing import picture_mark
from hearback.inbox.actions.files import CAN_BE_PUT_BACK
from hearback.inbox.rules.files import capacity
from hearback.infra.filetypes import PDF, PICTURES
from hearback.infra.showing import size_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.inbox.models import File

LARGEST_SEEN = 2_000_000  # of pictures that are shown small; a larger one is fetched when somebody wants it


def file_icon(media_type: str) -> str:
    """Return the icon of a kind of file."""
    if media_type.startswith("image/"):
        return "image"
    return "calendar" if media_type == "text/calendar" else "file"


def kind_words(name: str, media_type: str) -> str:
    """Return what a file is, for people: "Picture", "PDF", else how its name ends."""
    families = {"image": _("Picture"), "video": _("Film"), "audio": _("Sound")}
    if media_type == PDF:
        return "PDF"
    ending = name.rpartition(".")[2] if "." in name else ""
    plain = ending.upper() if ending.isalnum() and len(ending) < 6 else _("File")
    return families.get(media_type.partition("/")[0], plain)


def strip(files: Sequence[File]) -> list[dict[str, str]]:
    """Return the files of an answer as the strip of attachments; pictures that are seen come last."""
    shown = [
        {
            "name": one.name,
            "size": size_words(one.size_bytes),
            "url": reverse("file", args=[one.pk]),
            "picture_url": _picture_url(one),
            "look_url": reverse("file-seen", args=[one.pk]) if one.media_type == PDF else "",
            "icon": file_icon(one.media_type),
        }
        for one in files
    ]
    return sorted(shown, key=lambda one: bool(one["picture_url"]))


def carried(number: int, files: Sequence[File], *, largest: int, now: datetime, trouble: str = "") -> dict[str, Any]:
    """Return the files of a draft as the composer lists them, and those that were just taken out of it.

    number: of the conversation. largest: bytes that an answer may have. trouble: why a file was not taken.
    """
    here = [one for one in files if one.removed_at is None]
    gone = [one for one in files if one.removed_at and now - one.removed_at < CAN_BE_PUT_BACK]
    return {
        "url": reverse("attach", args=[number]),
        "files": [_in_draft(one) for one in here],
        "gone": [{"name": one.name, "back_url": reverse("put-back", args=[one.pk])} for one in gone],
        "trouble": trouble,
        "most": capacity(largest),
        "most_words": size_words(capacity(largest)),
    }


def _in_draft(file: File) -> dict[str, Any]:
    return {
        "number": file.pk,
        "name": file.name,
        "about": f"{kind_words(file.name, file.media_type)} · {size_words(file.size_bytes)}",
        "icon": file_icon(file.media_type),
        "url": reverse("file", args=[file.pk]),
        "picture_url": _picture_url(file),
        "mark": picture_mark(file.name) if file.media_type in PICTURES else "",
        "remove_url": reverse("remove-file", args=[file.pk]),
    }


def _picture_url(file: File) -> str:
    is_seen = file.media_type in PICTURES and file.size_bytes <= LARGEST_SEEN
    return reverse("file-seen", args=[file.pk]) if is_seen else ""
