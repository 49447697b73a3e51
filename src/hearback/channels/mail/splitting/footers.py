"""Finds what mailing lists and notification services append below every mail."""

from __future__ import annotations

import re

from hearback.channels.mail.languages import by_alphabet, first_words, holds_any, pattern, phrases
from hearback.channels.mail.splitting.rows import (
    DRAWN,
    FORMAL,
    HEADING,
    LABEL,
    QUOTED,
    SENT_FROM,
    SIGNATURE_LINE,
    UNSPACED,
    Rows,
)
from hearback.channels.mail.splitting.separators import separated_by

_LOOKED_AT = 30
_MOST_ROWS = 14
# A footer speaks of the list at once; a signature may speak of one further down.
_FIRST_ROWS = 2
# Something of this stands in what is written about a subscription.
_STEMS, _STEMS_BEYOND_ASCII = by_alphabet(phrases("subscription"))
_DRAWN_LOOKS = frozenset({DRAWN, SIGNATURE_LINE})
_SPOKEN_LOOKS = frozenset({FORMAL, HEADING, LABEL, SENT_FROM, UNSPACED})
_LONGEST = 200
# Said by services about themselves: a footer even without a line drawn above it.
_CERTAIN = pattern("service")
_DRAWN = re.compile(r"\s*+(?:[-_=*~#–—]++[ ]?$|[-_=*~#]{2,}.{0,60}[-_=*~#]{2,}\s*$)")


def service_words() -> list[str]:
    """Return the words with which services begin to speak of themselves."""
    return first_words("service")


def footer_from(rows: Rows) -> int:
    """Return the row at which a footer begins that goes on to the end of the text; the number of rows when none.

    A drawn line with talk of the subscription below it, or a sentence that only services write.
    """
    found = len(rows.lines)
    top = found - _LOOKED_AT
    for row, look in reversed(rows.notable.items()):
        if row < top or QUOTED in rows.codes[row:found]:
            break
        line = rows.lines[row][:_LONGEST]
        if look in _DRAWN_LOOKS:
            if _DRAWN.match(line) and not separated_by(line) and _is_about_list(rows, row + 1, found):
                found = row
        elif look in _SPOKEN_LOOKS and _CERTAIN.match(line):
            found = _above(rows, row, top)
    return found


def _is_about_list(rows: Rows, first: int, end: int) -> bool:
    """Tell whether the lines up to a footer already found, or to the end, speak of a subscription."""
    if end - first > _MOST_ROWS:
        return False
    written = [line.lower() for line in rows.lines[first:end] if line.strip()]
    if not written:
        return end < len(rows.lines)
    if not any("@" in line or "://" in line or "www." in line for line in written):
        return False
    opening = " ".join(written[:_FIRST_ROWS])
    return holds_any(opening, _STEMS) or (not opening.isascii() and holds_any(opening, _STEMS_BEYOND_ASCII))


def _above(rows: Rows, row: int, top: int) -> int:
    """Return where a footer begins whose first sentence stands at this row: the line drawn above it belongs to it."""
    above = row - 1
    while above > max(top, 0) and not rows.lines[above].strip():
        above -= 1
    return above if above >= max(top, 0) and _DRAWN.match(rows.lines[above][:200]) else row
