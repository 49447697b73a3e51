"""The mails that no person wrote in the ordinary way: bounces, absence notes, newsletters, noise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address
from email.utils import format_datetime

from hearback.site.demo.dice import Dice
from hearback.site.demo.mime import envelope, raw_mail, sealed
from hearback.site.demo.said import Said

Maker = Callable[[Said, Address], bytes]


def odd_mail(said: Said, *, mailbox: Address) -> bytes:
    """Return the raw mail of a turn with a "kind" or a broken charset, or the ordinary mail of any other."""
    if said.options.get("charset") == "broken":
        return _mislabelled(said, mailbox)
    maker = MAKERS.get(said.options.get("kind", ""))
    return maker(said, mailbox) if maker else raw_mail(said, mailbox=mailbox)


def _mislabelled(said: Said, mailbox: Address) -> bytes:
    """Return a mail that says UTF-8 and is Latin-1."""
    message = envelope(replace(said, language="en"), mailbox=mailbox)
    message.set_content(said.full + "\n", charset="iso-8859-1", cte="8bit")
    return sealed(message, said).replace(b'charset="iso-8859-1"', b'charset="utf-8"')


def _bounce(said: Said, mailbox: Address) -> bytes:
    """Return a delivery report for the message before it."""
    recipient = said.options.get("about", "ignacio.bello@example.org")
    status = (
        f"Reporting-MTA: dns; mx.spoonwright.example\nArrival-Date: {format_datetime(said.sent_at)}\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\n"
        "Remote-MTA: dns; mx.example.org\nDiagnostic-Code: smtp; 550 5.1.1 Mailbox unavailable: the user has moved\n"
    )
    returned = f"Message-ID: <{said.references[-1]}>\nFrom: {mailbox}\nTo: <{recipient}>\nSubject: {said.subject}\n"
    # The null sender is what makes it a report and not a letter.
    whole = replace(said, subject="Undelivered Mail Returned to Sender")
    parts = {"message/delivery-status": status, "text/rfc822-headers": returned}
    return _report(whole, mailbox, kind="delivery-status", parts=parts, sender="<>")


def _receipt(said: Said, mailbox: Address) -> bytes:
    """Return the note that a mail was opened."""
    note = (
        f"Final-Recipient: rfc822; {said.author.addr_spec}\nOriginal-Message-ID: <{said.references[-1]}>\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n"
    )
    read = replace(said, subject=f"Read: {said.subject}")
    parts = {"message/disposition-notification": note}
    return _report(read, mailbox, kind="disposition-notification", parts=parts, sender=f"<{said.author.addr_spec}>")


def _report(said: Said, mailbox: Address, *, kind: str, parts: Mapping[str, str], sender: str) -> bytes:
    message = envelope(said, mailbox=mailbox)
    message.replace_header("Return-Path", sender)
    message["Auto-Submitted"] = "auto-replied"
    boundary = f"=_{Dice(f'{said.key}/report').letters(24)}"
    head = message.as_bytes().rstrip(b"\r\n").decode()
    head += f'\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type={kind};\n boundary="{boundary}"\n'
    pieces = {"text/plain; charset=utf-8": said.full + "\n", **parts}
    lines = [f"--{boundary}\nContent-Type: {name}\n\n{text}" for name, text in pieces.items()]
    whole = "\n".join([head, *lines, f"--{boundary}--\n"])
    return whole.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _absence(said: Said, mailbox: Address) -> bytes:
    words = {"de": "Automatische Antwort"}.get(said.language, "Automatic reply")
    message = envelope(replace(said, subject=f"{words}: {said.subject.split(': ', 1)[-1]}"), mailbox=mailbox)
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message["Precedence"] = "bulk"
    message.set_content(said.words + "\n", cte="quoted-printable")
    return sealed(message, said)


def _newsletter(said: Said, mailbox: Address) -> bytes:
    domain = said.author.domain
    message = envelope(said, mailbox=mailbox)
    message["List-ID"] = f"{said.author.display_name} <news.{domain}>"
    message["List-Unsubscribe"] = f"<mailto:stop@{domain}>, <https://{domain}/stop/7f3a>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Precedence"] = "bulk"
    message.set_content(said.words + "\n", cte="quoted-printable")
    paragraphs = "".join(f"<tr><td>{part}</td></tr>" for part in said.words.split("\n\n"))
    message.add_alternative(f"<html><body><table>{paragraphs}</table></body></html>\n", subtype="html")
    return sealed(message, said)


def _list_post(said: Said, mailbox: Address) -> bytes:
    listed = Address("Parts Drawer", "drawer", "lists.spoonwright.example")
    message = envelope(replace(said, to=(listed,)), mailbox=mailbox)
    message["List-ID"] = "Parts Drawer <drawer.lists.spoonwright.example>"
    message["List-Post"] = "<mailto:drawer@lists.spoonwright.example>"
    message["List-Unsubscribe"] = "<mailto:drawer-leave@lists.spoonwright.example>"
    message["Precedence"] = "list"
    footer = "\n_______________________________________________\nParts Drawer mailing list\n"
    message.set_content(f"{said.words}\n{footer}", cte="quoted-printable")
    return sealed(message, said)


def _invitation(said: Said, mailbox: Address) -> bytes:
    starts_at = (said.sent_at + timedelta(days=21)).replace(hour=10, minute=0, second=0)
    stamp = "%Y%m%dT%H%M%S"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Working Group//Terms//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{said.key}",
        f"DTSTAMP:{said.sent_at:{stamp}}",
        f"DTSTART:{starts_at:{stamp}}",
        f"DTEND:{starts_at + timedelta(hours=3):{stamp}}",
        "SUMMARY:Terms for spare parts\\, 3rd meeting",
        f"ORGANIZER:mailto:{said.author.addr_spec}",
        f"ATTENDEE;RSVP=TRUE:mailto:{mailbox.addr_spec}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    message = envelope(said, mailbox=mailbox)
    message.set_content(said.words + "\n", cte="quoted-printable")
    message.add_alternative("\r\n".join(lines) + "\r\n", subtype="calendar", params={"method": "REQUEST"})
    return sealed(message, said)


def _garbage(said: Said, _mailbox: Address) -> bytes:
    dice = Dice(f"garbage/{said.key}")
    return bytes(int(dice.share() * 256) for _ in range(700))


def _headless(_said: Said, _mailbox: Address) -> bytes:
    return b"\r\n\r\n"


MAKERS: Mapping[str, Maker] = {
    "bounce": _bounce,
    "receipt": _receipt,
    "ooo": _absence,
    "newsletter": _newsletter,
    "list": _list_post,
    "calendar": _invitation,
    "garbage": _garbage,
    "headless": _headless,
}
KEYLESS = ("garbage", "headless")  # no Message-ID: nothing can be decided about them by name
