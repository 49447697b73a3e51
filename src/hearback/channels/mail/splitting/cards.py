"""Finds a card at the end of a mail that nothing announces: a name, and below it how to reach its bearer."""

from __future__ import annotations

import re

from hearback.channels.mail.splitting.rows import BLANK, WORDS, Rows

_NUMBER = re.compile(r"(?:\+|\(|\b0)\d[\d ()/.-]{5,}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\d{2,5}-\d{3,4}-\d{3,4}\b")
_DIGITS = re.compile(r"\d[\d ()/.-]{4}")
_PAGE = ("www.", "://")
_ADDRESS = re.compile(r"[^\s@]@[^\s@]")
_PARTICLES = frozenset(
    {"de", "da", "di", "du", "del", "della", "van", "von", "der", "den", "la", "le", "bin", "y", "e"}
)
_BEHIND_NAME = re.compile(r"\s*(?:[|,·•(/–—]| - ).*$")
_AROUND_NAME = "*_ \t\xa0"
_MOST_ROWS = 8
_MOST_OWN = 2 * _MOST_ROWS  # with empty rows between
_NEAR_END = 3
_MOST_WORDS = 4
_LONGEST_ROW = 90
_LONGEST_NAME = 40
_LONGEST_UNSPACED = 6
_FIRST_UNSPACED = "\u2e80"


def is_contact(line: str) -> bool:
    """Tell whether somebody can be reached by what stands here: a number, an address, a page."""
    return (
        ("@" in line and bool(_ADDRESS.search(line)))
        or any(page in line for page in _PAGE)
        or bool(_NUMBER.search(line))
    )


def is_name(line: str) -> bool:
    """Tell whether the line looks like a person's name, perhaps with a title or a company behind it."""
    name = _BEHIND_NAME.sub("", line.strip(_AROUND_NAME), count=1).strip(_AROUND_NAME)
    if not name or len(name) > _LONGEST_NAME or is_contact(name):
        return False
    if name[0] >= _FIRST_UNSPACED:
        return len(name) <= _LONGEST_UNSPACED and name.isalpha()
    words = name.split()
    return len(words) <= _MOST_WORDS and all(map(_may_be_named, words)) and words[0][0].isupper()


def _is_full_name(line: str) -> bool:
    """Tell whether the line is a name of two words or more, or one in a script that needs no spaces between them."""
    return is_name(line) and (line[0] >= _FIRST_UNSPACED or " " in _BEHIND_NAME.sub("", line).strip(_AROUND_NAME))


def _may_be_named(word: str) -> bool:
    return word in _PARTICLES or (word[0].isupper() and word.replace("-", "").replace("'", "").rstrip(".").isalpha())


def card_from(rows: Rows, first: int, end: int) -> int:
    """Return the row at which a card begins that goes on to `end`; `end` when there is none.

    A name of two words or more opens a paragraph; where to reach somebody stands in the last rows below it.
    """
    last = rows.past_written(first, end)
    tail = " ".join(rows.lines[max(first, last - _NEAR_END) : last])
    # Most mails end in a sentence: that is seen soonest.
    if (not _DIGITS.search(tail) and "@" not in tail and "www." not in tail) or not is_contact(tail):
        return end
    written = 0
    for row in range(last - 1, first, -1):
        if rows.codes[row] == BLANK:
            continue
        line = rows.lines[row].strip()
        written += 1
        if written > _MOST_ROWS or len(line) > _LONGEST_ROW:
            return end
        if written > 1 and rows.codes[row - 1] != WORDS and _is_full_name(line):
            above = rows.past_written(first, row) - 1
            return end if rows.lines[above].rstrip().endswith((":", "：")) or rows.codes[above] != WORDS else row
    return end


def own_card_from(rows: Rows, first: int, end: int, *, writer: str) -> int:
    """Return the row at which the writer's own full name opens a card that goes on to `end`; `end` when none does.

    Here the name is known, so that nothing has to tell how to reach its bearer: a title or a company will do.
    """
    last = rows.past_written(first, end)
    if " " not in writer or writer not in "\n".join(rows.lines[max(first, last - _MOST_OWN) : last]):
        return end
    written = 0
    for row in range(last - 1, first, -1):
        if rows.codes[row] == BLANK:
            continue
        line = rows.lines[row].strip(_AROUND_NAME)
        if written and rows.codes[row - 1] != WORDS and _BEHIND_NAME.sub("", line).strip(_AROUND_NAME) == writer:
            return row if line[-1:] != ":" else end  # a list of what somebody did is no card
        written += 1
        if written >= _MOST_ROWS or len(line) > _LONGEST_ROW or (len(line) > _LONGEST_NAME and line[-1:] in ".!?"):
            return end
    return end
