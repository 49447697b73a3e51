"""Finds where a writer signs: the "-- " line, "Sent from my phone", and a farewell with a name below."""

from __future__ import annotations

import re

from hearback.channels.mail.languages import first_words, pattern, phrases
from hearback.channels.mail.splitting.rows import SIGNATURE_LINE, Rows

# A line that is nothing but this is a farewell.
FAREWELLS = frozenset(phrases("farewell"))
_SENT_FROM = pattern("sent from", before=r"\s*+[*_\[(<]*", behind=r"[*_\])>]*\s*$")
_AROUND_FAREWELL = "*_ \t\xa0-–—,.!，。！、"
_VERSION = re.compile(r"\d+\.\d+(?:\.\S*)?(?:\s.{0,40})?$")
# A signature that is longer is more likely text; mail etiquette asks for four lines, companies take more.
_SIGNATURE_LOOK = frozenset({SIGNATURE_LINE})
_MOST_SIGNED = 30
_MOST_BELOW_FAREWELL = 9
_LONGEST_SIGNED = 90
_LONGEST_SENTENCE = 60
_SENTENCE = re.compile(r"[.!?。！？]\s*$")


def sent_from_words() -> list[str]:
    """Return the words with which "Sent from my phone" and its likes begin."""
    return first_words("sent from") + list(phrases("sent from word"))


def is_sent_from(line: str) -> bool:
    """Tell whether a program or a phone wrote this line about itself."""
    return len(line) < 120 and bool(_SENT_FROM.match(line))


def is_farewell(line: str) -> bool:
    """Tell whether the line is a farewell and nothing else."""
    return len(line) < 60 and line.strip(_AROUND_FAREWELL).lower() in FAREWELLS


def signed_from(rows: Rows, first: int, end: int, *, is_patch: bool) -> int:
    """Return the row in first..end at which the "-- " line of a signature stands; `end` when there is none."""
    candidates = rows.noted(_SIGNATURE_LOOK, first, end)
    for row in candidates:
        below = [line for line in rows.lines[row + 1 : end] if line.strip()]
        if is_patch and not _ends_patch(below):
            continue
        if len(below) <= _MOST_SIGNED or (rows.lines[row] == "-- " and row == candidates[-1]):
            return row
    return end


def _ends_patch(below: list[str]) -> bool:
    """Tell whether what stands below "-- " can end a patch: git's version, or a few lines that are no diff.

    A diff that removes a line "- " has the same two dashes.
    """
    if below and _VERSION.match(below[0]):
        return len(below) < _MOST_BELOW_FAREWELL
    return len(below) < _MOST_BELOW_FAREWELL and not any(line[0] in "+-@" for line in below)


def farewell_from(rows: Rows, first: int, end: int) -> int:
    """Return the row at which a farewell with a name below it begins; `end` when there is none.

    Below it stand a few short lines that are no sentences; a farewell with nothing below, or with nothing
    before it, is left to the words.
    """
    last = rows.past_written(first, end)
    written = 0
    for row in range(last - 1, first, -1):
        line = rows.lines[row].strip()
        if not line:
            continue
        if is_farewell(line):
            return row if written else end
        written += 1
        if written > _MOST_BELOW_FAREWELL or len(line) > _LONGEST_SIGNED:
            return end
        if len(line) > _LONGEST_SENTENCE and _SENTENCE.search(line):
            return end
    return end
