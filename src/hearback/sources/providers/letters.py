"""Turns a composed mail into what django-anymail hands over; nothing of what threads it is lost on the way."""

from __future__ import annotations

from email import message_from_bytes
from email.encoders import encode_base64
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.policy import default
from email.utils import getaddresses
from typing import TYPE_CHECKING

from anymail.message import AnymailMessage

from hearback.channels.mail.reading.flowed import unflowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.sources.providers.known import Provider

MARK = "hearback_key"
# What providers write themselves, out of the rest.
_WRITTEN_BY_THEM = {
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "reply-to",
    "mime-version",
    "message-id",
    "content-type",
}


def letter_of(composed: bytes, *, recipients: Sequence[str], provider: Provider) -> AnymailMessage:
    """Return a mail of ours for a provider. recipients: everybody who is to get it, named in the mail or not."""
    mail = message_from_bytes(composed, policy=default)
    assert isinstance(mail, EmailMessage)
    to, cc = (_named(mail, field, recipients) for field in ("To", "Cc"))
    seen = {address.lower() for _, address in getaddresses([*to, *cc])}
    others = [one for one in dict.fromkeys(recipients) if one.lower() not in seen]
    letter = AnymailMessage(
        subject=str(mail["Subject"] or ""),
        body=_words(mail, "plain"),
        from_email=str(mail["From"]),
        to=to or others,
        cc=cc,
        bcc=others if to else [],
        reply_to=[str(mail["Reply-To"])] if mail["Reply-To"] else None,
        headers=_headers(mail, provider),
    )
    if html := _words(mail, "html"):
        letter.attach_alternative(html, "text/html")
    if provider.takes_marks and mail["Message-ID"]:
        letter.metadata = {MARK: str(mail["Message-ID"]).strip("<> ")}
    for part in mail.walk():
        if not part.is_multipart() and (part.get_filename() or part["Content-ID"]):
            letter.attach(_enclosed(part, provider))
    return letter


def _named(mail: EmailMessage, field: str, recipients: Sequence[str]) -> list[str]:
    """Return who stands in a field and is to get the mail."""
    header = mail[field]
    wanted = {one.lower() for one in recipients}
    named = header.addresses if header is not None else ()
    return [str(one) for one in named if one.addr_spec.lower() in wanted]


def _words(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    text = str(part.get_content()).replace("\r\n", "\n")
    return unflowed(text, loses_space=False) if part.get_param("format") == "flowed" else text


def _headers(mail: EmailMessage, provider: Provider) -> dict[str, str]:
    kept = {name: " ".join(str(value).split()) for name, value in mail.items() if name.lower() not in _WRITTEN_BY_THEM}
    named = {"Message-ID": str(mail["Message-ID"]).strip()} if provider.keeps_name and mail["Message-ID"] else {}
    return {**kept, **named, **provider.head}


def _enclosed(part: EmailMessage, provider: Provider) -> MIMEBase:
    made = MIMEBase(part.get_content_maintype(), part.get_content_subtype())
    payload = part.get_payload(decode=True)
    made.set_payload(payload if isinstance(payload, bytes) else b"")
    encode_base64(made)
    is_seen = bool(part["Content-ID"]) and provider.takes_pictures
    made.add_header(
        "Content-Disposition", "inline" if is_seen else "attachment", filename=part.get_filename() or "part"
    )
    if is_seen:
        made["Content-ID"] = str(part["Content-ID"])
    return made
