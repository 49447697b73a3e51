"""Puts a whole answer together; the same answer always gives the same bytes."""

from __future__ import annotations

import binascii
import re
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from hearback.channels.mail.composing.flowing import flowed, tidy
from hearback.channels.mail.composing.headers import (
    answer_subject,
    folded,
    mailbox_words,
    mailboxes_header,
    message_id,
    one_line,
    text_words,
    thread_headers,
)
from hearback.channels.mail.composing.markup import page
from hearback.channels.mail.composing.tokens import with_reply_token
from hearback.channels.mail.days import spoken_day

if TYPE_CHECKING:
    from hearback.channels.contract import Reply
    from hearback.channels.mail.settings import MailSettings

_LONGEST_LINE_BYTES = 900
_FROM = re.compile(rb"^From ", re.MULTILINE)


def compose(settings: MailSettings, reply: Reply) -> bytes:
    """Return the answer as a mail, ready for SMTP. Raises ChannelError when an address is none."""
    boundary = f"=_{sha256(reply.key.encode()).hexdigest()[:32]}"
    attribution = _attribution(reply) if reply.quoted_text else ""
    text, quoted = tidy(reply.text), tidy(reply.quoted_text)
    headers = _headers(settings, reply) + f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'
    parts = (
        headers.encode(),
        _part("text/plain; charset=utf-8; format=flowed", flowed(text, attribution=attribution, quoted=quoted)),
        _part("text/html; charset=utf-8", page(text, attribution=attribution, quoted=quoted)),
    )
    return f"\r\n--{boundary}\r\n".encode().join(parts) + f"\r\n--{boundary}--\r\n".encode()


def _headers(settings: MailSettings, reply: Reply) -> str:
    name = reply.author_name or settings.name
    reply_to = with_reply_token(settings.address, reply.reply_token) if settings.plus_addressing else None
    return "".join(
        (
            folded("From", mailbox_words(name, settings.address)),
            folded("Reply-To", mailbox_words(name, reply_to)) if reply_to else "",
            mailboxes_header("To", reply.to) if reply.to else "To: undisclosed-recipients:;\r\n",
            mailboxes_header("Cc", reply.cc) if reply.cc else "",
            folded("Subject", text_words(answer_subject(reply.subject))),
            f"Date: {format_datetime(reply.said_at)}\r\n",
            folded("Message-ID", [message_id(reply.key)]),
            thread_headers(reply.answers, reply.references),
            "MIME-Version: 1.0\r\n",
        )
    )


def _attribution(reply: Reply) -> str:
    """Return "On 3 March 2026, Ann wrote:", with what is known."""
    author = one_line(reply.quoted_author) or "you"
    if reply.quoted_at is None:
        return f"{author[:1].upper()}{author[1:]} wrote:"
    return f"On {spoken_day(reply.quoted_at)}, {author} wrote:"


def _part(content_type: str, text: str) -> bytes:
    """Return a part of the mail. A text of short lines in ASCII goes as it is.

    A line that begins with "From " would get a ">" on its way, so such a text is encoded too.
    """
    raw = text.encode()
    encoding = "7bit"
    if not raw.isascii() or _FROM.search(raw) or max(map(len, raw.split(b"\n"))) > _LONGEST_LINE_BYTES:
        raw, encoding = _FROM.sub(b"=46rom ", binascii.b2a_qp(raw)), "quoted-printable"
    head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + raw.removesuffix(b"\n").replace(b"\n", b"\r\n")
