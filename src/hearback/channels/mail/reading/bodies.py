"""Chooses what a person would read first in a mail, and lists the rest as attachments."""

from __future__ import annotations

from dataclasses import dataclass, field

from hearback.channels.mail.reading import wrapped
from hearback.channels.mail.reading.charsets import decode
from hearback.channels.mail.reading.flowed import unflowed
from hearback.channels.mail.reading.mime import Part
from hearback.channels.mail.reading.webtext import text_of

_MOST_UNWRAPPED = 3  # signed mails in signed mails
# Other forms of the same words, which nobody would look for among the attachments.
_OTHER_FORMS = {"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"}


@dataclass(slots=True)
class Piece:
    """A stretch of the body in the forms it came in; None where it did not come in that form."""

    plain: str | None = None
    html: str | None = None
    is_flowed: bool = False
    loses_space: bool = False

    def text(self) -> str:
        """Return it as text."""
        if self.plain is not None:
            return unflowed(self.plain, loses_space=self.loses_space) if self.is_flowed else self.plain
        return text_of(self.html) if self.html else ""


@dataclass(slots=True)
class Body:
    """What a mail says, and the parts it says it in besides. seal: what to say of a mail without words of its own."""

    pieces: list[Piece] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)
    seal: str = ""
    unwrapped: int = 0  # signed mails that were opened

    @property
    def text(self) -> str:
        """Return the text to read: the plain form where there is one, else made from the HTML."""
        if len(self.pieces) == 1:
            return self.pieces[0].text() or self.seal
        if not self.pieces:
            return self.seal
        return "\n".join(text.rstrip("\n") + "\n" for piece in self.pieces if (text := piece.text()).strip())

    @property
    def html(self) -> str:
        """Return the HTML forms, one after the other; "" when there is none."""
        return "\n".join(piece.html for piece in self.pieces if piece.html)


def body_of(part: Part) -> Body:
    """Return what the message says and what is attached to it."""
    body = Body()
    _collect(part, body)
    if body.attached:
        body.seal = wrapped.seal_of(body.attached) or wrapped.invitation(body.attached)
    return body


def _collect(part: Part, body: Body) -> None:
    if part.media_type == "multipart/alternative":
        _collect_best(part, body)
    elif part.parts:
        for inner in part.parts:
            _collect(inner, body)
    elif piece := _piece(part, is_first=not body.pieces):
        body.pieces.append(piece)
        if piece.plain and "begin " in piece.plain:
            piece.plain, files = wrapped.files_in(piece.plain)
            body.attached.extend(files)
    elif not _collect_wrapped(part, body):
        body.attached.append(part)


def _collect_wrapped(part: Part, body: Body) -> bool:
    """Add what a program wrapped up in this part; say whether there was anything."""
    if wrapped.is_winmail(part) and (found := wrapped.winmail(part)):
        text, html, files = found
        if (text or html) and not any(one.plain or one.html for one in body.pieces):
            body.pieces.append(Piece(plain=text or None, html=html or None))
        body.attached.extend(files)
        return True
    if body.unwrapped < _MOST_UNWRAPPED and (inner := wrapped.signed(part)):
        body.unwrapped += 1
        _collect(inner, body)
        body.attached.append(part)
        return True
    return False


def _collect_best(part: Part, body: Body) -> None:
    """Add one piece for all the forms of an alternative, and what hangs on them."""
    forms = Body()
    for inner in part.parts:
        _collect(inner, forms)
    plain = [piece for piece in forms.pieces if piece.plain and piece.plain.strip()]
    html = "\n".join(piece.html for piece in forms.pieces if piece.html) or None
    if plain:
        plain[0].html = html
        body.pieces.extend(plain)
    elif html:
        body.pieces.append(Piece(html=html))
    body.attached.extend(part for part in forms.attached if part.media_type not in _OTHER_FORMS)


def _piece(part: Part, *, is_first: bool) -> Piece | None:
    """Return the part as a piece of the body; None when it is an attachment."""
    if part.media_type not in {"text/plain", "text/html"}:
        return None
    if "content-disposition" in part.fields or "name" in part.type.named:
        way = part.disposition().value
        if way == "attachment" or (not is_first and part.file_name()):
            return None
    text = _lines(decode(part.decoded(), part.type.get("charset")))
    if part.media_type == "text/html":
        return Piece(html=text)
    is_flowed = part.type.get("format").lower() == "flowed"
    return Piece(plain=text, is_flowed=is_flowed, loses_space=part.type.get("delsp").lower() == "yes")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
