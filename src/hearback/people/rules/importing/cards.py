"""Reads address cards: vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), however they are folded and quoted."""

from __future__ import annotations

import quopri
import re
from typing import TYPE_CHECKING

from hearback.people.rules.importing.entries import MOST_OF_A_KIND, Entry
from hearback.people.rules.importing.tables import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CARDS = 100_000
_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\(.)")
_UNESCAPED_PART = re.compile(r"(?<!\\)[;]")
_UNESCAPED_COMMA = re.compile(r"(?<!\\),")


def entries(content: bytes) -> Iterator[Entry]:
    """Yield what each card tells; its line is that of its BEGIN. Raises ValueError, in words, when there is no card."""
    found = False
    for count, (line, fields) in enumerate(_cards(_FOLD.sub("", text_of(content))), 1):
        if count > MOST_CARDS:
            raise ValueError(f"A file has {MOST_CARDS:,} cards at most; divide it.")
        found = True
        yield _entry(line, fields)
    if not found:
        raise ValueError("There is no address card in it; a card begins with BEGIN:VCARD.")


def _cards(text: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    fields: list[tuple[str, str]] | None = None
    begun = 0
    for line, words in _whole(text):
        head = words.strip().upper()
        if head == "BEGIN:VCARD":
            fields, begun = [], line
        elif head == "END:VCARD" and fields is not None:
            yield begun, fields
            fields = None
        elif fields is not None and (read := _field(words)):
            fields.append(read)


def _whole(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number, line), with lines joined that a soft break of quoted-printable parts."""
    held, begun = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if not held:
            begun = number
        held += line
        if held.endswith("=") and "QUOTED-PRINTABLE" in held.partition(":")[0].upper():
            held = held[:-1]
            continue
        yield begun, held
        held = ""
    if held:
        yield begun, held


def _field(line: str) -> tuple[str, str] | None:
    """Return (name, value) of a line of a card; None when it is none."""
    head, colon, value = line.partition(":")
    if not colon:
        return None
    name, *parameters = head.split(";")
    told = {one.upper() for one in parameters}
    if any("QUOTED-PRINTABLE" in one for one in told):
        charset = next((one.partition("=")[2] for one in told if one.startswith("CHARSET=")), "utf-8")
        raw = quopri.decodestring(value.encode("utf-8", "replace"))
        try:
            value = raw.decode(charset, "replace")
        except LookupError:
            value = raw.decode("utf-8", "replace")
    return name.rpartition(".")[2].strip().upper(), value.replace("\0", "").strip()


def _entry(line: int, fields: list[tuple[str, str]]) -> Entry:
    def all_of(name: str) -> tuple[str, ...]:
        values = (_plain(value) for told, value in fields if told == name)
        return tuple(dict.fromkeys(value for value in values if value))[:MOST_OF_A_KIND]

    def parts_of(name: str) -> list[str]:
        value = next((value for told, value in fields if told == name and value), "")
        return [_plain(part) for part in _UNESCAPED_PART.split(value)]

    name = next(iter(all_of("FN")), "") or " ".join(filter(None, parts_of("N")[1::-1]))
    places = [", ".join(filter(None, _UNESCAPED_PART.split(value)[3:7:3])) for told, value in fields if told == "ADR"]
    tags = [_plain(one) for told, value in fields if told == "CATEGORIES" for one in _UNESCAPED_COMMA.split(value)]
    return Entry(
        line=line,
        name=name,
        mails=tuple(one.removeprefix("mailto:") for one in all_of("EMAIL")),
        phones=tuple(one.removeprefix("tel:") for one in all_of("TEL")),
        links=tuple(one for one in all_of("URL") if one.lower().startswith(("http://", "https://"))),
        organisation=next(iter(parts_of("ORG")), ""),
        title=next(iter(all_of("TITLE")), "") or next(iter(all_of("ROLE")), ""),
        tags=tuple(dict.fromkeys(one for one in tags if one))[:MOST_OF_A_KIND],
        places=tuple(dict.fromkeys(_plain(one) for one in places if one))[:MOST_OF_A_KIND],
        languages=all_of("LANG"),
        note="\n".join(all_of("NOTE")),
    )


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
