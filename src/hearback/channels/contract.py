"""The words that every channel and the house share; nothing else crosses between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from hearback.channels.outgoing import Reply


class ChannelError(Exception):
    """The outside said no. The message is one sentence that a person understands.

    lasting: trying again without a change by a human cannot help (a wrong password, not a slow server).
    """

    def __init__(self, sentence: str, *, lasting: bool) -> None:
        super().__init__(sentence)
        self.lasting = lasting


class SendUnsureError(ChannelError):
    """The line broke where the other side may or may not have taken the message; a person decides."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, lasting=True)


class Unreadable(Exception):
    """What arrived cannot be read as a message; the text says why. The raw bytes stay."""


class Kind(StrEnum):
    """What a message is, as far as its form tells; what it means is for the rooms above."""

    PERSON = "person"
    POST = "post"  # a blog post or other public writing
    LIST_POST = "list_post"
    BULK = "bulk"  # newsletters and other mail sent to many
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    CALENDAR = "calendar"


class SpanKind(StrEnum):
    """What a stretch of text is; new words are what the author wrote this time."""

    NEW = "new"
    QUOTE = "quote"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    FORWARDED = "forwarded"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch text[start:end] of one kind; spans follow each other and cover the whole text.

    name, address: whom it quotes or forwards, as its heading says; "" where that says nothing.
    """

    kind: SpanKind
    start: int
    end: int
    confidence: float = 1.0
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class HeardIdentity:
    """One address or handle of somebody, as a message names it.

    namespace: where the handle is unique: "mail", "web", ...
    handle: normalised, so that two handles are one identity exactly when they are equal.
    name: the display name as written; "" when none was given.
    shown: the handle as it was written.
    """

    namespace: str
    handle: str
    name: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a message comes from whom it names. verdict: "proven", "failed" or "unknown".

    by: what proves it: "dmarc", "dkim", "spf", "arc", "relay", "pgp" or "smime"; "" when nothing does.
    domain: whose name was looked at. sentence: why, for a person.
    was_checked: whether there was a means of proof at all; without one "unknown" says nothing.
    """

    verdict: str = "unknown"
    by: str = ""
    domain: str = ""
    sentence: str = ""
    was_checked: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a message was addressed to.

    role: "to", "cc", "bcc", "reply_to", or "via": a list or a colleague that passed it on.
    """

    role: str
    identity: HeardIdentity


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a message that is not its text. part: position in the message, 0-based, in reading order."""

    part: int
    name: str
    media_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What is attached, with its content. content_id, location: what the HTML of the message calls it by, or "".

    content: gives the bytes; they are unpacked when somebody asks.
    """

    part: int
    name: str
    media_type: str
    content_id: str
    location: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Failure:
    """One address that a notice speaks of, and what became of the mail there.

    status: as the server said it, "5.1.1" (RFC 3463); "" when it said none.
    is_hard: trying again cannot help; False when it may (a full mailbox); None when nobody can tell.
    why: what the server said, in its words, on one line.
    """

    recipient: str
    status: str = ""
    is_hard: bool | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a machine says about a mail that somebody sent.

    what: "failed", "delayed", "delivered", "expanded" (to a list), "complaint", "away", "automatic" (a machine
    answered, for another reason than absence), "read" or "not_read".
    failures: the addresses it speaks of, in every case.
    speaks_of: names of the mail it is about (Message-IDs without brackets), the surest first.
    until: last day of an absence, or the day of return, whichever is named.
    """

    what: str
    failures: tuple[Failure, ...] = ()
    speaks_of: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that another one passes on. spans: the same text, divided so that its words are the new ones."""

    author: HeardIdentity
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """One message as a channel reads it from the raw bytes; the same bytes always give the same values.

    No text in it holds NUL or half a surrogate pair, so that every database and every encoding takes it.

    key: what the channel calls this message (Message-ID without brackets, feed guid); "" when it has no name.
    content: 16 bytes that are equal exactly when two messages say the same (whatever way they came).
    answers: keys of the messages before this one, oldest first, its parent last.
    threads: names that all messages of the exchange share, which say as much as a key (Outlook's Thread-Index).
    said_at: aware, UTC; None when the message does not say.
    text: the whole text; spans cover it.
    html: the sender's HTML as it came, never shown unsanitised; "" when none.
    link: where it stands on the web; "" when nowhere.
    addressed_to: every address it was delivered to or carries that may hold a reply token of ours.
    notice: what a machine says about another mail; None when a person speaks.
    forwarded: the message it passes on, when it says whose; None when it is only its author's.
    """

    key: str
    content: bytes
    kind: Kind
    author: HeardIdentity | None
    said_at: datetime | None
    subject: str
    text: str
    spans: tuple[Span, ...]
    answers: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    html: str = ""
    link: str = ""
    addressed_to: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    notice: Notice | None = None
    forwarded: Forwarded | None = None

    @property
    def new_words(self) -> str:
        """Return what the author wrote this time, without quotes, signatures and footers."""
        return new_words(self.text, self.spans)


def new_words(text: str, spans: Sequence[Span]) -> str:
    """Return the new stretches of a text, joined; "" when all of it is quoted."""
    if len(spans) == 1 and spans[0].kind is SpanKind.NEW:
        return text.strip()
    return "\n".join(text[span.start : span.end].strip("\n") for span in spans if span.kind is SpanKind.NEW).strip()


@dataclass(frozen=True, slots=True)
class RawArrival:
    """What a channel hands over, as it came.

    fingerprint: 32 bytes, equal when the outside handed us the same thing again; it may leave out
    what changes at every look (a feed's build date).
    origin: where it lay: "INBOX;7;1204", "archive.mbox@20480", an entry's guid.
    labels: what the source files it under, beside the place where it lies.
    """

    raw: bytes
    fingerprint: bytes
    origin: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """One step of a fetch: what came, and the cursor to store in the same commit.

    place: the name of the cursor (a folder, or "").
    position: what the protocol gives to go on from here (UIDVALIDITY and UID, an ETag, a byte offset).
    remaining: how many are left after this step; None when unknown.
    is_history: it lay there before anybody listened, so that nobody is told of it.
    removed: origins of arrivals that the source does not have any more.
    """

    arrivals: Sequence[RawArrival]
    place: str = ""
    position: Mapping[str, Any] = field(default_factory=dict)
    remaining: int | None = None
    is_history: bool = False
    removed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A stretch of what a source has, held against what is here. there: how many it has in this stretch.

    missing: those of them that are not here, as far as their origins tell. is_history: as of what is fetched.
    """

    there: int
    missing: Sequence[RawArrival] = ()
    is_history: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to begin with a source. setting, value: what choosing it sets; count: what it would bring, if known."""

    setting: str
    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a source would bring, found without taking anything. sentence: for a person, before the first import.

    choices: ways to begin, of which a person takes one; those for one setting only.
    """

    sentence: str
    count: int | None = None
    name: str = ""  # what the source calls itself
    found: Mapping[str, Any] = field(default_factory=dict)  # settings it found out (a discovered feed address)
    choices: tuple[Choice, ...] = ()


def nothing_kept(_: str) -> Sequence[str]:
    """Return no origins: of a source from which nothing was taken."""
    return ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side took the message. remark: what it said, for the log of the attempt.

    refused: recipients it did not take, with its words; the others have it.
    known_as: the name the other side gave the message, where it gave one of its own (without brackets).
    way: by which way it left, for people; "" when there is only one.
    """

    remark: str
    refused: Mapping[str, str] = field(default_factory=dict)
    known_as: str = ""
    way: str = ""


class Channel(Protocol):
    """What a channel folder's channel.py offers as the module-level value `CHANNEL`.

    Only `read` and the names are needed; a channel that cannot fetch, listen or answer leaves the `can_` claim False.
    Settings are the frozen dataclass of the folder's settings.py; fields with metadata {"secret": True} are
    stored encrypted, and each field's metadata has "label" and "help" for the connect form.
    """

    kind: str  # the folder's name
    label: str  # for people: "Mailbox", "Feed"
    settings: type[Any]
    can_fetch: bool
    can_listen: bool
    can_answer: bool
    can_import: bool
    can_compare: bool

    def read(self, raw: bytes) -> HeardMessage:
        """Return what the raw bytes say. Pure. Raises Unreadable."""

    def enclosed(self, raw: bytes) -> tuple[Enclosed, ...]:
        """Return what is attached to a message, in the order of its `attachments`. Pure. Raises Unreadable."""

    def prove(self, settings: Any, raw: bytes, *, origin: str, may_ask: bool) -> Proof:
        """Return whether a message comes from whom it names. Takes seconds at most; no bytes make it raise.

        origin: where it lay. may_ask: whether the net may be asked; what the bytes and settings tell is always read.
        """

    def look(self, settings: Any) -> Look:
        """Try the connection and say what it would bring, taking nothing. Raises ChannelError."""

    def fetch(
        self, settings: Any, *, cursors: Mapping[str, Mapping[str, Any]], kept: Callable[[str], Sequence[str]] = ...
    ) -> Iterator[Fetched]:
        """Yield what came since the cursors (place -> position), in steps small enough for one commit each.

        kept: the origins here that begin with some text, for those who want to know what was removed.
        Raises ChannelError; steps already yielded stay good.
        """

    def compare(
        self, settings: Any, *, cursors: Mapping[str, Mapping[str, Any]], known: Callable[[Sequence[str]], set[str]]
    ) -> Iterator[Compared]:
        """Yield what the source has up to the cursors, in stretches. known: which of some origins are here.

        Only of channels whose sources keep what they hand over (`can_compare`). Raises ChannelError.
        """

    def import_file(self, path: Path, *, position: Mapping[str, Any]) -> Iterator[Fetched]:
        """Yield what a file or folder holds, in steps, from a position that an earlier step gave ({} = the start).

        Raises ChannelError when the path holds nothing that this channel can read.
        """

    def listen(self, settings: Any, *, woken: Callable[[], None], stopped: Callable[[], bool]) -> None:
        """Block until stopped, calling `woken` when the source says that something new came. Raises ChannelError."""

    def is_ready_to_answer(self, settings: Any) -> bool:
        """Say whether these settings allow an answer to leave (a mailbox without SMTP only hears)."""

    def largest_answer(self, settings: Any) -> int:
        """Return how many bytes an answer may have in its outgoing form."""

    def compose(self, settings: Any, *, reply: Reply) -> bytes:
        """Return the answer in its outgoing form. Pure: the same reply gives the same bytes."""

    def send(
        self, settings: Any, *, composed: bytes, recipients: Sequence[str], point_of_no_return: Callable[[], None]
    ) -> Receipt:
        """Hand the composed bytes to the outside, once. Raises ChannelError, SendUnsureError.

        point_of_no_return: called when the other side is ready to take the message and right before it gets
        it; what it raises ends the try with nothing sent.
        """
