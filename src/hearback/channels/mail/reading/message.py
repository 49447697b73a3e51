"""Reads one mail; whatever the bytes are, the answer is a message or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from itertools import count

from hearback.channels.contract import Attachment, Enclosed, HeardIdentity, HeardMessage, Kind, Recipient, Unreadable
from hearback.channels.mail.notices import Told, notice_of
from hearback.channels.mail.reading import addresses, dates, headers, lists, mime, references, wrapped
from hearback.channels.mail.reading.bodies import Body, body_of
from hearback.channels.mail.reading.headers import Fields
from hearback.channels.mail.reading.kinds import Seen, kind_of
from hearback.channels.mail.splitting import forwarded, spans_of

_FROM_MACHINES = frozenset({Kind.BOUNCE, Kind.RECEIPT, Kind.AUTO_REPLY})
_ROLES = (("to", "to"), ("cc", "cc"), ("bcc", "bcc"), ("reply_to", "reply-to"))
# One of these, or of the fields that programs invent, stands in every mail; notes and programs have other colons.
_KNOWN_FIELDS = frozenset({
    "from", "to", "cc", "bcc", "subject", "date", "message-id", "received", "return-path", "reply-to", "sender",
    "references", "in-reply-to", "mime-version", "content-type", "delivered-to", "resent-from", "organization",
})  # fmt: skip
_ENVELOPES = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_BLANKS = " \t\n\v\f\r"
_MANY_SPACES = re.compile(rb"  +")
_SPACES = bytes.maketrans(b"\t\n\v\f\r", b"     ")
_RECEIVED_FOR = re.compile(r"\sfor\s+<?([^\s<>;]{1,320}@[^\s<>;]{1,255})")


def read(raw: bytes) -> HeardMessage:
    """Return what a mail says. Raises Unreadable when the bytes are no mail at all, and nothing else."""
    part = _opened(raw)
    fields, body = part.fields, body_of(part)
    text = body.text
    author = _author(fields)
    recipients = _recipients(fields)
    if author and (writer := lists.writer(fields, author)):
        author, recipients = writer, (*recipients, Recipient("via", author))
    addressed_to = _addressed_to(fields, recipients)
    key, subject, said_at = references.key_of(fields), fields.text("subject"), dates.first_moment(fields.every("date"))
    carried = [attached.decoded() for attached in body.attached]
    who = (author.handle, author.name) if author else ("", "")
    kind = kind_of(Seen(fields, part, *who, subject, text, frozenset(addressed_to)))
    spans = spans_of(text, subject=subject, writer=author.name if author else "")
    notice = None
    if kind in _FROM_MACHINES:
        notice = notice_of(kind, Told(fields, part, who[0], addressed_to, subject, text, said_at))
    return HeardMessage(
        key=key,
        content=_content(author, subject, body, carried, said_at=None if key else said_at),
        kind=kind,
        author=author,
        said_at=said_at,
        subject=subject,
        text=text,
        spans=spans,
        answers=references.answers_of(fields),
        threads=references.threads_of(fields),
        recipients=recipients,
        html=body.html,
        addressed_to=addressed_to,
        attachments=tuple(map(_attachment, count(), body.attached, carried)),
        notice=notice,
        forwarded=forwarded(text, spans, subject=subject, by=author.name or author.handle) if author else None,
    )


def enclosed(raw: bytes) -> tuple[Enclosed, ...]:
    """Return what is attached, with its content, in the order of `attachments`. Raises Unreadable as `read`."""
    return tuple(map(_enclosed, count(), body_of(_opened(raw)).attached))


def _opened(raw: bytes) -> mime.Part:
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n") if b"\n" in raw else raw.replace(b"\r", b"\n")
    if not raw or raw.isspace():
        raise Unreadable("The mail is empty.")
    fields, body = headers.split(raw, start=headers.start_of(raw))
    if not fields.has_any(_KNOWN_FIELDS) and not fields.is_extended:
        raise Unreadable("There is no mail header at the beginning, so this is not a mail.")
    return mime.opened(fields, body)


def _author(fields: Fields) -> HeardIdentity | None:
    written = fields.every("from") + fields.every("sender")
    for value in written:
        found = addresses.identities(value)
        if found:
            return found[0]
    return next((local for value in written if (local := addresses.local_identity(value))), None)


def _recipients(fields: Fields) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(role, identity)
        for role, name in _ROLES
        for value in fields.every(name)
        for identity in addresses.identities(value)
    )


def _addressed_to(fields: Fields, recipients: Iterable[Recipient]) -> tuple[str, ...]:
    """Return every address at which this copy, or the mail, was meant to arrive."""
    found = dict.fromkeys(
        recipient.identity.handle for recipient in recipients if recipient.role not in {"reply_to", "via"}
    )
    for name in _ENVELOPES:
        if name in fields:
            for value in fields.every(name):
                found.update(dict.fromkeys(identity.handle for identity in addresses.identities(value)))
    for value in fields.every("received"):
        _, told, behind = value.partition("for <")
        if told:
            found[addresses.handle_of(behind.partition(">")[0])] = None
        elif "for " in value:
            found.update(dict.fromkeys(map(addresses.handle_of, _RECEIVED_FOR.findall(value))))
    found.pop("", None)
    return tuple(found)


def _attachment(place: int, part: mime.Part, content: bytes) -> Attachment:
    return Attachment(part=place, name=wrapped.name_of(part), media_type=part.media_type, size_bytes=len(content))


def _enclosed(place: int, part: mime.Part) -> Enclosed:
    return Enclosed(
        part=place,
        name=wrapped.name_of(part),
        media_type=part.media_type,
        content_id=part.fields.text("content-id").strip().strip("<>"),
        location=part.fields.text("content-location").strip(),
        content=part.decoded,
    )


def _content(
    author: HeardIdentity | None, subject: str, body: Body, carried: Iterable[bytes], *, said_at: datetime | None
) -> bytes:
    """Return 16 bytes for what is said; spaces, line ends, encodings and other headers make no difference.

    It is taken from the words as they came, before anything is made of them, so that better rules
    for reading never make two messages of one.
    """
    said = [author.handle if author else "", subject, said_at.isoformat() if said_at else ""]
    for piece in body.pieces:
        said += ((piece.plain or "").strip(_BLANKS), (piece.html or "").strip(_BLANKS))
    digest = blake2b(_collapsed("\0".join(said).encode("utf-8", "replace")), digest_size=16)
    for part, content in zip(body.attached, carried, strict=True):
        digest.update(part.file_name().encode("utf-8", "replace"))
        digest.update(blake2b(content, digest_size=16).digest())
    return digest.digest()


def _collapsed(words: bytes) -> bytes:
    """Return the words with one space for each stretch of white space; faster than splitting and joining."""
    return _MANY_SPACES.sub(b" ", words.translate(_SPACES))
