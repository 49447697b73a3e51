"""Knows the lines that mail programs draw between new words and the mail below them, in many languages."""

from __future__ import annotations

import re

from hearback.channels.contract import SpanKind
from hearback.channels.mail.languages import first_words as beginnings
from hearback.channels.mail.languages import lowered, pattern, phrases
from hearback.channels.mail.splitting.attributions import has_verb, is_attribution

_ORIGINAL = frozenset(phrases("original"))
_FORWARDED = frozenset(phrases("forwarded"))
# Apple Mail's line above a forwarded mail, and its likes without dashes.
_BEGIN_FORWARDED = frozenset(phrases("begin forwarded"))
_DRAWN = re.compile(r"[\s>*]*[-_=*–—~#]{2,}\s*+([^\s\-_=*–—~#][^\n]{0,80}?)[\s:]*+([-_=*–—~#>]{2,}\s*)?$")
_ON_DRAWN = re.compile(r"^on\s.*\swrote$", re.IGNORECASE)
# Services draw it above what they tell, and ask for the answer above it.
_REPLY_ABOVE = pattern("reply above", before=r"[\s\-_=*–—~#+<>\[(|.]*+")
_OF_BOTH_DASHES = re.compile(r"\s*(?:—-){3,}—?\s*$")
_LONGEST_NAME = 60
_FORWARDED_BY = ("forwarded by ", "forwarded message", "weitergeleitet von ", "transféré par ")
# Fewer stand in patches.
_FEWEST_PLUS = 4
_MOST_PLUS = 40
# A shorter phrase ("reply") is a heading only between dashes.
_LONGEST_WORD = 9
# Programs in translation put the same few words together in other ways.
_KNOWN_WORDS = frozenset(word for phrase in _ORIGINAL for word in phrase.split())
_MOST_WORDS = 3
RULE = re.compile(r"\s*(?:_{10,}|-{10,}|={10,}|\*{10,}|~{10,}|–{10,}|—{5,})\s*$")


def first_words() -> list[str]:
    """Return the words with which headings begin that stand without dashes."""
    phrased = [phrase.split(" ", 1)[0] for phrase in _BEGIN_FORWARDED | _ORIGINAL if len(phrase) > _LONGEST_WORD]
    return [*phrased, *beginnings("reply above"), *("+" * number for number in range(_FEWEST_PLUS, _MOST_PLUS))]


def separated_by(line: str) -> SpanKind | None:
    """Return what begins below this line: a quoted or a forwarded mail; None when the line is no such mark."""
    found = _DRAWN.match(line)
    if _OF_BOTH_DASHES.match(line) or _REPLY_ABOVE.match(found[1] if found else line):
        return SpanKind.QUOTE
    if not found:
        words = lowered(line.strip(" *_:：\t\xa0"))
        if words in _BEGIN_FORWARDED:
            return SpanKind.FORWARDED
        return SpanKind.QUOTE if len(words) > _LONGEST_WORD and words in _ORIGINAL else None
    inner = " ".join(lowered(found[1]).split()).strip(" :*-")
    if inner in _ORIGINAL or _ON_DRAWN.match(inner) or (len(inner) > 12 and is_attribution(inner)):
        return SpanKind.QUOTE
    if found[2] and len(inner) < _LONGEST_NAME and has_verb(inner.split(" ")[-1]):
        return SpanKind.QUOTE
    if found[2] and _is_of_known_words(inner):
        return SpanKind.QUOTE
    if inner in _FORWARDED or inner.startswith(_FORWARDED_BY):
        return SpanKind.FORWARDED
    return None


def _is_of_known_words(inner: str) -> bool:
    """Tell whether two or three words are of those with which programs head the mail that is answered."""
    words = inner.split()
    return 1 < len(words) <= _MOST_WORDS and _KNOWN_WORDS.issuperset(words)
