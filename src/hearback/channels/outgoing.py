"""What leaves a house through a channel, before the channel gives it its form; the other half of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.channels.contract import HeardIdentity


def picture_mark(name: str) -> str:
    """Return what stands in a text where a picture of that name is to be seen."""
    return f"[image: {name}]"


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that goes with an answer; a picture is seen where the text has its `picture_mark`."""

    name: str
    media_type: str
    content: bytes

    @property
    def is_picture(self) -> bool:
        """Say whether it can be seen in a text."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of ours before the channel gives it its form.

    key: the message's stable name, made before the first try (a Message-ID without brackets).
    reply_token: signed; it proves which conversation an answer to this belongs to.
    answers, references: key of the message answered, and the keys before it, oldest first.
    quoted_author, quoted_at, quoted_text: the message answered, for the quoted tail; "" and None for no tail.
    files: what goes with it, each under a name of its own.
    stops_at: where the one reader of a letter that goes to many stops all such letters: an address that takes RFC
    8058's one click; "" for an answer.
    """

    key: str
    reply_token: str
    author_name: str
    to: tuple[HeardIdentity, ...]
    cc: tuple[HeardIdentity, ...]
    subject: str
    text: str
    said_at: datetime
    answers: str = ""
    references: tuple[str, ...] = ()
    quoted_author: str = ""
    quoted_at: datetime | None = None
    quoted_text: str = ""
    files: tuple[OutgoingFile, ...] = ()
    stops_at: str = ""
