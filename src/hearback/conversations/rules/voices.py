"""What is handed to the room: one heard message with who spoke, ready to be placed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from hearback.channels.contract import HeardMessage

PREVIEW_CHARACTERS = 200
PARTICIPANTS = 100  # of one message; all recipients stay in its raw bytes
_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw|antwort|odp|ynt|ref|rép|res|rv|enc|tr|fw|fwd|wg|回复|回覆|答复|返信)(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One heard message, recognised and judged.

    author: identity of who spoke; None when nobody is named. spoken_to: identities of the others.
    arrival: number of the raw arrival; None for what we sent from here ourselves.
    said_at: what the message says, mended where it cannot be true.
    proof: how the author is proven (rules.proofs).
    is_fresh: it has just come, so a stranger who names what others said is asked about before joining them.
    about: names of the mails of ours that it speaks of, when a machine does.
    proven: keys of the directory that the message proves it belongs to (a signed reply token).
    speaker: identity of the colleague who spoke, when it is known behind an address of ours.
    is_thanks: it thanks for something.
    """

    message: HeardMessage
    source: int
    arrival: int | None
    heard_at: datetime
    said_at: datetime
    author: int | None
    spoken_to: tuple[int, ...]
    is_ours: bool
    is_owed: bool
    why: str
    proof: str = ""
    is_fresh: bool = False
    proven: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    speaker: int | None = None
    is_thanks: bool = False

    @property
    def identity_key(self) -> str:
        """Return the digest that is equal exactly for the same message: its name and what it says."""
        return digest(self.message.key.encode("utf-8", "replace") + b"\0" + self.message.content)

    def thread_keys(self) -> list[str]:
        """Return the digests of the keys before this message, oldest first, and its own last."""
        own = thread_key(self.message.key) if self.message.key else self.identity_key
        return [*map(thread_key, (*self.proven, *self.message.threads, *self.message.answers)), own]


def digest(content: bytes) -> str:
    """Return 128 bits over some bytes, as 32 hexadecimal digits."""
    return blake2b(content, digest_size=16).hexdigest()


@lru_cache(maxsize=20_000)  # an answer names what its neighbours in the batch name too
def thread_key(key: str) -> str:
    """Return the digest under which a channel's message key stands in the directory."""
    return digest(b"key\0" + key.encode("utf-8", "replace"))


def base_subject(subject: str) -> str:
    """Return a subject without its reply and forward prefixes; "" stays ""."""
    return _REPLY_PREFIX.sub("", subject).strip() or subject.strip()


def preview(words: str) -> str:
    """Return the first line's worth of new words, white space folded."""
    return " ".join(words[: PREVIEW_CHARACTERS * 3].split())[:PREVIEW_CHARACTERS]
