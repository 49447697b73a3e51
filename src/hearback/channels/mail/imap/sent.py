"""Finds the folder in which mail programs keep what was sent: an answer from a phone is an answer, too."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from hearback.channels.mail.imap.folders import listed_folders
from hearback.channels.mail.imap.session import Refused

if TYPE_CHECKING:
    from hearback.channels.mail.imap.session import Session

_SENT = b"\\SENT"
# What programs call it, where a server does not say so itself (RFC 6154).
_NAMES = frozenset({
    "sent", "sent items", "sent messages", "sent mail", "sent-mail", "gesendet", "gesendete elemente",
    "gesendete objekte", "gesendete nachrichten", "envoyés", "messages envoyés", "éléments envoyés", "enviados",
    "elementos enviados", "mensajes enviados", "itens enviados", "inviata", "posta inviata", "inviati", "verzonden",
    "verzonden items", "verzonden berichten", "skickat", "skickade objekt", "sendt", "sendte elementer",
    "sendt post", "lähetetyt", "wysłane", "elementy wysłane", "odeslané", "odeslaná pošta",
    "elküldött", "elküldött elemek", "trimise", "отправленные", "надіслані", "gönderilmiş öğeler", "gönderilenler",
    "απεσταλμένα", "דואר יוצא", "العناصر المرسلة", "送信済み", "送信済みアイテム",
    "已发送", "已发送邮件", "寄件備份", "보낸 편지함",
})  # fmt: skip


def sent_folder(connected: Session) -> str:
    """Return the name of the folder with sent mail; "" when there is none, or the server lists no folders."""
    with suppress(Refused):
        listed = listed_folders(connected)
        marked = (folder for folder in listed if _SENT in folder.flags)
        called = (folder for folder in listed if folder.last_part.casefold() in _NAMES)
        chosen = next(marked, None) or next(called, None)
        return chosen.name if chosen else ""
    return ""
