"""Turns what was said into raw mails, the way different programs write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from hearback.site.demo.dice import Dice
from hearback.site.demo.enclosures import enclosure
from hearback.site.demo.rhythm import HOUSE
from hearback.site.demo.said import Said

PROGRAMS = {
    "outlook": ("X-Mailer", "Microsoft Outlook 16.0"),
    "apple": ("X-Mailer", "Apple Mail (2.3864.400.21)"),
    "thunderbird": ("User-Agent", "Mozilla Thunderbird"),
    "old": ("X-Mailer", "Posthorn 4.12"),
    "hearback": ("User-Agent", "Hearback"),
}
# EmailMessage of Python 3.11 loses a space where it folds a subject in another script, so we encode it ourselves.
SUBJECT = "the-subject-in-another-script"
CHARSETS = {"de": "iso-8859-1", "ja": "iso-2022-jp"}  # what "old" programs still send


def raw_mail(said: Said, *, mailbox: Address) -> bytes:
    """Return the mail as it lies in the mailbox."""
    message = envelope(said, mailbox=mailbox)
    charset = _charset(said)
    message.set_content(said.full + "\n", charset=charset, cte=_encoding(said, charset))
    if said.html:
        message.add_alternative(said.html + "\n", subtype="html", cte="quoted-printable")
    if wish := said.options.get("attach"):
        name, media_type, content = enclosure(wish)
        main, sub = media_type.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return sealed(message, said)


def envelope(said: Said, *, mailbox: Address) -> EmailMessage:
    """Return a message with every header and no content."""
    message = EmailMessage(policy=SMTP)
    if not said.is_ours:
        _add_travel(message, said, mailbox)
    message["Message-ID"] = f"<{said.key}>"
    message["Date"] = format_datetime(said.sent_at)
    message["From"] = said.author
    message["To"] = said.to
    if said.cc:
        message["Cc"] = said.cc
    message["Subject"] = said.subject if said.subject.isascii() else SUBJECT
    if said.references:
        message["In-Reply-To"] = f"<{said.references[-1]}>"
        message["References"] = " ".join(f"<{key}>" for key in said.references)
    if program := PROGRAMS.get(said.client):
        message[program[0]] = program[1]
    if said.language != "en":
        message["Content-Language"] = said.language
    return message


def sealed(message: EmailMessage, said: Said) -> bytes:
    """Return the bytes; the boundaries come from the name of the mail, so that they never change."""
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{Dice(f'{said.key}/{place}').letters(24)}")
        if place:
            del part["MIME-Version"]
    subject = Header(said.subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return message.as_bytes().replace(SUBJECT.encode(), subject.encode(), 1)


def key_for(client: str, *, domain: str, sent_at: datetime, dice: Dice) -> str:
    """Return a Message-ID, without brackets, such as that program makes them."""
    if client == "gmail":
        return f"CA+{dice.letters(24)}@mail.{domain}"
    if client == "outlook":
        return f"AS8PR04MB{dice.letters(14).upper()}@mail.{domain}"
    if client == "hearback":
        return f"hb.{sent_at:%Y%m%d}.{dice.letters(16).lower()}@{domain}"
    letters = dice.letters(20).lower()
    key = f"{letters[:8]}-{letters[8:12]}-{letters[12:]}"
    return f"{key.upper() if client == 'apple' else key}@{domain}"


def _add_travel(message: EmailMessage, said: Said, mailbox: Address) -> None:
    heard_at = (said.sent_at + timedelta(seconds=3)).astimezone(HOUSE)
    domain = said.author.domain
    message["Return-Path"] = f"<{said.author.addr_spec}>"
    message["Delivered-To"] = mailbox.addr_spec
    message["Received"] = (
        f"from out.{domain} (out.{domain} [192.0.2.{len(said.key) % 250}]) by mx.spoonwright.example "
        f"with ESMTPS id {Dice(said.key).letters(12)} for <{mailbox.addr_spec}>; {format_datetime(heard_at)}"
    )


def _charset(said: Said) -> str:
    wished = CHARSETS.get(said.language, "utf-8") if said.client == "old" else "utf-8"
    try:
        said.full.encode(wished)
    except UnicodeEncodeError:
        return "utf-8"
    return wished


def _encoding(said: Said, charset: str) -> str:
    if charset == "iso-2022-jp":
        return "7bit"
    if said.full.isascii() and max(map(len, said.full.splitlines()), default=0) < 900:
        return "7bit"
    if said.client in ("apple", "phone") and not said.full.isascii():
        return "base64" if said.language in ("ja", "zh", "ko", "ar", "hi", "uk", "el") else "quoted-printable"
    return "8bit" if said.client in ("thunderbird", "plain") and _is_short(said.full) else "quoted-printable"


def _is_short(text: str) -> bool:
    return max(map(len, text.encode().splitlines()), default=0) < 900
