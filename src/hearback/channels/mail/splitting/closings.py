"""Finds where a writer signs: the "-- " line, "Sent from my phone", and a farewell with a name below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hearback.channels.mail.languages import first_words, lowered, pattern, phrases
from hearback.channels.mail.splitting.cards import card_from, is_contact, is_name, own_card_from
from hearback.channels.mail.splitting.rows import DRAWN, WORDS, Rows

# A line that is nothing but this is a farewell.
FAREWELLS = frozenset(phrases("farewell"))
_GREETINGS = frozenset(phrases("greeting"))
_MOST_GREETING = 4
_SENT_FROM = pattern("sent from", before=r"\s*+[-–—*_\[(<]*\s*+", behind=r"[*_\])>]*\s*$")
_AROUND_FAREWELL = "*_ \t\xa0-–—,.!，。！、،"
_VERSION = re.compile(r"\d+\.\d+(?:\.\S*)?(?:\s.{0,40})?$")
# A signature that is longer is more likely text; mail etiquette asks for four lines, companies take more.
_DASHED_NAME = re.compile(r"\s*[-–—~]{1,4} ?(?![a-z\d])[^\W\d_][\w.'’-]{1,20}(?: [^\W\d_][\w.'’-]{0,20}){0,2}\s*$")
_GLUED_NAME = re.compile(r"[-–—~][^\W\d_]{2,15}$")
_DASHES = "-–—~"
_RULE = re.compile(r"(?:-{3,}|_{3,}|={4,}|\*{6,}|~{4,}|—{2,}|─{4,}|━{4,})$")
_FEW_BELOW_RULE = 3
_LONG_RULE = 6
_MOST_SIGNED = 30
_NEAR = 4
_LONGEST_SENT_FROM = 200
_MOST_BELOW_FAREWELL = 9
_LONGEST_SIGNED = 90
_LONGEST_SENTENCE = 60
_SENTENCE = re.compile(r"[.!?。！？]\s*$")
_SAID = re.compile(r"[.!。！)]\s*$")
_MOST_RUNNING = 8


def sent_from_words() -> list[str]:
    """Return the words with which "Sent from my phone" and its likes begin."""
    return first_words("sent from") + list(phrases("sent from word"))


def is_sent_from(line: str) -> bool:
    """Tell whether a program or a phone wrote this line about itself."""
    return len(line) < _LONGEST_SENT_FROM and bool(_SENT_FROM.match(line))


def may_be_sent_from(line: str) -> bool:
    """Tell whether a line has words behind the dashes with which it may begin, as in "-- Sent from my phone"."""
    return line[:1] not in _DASHES or (line[2:3] == " " and line[3:4].isalpha())


def is_farewell(line: str) -> bool:
    """Tell whether the line is a farewell and nothing else."""
    if len(line) >= _LONGEST_SENTENCE:
        return False
    words = lowered(line.strip(_AROUND_FAREWELL))
    return words in FAREWELLS or ("/" in words and all(part.strip() in FAREWELLS for part in words.split("/")))


def is_greeting(line: str) -> bool:
    """Tell whether the line only greets: "Hi Ann,"."""
    words = line.strip().split(" ")
    if len(words) > _MOST_GREETING:
        return False
    return line.rstrip()[-1:] in ",،，" or (
        lowered(words[0].strip(",.!，。！、")) in _GREETINGS and line.rstrip()[-1:] not in ".?"
    )


def is_sentence(line: str) -> bool:
    """Tell whether the line ends as a sentence does."""
    return bool(_SENTENCE.search(line))


def signed_from(rows: Rows, candidates: list[int], end: int, *, is_patch: bool) -> int:
    """Return the row at which a signature that goes on to `end` begins; `end` when there is none.

    candidates: the rows of the stretch that look like "-- ", in order. The first counts that has a
    signature's length below it; without one, the last if it is written exactly so.
    """
    found = end
    behind, written = end, 0
    for row in reversed(candidates):
        written += rows.codes.count(WORDS, row + 1, behind)
        behind = row
        if written > _MOST_SIGNED:
            break
        if not is_patch or _ends_patch([line for line in rows.lines[row + 1 : end] if line.strip()]):
            found = row
    if found == end and candidates and not is_patch and rows.lines[candidates[-1]] == "-- ":
        return candidates[-1]
    return found


def _ends_patch(below: list[str]) -> bool:
    """Tell whether what stands below "-- " can end a patch: git's version, or a few lines that are no diff.

    A diff that removes a line "- " has the same two dashes.
    """
    if below and _VERSION.match(below[0]):
        return len(below) < _MOST_BELOW_FAREWELL
    return len(below) < _MOST_BELOW_FAREWELL and not any(line[0] in "+-@" for line in below)


def farewell_from(rows: Rows, first: int, end: int, *, is_patch: bool, writer: str) -> int:
    """Return the row at which a farewell with a name below it, or a card, begins; `end` when there is none.

    Below it stand a few short lines that are no sentences; a farewell with nothing below, or with nothing
    before it, is left to the words.
    """
    last = rows.past_written(first, end)
    written, drawn = 0, end
    for row in range(last - 1, first, -1):
        line = rows.lines[row].strip()
        if not line:
            continue
        if is_farewell(line):
            return row if written else drawn
        if written and rows.notable.get(row) is DRAWN and _is_drawn_above_name(rows.lines[row:last]):
            drawn = row
        if not written and line[0] in _DASHES and not is_patch and _is_dashed_name(rows, row):
            return row
        written += 1
        if written > _MOST_BELOW_FAREWELL or not _could_be_signed(line):
            break
    if is_patch or drawn < end:
        return drawn
    return min(card_from(rows, first, end), own_card_from(rows, first, end, writer=writer))


def _is_drawn_above_name(lines: Sequence[str]) -> bool:
    """Tell whether the first of the lines is a rule, and a name or where to reach somebody stands below it."""
    below = [line.strip() for line in lines[1:] if line.strip()]
    if not _RULE.match(lines[0].rstrip()):
        return False
    if len(below) <= _FEW_BELOW_RULE and is_name(below[0]):
        return True
    is_long = len(lines[0].rstrip()) >= _LONG_RULE
    return len(below) > 1 and (is_long or is_name(below[0])) and any(map(is_contact, below))


def _could_be_signed(line: str) -> bool:
    """Tell whether a line may stand below a name: it is short and no sentence."""
    if len(line) > _LONGEST_SIGNED or (len(line) > _LONGEST_SENTENCE and _SENTENCE.search(line)):
        return False
    return not (line[0].islower() and len(line) > _LONGEST_SENTENCE and _runs_on(line))


def _runs_on(line: str) -> bool:
    """Tell whether a line is many small words in a row, as in a sentence."""
    words = line.split()
    return len(words) >= _MOST_RUNNING and all(word.islower() for word in words if word[0].isalpha())


def _is_dashed_name(rows: Rows, row: int) -> bool:
    """Tell whether a name with a dash before it stands here alone ("-Ann"), not as the end of a list."""
    line = rows.lines[row]
    if rows.codes[row - 1] == WORDS:
        said = rows.lines[row - 1]
        is_list = said.lstrip()[:1] in _DASHES
        return bool(_GLUED_NAME.match(line) and _SAID.search(said)) and not (is_list or is_farewell(said))
    if not _DASHED_NAME.match(line):
        return False
    above = rows.past_written(max(0, row - _NEAR), row) - 1
    return rows.codes[above] == WORDS and rows.lines[above].lstrip()[:1] != line.lstrip()[:1]
