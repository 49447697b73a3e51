"""Takes out what programs wrapped up: winmail.dat, files written into a text, signed mails; names what is sealed."""

from __future__ import annotations

import mimetypes

from hearback.channels.mail.reading import tnef, uuencoded
from hearback.channels.mail.reading.charsets import decode
from hearback.channels.mail.reading.headers import Fields, split, start_of
from hearback.channels.mail.reading.invitations import summary
from hearback.channels.mail.reading.mime import Part, opened
from hearback.channels.mail.reading.sealed import signed_content
from hearback.channels.mail.reading.words import Parameters

_PGP = "This mail is encrypted with PGP and cannot be read here. The original holds it."
_SMIME = "This mail is encrypted or sealed with S/MIME and cannot be read here. The original holds it."
_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_CALENDAR = frozenset({"text/calendar", "application/ics"})
_SEALED = {
    "application/pgp-encrypted": _PGP,
    "application/pkcs7-mime": _SMIME,
    "application/x-pkcs7-mime": _SMIME,
}


def files_in(text: str) -> tuple[str, list[Part]]:
    """Return a text without the files that were written into it, and these."""
    text, files = uuencoded.cut(text)
    return text, [_file(one.name, "", one.content) for one in files]


def is_winmail(part: Part) -> bool:
    """Tell whether a part says that it is Outlook's."""
    return part.media_type in tnef.TYPES or part.file_name().lower() == "winmail.dat"


def winmail(part: Part) -> tuple[str, str, list[Part]] | None:
    """Return the text, the HTML and the files in a winmail.dat; None when nothing can be taken out."""
    found = tnef.opened(part.decoded())
    if found is None:
        return None
    files = [_file(one.name, one.media_type, one.content, content_id=one.content_id) for one in found.files]
    return found.text, found.html, files


def signed(part: Part) -> Part | None:
    """Return the mail in a message that is signed with S/MIME as one piece; None when there is none to be read."""
    if part.media_type not in _PKCS7:
        return None
    content = signed_content(part.decoded())
    if content is None:
        return None
    content = content.replace(b"\r\n", b"\n")
    return opened(*split(content, start=start_of(content)))


def invitation(parts: list[Part]) -> str:
    """Return the first calendar part among these in a few lines; "" when there is none."""
    found = (
        summary(decode(part.decoded(), part.type.get("charset"))) for part in parts if part.media_type in _CALENDAR
    )
    return next(filter(None, found), "")


def name_of(part: Part) -> str:
    """Return what an attachment is called; a mail in a mail goes by its subject when it has no other name."""
    name = part.file_name()
    if name or part.media_type != "message/rfc822":
        return name
    raw = part.decoded()
    return f"{split(raw, start=start_of(raw))[0].text('subject') or 'message'}.eml"


def seal_of(parts: list[Part]) -> str:
    """Return the sentence that stands in place of the text of a mail that cannot be read; "" when nothing is sealed."""
    return next((_SEALED[part.media_type] for part in parts if part.media_type in _SEALED), "")


def _file(name: str, media_type: str, content: bytes, *, content_id: str = "") -> Part:
    guessed = media_type if "/" in media_type else mimetypes.guess_type(name)[0] or "application/octet-stream"
    fields = Fields({"content-id": [content_id]} if content_id else {})
    return Part(fields, Parameters(guessed, {"name": name} if name else {}), content)
