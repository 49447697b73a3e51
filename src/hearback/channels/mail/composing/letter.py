"""Puts a whole answer together; the same answer always gives the same bytes."""

from __future__ import annotations

import binascii
import re
from email.utils import format_datetime
from typing import TYPE_CHECKING

from hearback.channels.contract import ChannelError
from hearback.channels.mail.composing.enclosing import content_id, enclosed, multipart
from hearback.channels.mail.composing.flowing import flowed, tidy
from hearback.channels.mail.composing.headers import (
    answer_subject,
    folded,
    mailbox_words,
    mailboxes_header,
    message_id,
    one_line,
    stopping_headers,
    text_words,
    thread_headers,
)
from hearback.channels.mail.composing.markup import page
from hearback.channels.mail.composing.tokens import with_reply_token
from hearback.channels.mail.days import spoken_day
from hearback.channels.outgoing import picture_mark

if TYPE_CHECKING:
    from hearback.channels.mail.settings import MailSettings
    from hearback.channels.outgoing import Reply

_LONGEST_LINE_BYTES = 900
_FROM = re.compile(rb"^From ", re.MULTILINE)


def compose(settings: MailSettings, reply: Reply) -> bytes:
    """Return the answer as a mail, ready for SMTP. Raises ChannelError when an address is none."""
    if reply.stops_at and len(reply.to) + len(reply.cc) != 1:
        raise ChannelError("A letter that can be stopped by its reader has one reader.", lasting=True)
    attribution = _attribution(reply) if reply.quoted_text else ""
    text, quoted = tidy(reply.text), tidy(reply.quoted_text)
    named = {picture_mark(file.name): content_id(file, key=reply.key) for file in reply.files if file.is_picture}
    html, placed = page(text, attribution=attribution, quoted=quoted, pictures=named)
    words = (
        _part("text/plain; charset=utf-8; format=flowed", flowed(text, attribution=attribution, quoted=quoted)),
        _with_pictures(_part("text/html; charset=utf-8", html), reply, placed),
    )
    letter = multipart("alternative", words, key=reply.key)
    beside = [enclosed(file) for file in reply.files if content_id(file, key=reply.key) not in placed]
    if beside:
        letter = multipart("mixed", [letter, *beside], key=reply.key)
    return _headers(settings, reply).encode() + letter


def _with_pictures(html: bytes, reply: Reply, placed: frozenset[str]) -> bytes:
    """Return the HTML part together with the pictures that stand in it."""
    if not placed:
        return html
    known = [(file, content_id(file, key=reply.key)) for file in reply.files]
    pictures = [enclosed(file, cid=cid) for file, cid in known if cid in placed]
    return multipart("related", [html, *pictures], key=reply.key, more='\r\n type="text/html";')


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
            stopping_headers(reply.stops_at),
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
