"""Reads whom a quote quotes out of the heading above it: "On Monday Ann <ann@example.org> wrote:", "From: Ann"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hearback.channels.mail.languages import phrases
from hearback.channels.mail.splitting import labels

_LONGEST = 400
_LONGEST_NAME = 60
_MARKS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069\ufeff"  # of the direction of writing
_NO_ADDRESS = rf"\s<>()\[\]@,;:\"*{_MARKS}"
_AT = re.compile(
    rf"[<(\[*{_MARKS}]*+\s?(?:mailto:)?([^{_NO_ADDRESS}]{{1,64}}+@[^{_NO_ADDRESS}]{{1,255}}+)", re.IGNORECASE
)


def _any_of(section: str) -> str:
    return "|".join(sorted(map(re.escape, phrases(section)), key=len, reverse=True))


_VERB = re.compile(
    rf"(?<!\w)(?:{_any_of('wrote')})(?:\(a\))?(?!\w)|{'|'.join(phrases('wrote unspaced'))}", re.IGNORECASE
)
_QUOTING = re.compile(rf"\s*(?:{_any_of('quoting')})\s+(?=\S)", re.IGNORECASE)
# A figure, and the signs and words that belong to the moment it stands in, up to where the name begins.
_MOMENT = re.compile(
    r"\d[\d.:/-]*+[年月日년월일]?(?:\s*+(?:[ap]\.?\s?m\b\.?|uhr\b|uur\b|h\b|hs\b|hrs?\b|г\.|r\.|ч\.|s\b|시|분))*+"
    r"(?:\s*+[(\[][^()\[\]]{1,40}[)\]])*+(?:\s*+(?:utc|gmt|[cemw]es?t|mes?z|[aecmp][sd]t|[bijkn]st|brs?t|msk|z)\b)?+[\s,.:;、，)\]*'’+-]*+",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(r"(?<![\d.:/-])\d{1,2}(?:\.|st|nd|rd|th)?\s(?:de\s|d')?$", re.IGNORECASE)
_MONTH = re.compile(
    r"(?:jan|feb|fév|mar|mär|maa|mrt|apr|avr|abr|kwi|may|mai|maj|mei|jun|jui|giu|jul|lug|lip|aug|aoû|ago|sep|set|wrz"
    r"|oct|okt|ott|paź|nov|lis|dec|dez|déc|dic|gru|янв|фев|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,7}\.?[\s,]++",
    re.IGNORECASE,
)
_BESIDE = frozenset(phrases("beside a name") + phrases("wrote"))
_POLITE = re.compile(
    r"(?:さん(?:[はが]|から)?|様(?:[はが])?|氏(?:[はが])?|님(?:이|께서)?|[于於在은는])\s*$|^\s*[在于於]\s*"
)
_EDGES = f" \t\xa0\u202f\u3000{_MARKS},;:：，、*_\"'„“”«»‚‘’()（）[]<>|–—"
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?\s*$")
_ON_BEHALF = re.compile(r"\bon behalf of\s+(?=\w)|\bim auftrag von\s+(?=\w)", re.IGNORECASE)
_OF_MAIL = re.compile(r"\s*in (?:article|message)\s+<?[^\s<>,]{1,300}>?,?\s+", re.IGNORECASE)
_ON_THE_DAY = " tarihinde "  # stands between the day and the name
_SAYS = re.compile(r"[?!¿]|://")  # a sentence or an address of the web, no name
_LETTER = re.compile(r"[^\W\d_]")


def whom(lines: Sequence[str]) -> tuple[str, str]:
    """Return the name and the address of the one whom a heading names, each "" where it names none.

    lines: an attribution, or a block of headers, without the mail below it; quote marks in front are passed over.
    """
    for row, line in enumerate(lines):
        if (value := labels.sender_in(line)) is not None:
            beside = value.strip() or next((below for below in lines[row + 1 :] if below.strip()), "")
            return _sender(beside[:_LONGEST])
    said = " ".join(line.strip(" \t>|") for line in lines if line.strip()).strip("-_=*#~ \t")
    return _attributed(said) if len(said) < _LONGEST else ("", "")


def says_whom(line: str) -> bool:
    """Tell whether a line below a drawn heading may go on to say whom it is from."""
    is_opened = line.rstrip().endswith((":", "："))
    return labels.sender_in(line) is not None or "@" in line or (is_opened and _VERB.search(line) is not None)


def _sender(value: str) -> tuple[str, str]:
    if behalf := _ON_BEHALF.search(value):
        value = value[behalf.end() :]
    address = _AT.search(value)
    if not address:
        return _name(value), ""
    return _name(value[: address.start()]) or _in_brackets(value[address.end() :]), _handle(address[1])


def _attributed(said: str) -> tuple[str, str]:
    said = _OF_MAIL.sub("", said, count=1)
    quoting = _QUOTING.match(said)
    address = _AT.search(said)
    if address:
        before = said[quoting.end() if quoting else 0 : address.start()]
        name = _behind_moment(before)
        return name or _in_brackets(said[address.end() :]), _handle(address[1])
    if quoting:
        return _name(said[quoting.end() :]), ""
    verb = next(iter(_VERB.finditer(said)), None)
    if not verb:
        return "", ""
    behind = said[verb.end() :]
    if not any(map(str.isdigit, behind)) and (name := _name(behind)):
        return name, ""
    return _behind_moment(said[: verb.start()]), ""


def _behind_moment(words: str) -> str:
    """Return the name at the end of words that may begin with a day and a time."""
    end = 0
    for moment in _MOMENT.finditer(words):
        end = moment.end()
    rest = words[end:].rpartition(_ON_THE_DAY)[2]
    if end and _DAY_OF_MONTH.search(words[:end]) and (month := _MONTH.match(rest)):
        rest = rest[month.end() :]
    if not end and ", " in rest and '"' not in rest:
        rest = rest.rpartition(", ")[2] if rest[:1].islower() or rest.split(" ", 1)[0].lower() in _BESIDE else rest
    return _name(rest)


def _handle(address: str) -> str:
    return address.rstrip(".-_'").lower()


def _in_brackets(words: str) -> str:
    """Return the name in a bracket behind an address: "ann@example.org (Ann Archer)"."""
    found = re.match(r"[>\s]*\(([^()@\d]{1,60})\)", words)
    return _name(found[1]) if found else ""


def _name(words: str) -> str:
    """Return words without what stands around a name; "" when no name is left."""
    words = words.rpartition("mailto:")[2]
    words = _POLITE.sub("", _BRACKET.sub("", words.strip().rstrip("<(["))).strip(_EDGES)
    parts = words.split()
    while parts and parts[0].strip(_EDGES + ".").lower() in _BESIDE:
        del parts[0]
    while parts and parts[-1].strip(_EDGES + ".").lower() in _BESIDE:
        del parts[-1]
    name = " ".join(parts).strip(_EDGES)
    return name if len(name) <= _LONGEST_NAME and _LETTER.search(name) and not _SAYS.search(name) else ""
