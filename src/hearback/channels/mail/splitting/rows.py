"""Looks once at every line of a text and remembers the few that a rule may know more about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

QUOTED = ">"
BLANK = " "
WORDS = "."

# Which rule should look at a line. Plain strings, because an Enum's hash is the dearest thing in the loop below.
ENDS_IN_COLON = "ends in colon"  # like "On Monday Ann wrote:"
LABEL = "label"  # it begins like "From: Ann"
DRAWN = "drawn"  # it begins with dashes, stars and the like
SIGNATURE_LINE = "signature line"  # "-- "
HEADING = "heading"  # it begins like "Begin forwarded message:"
SENT_FROM = "sent from"  # it begins like "Sent from my phone"
FORMAL = "formal"  # it begins like "This message is confidential" or "You receive this because"
UNSPACED = "unspaced"  # a script without spaces, so that any rule may know it

# Behind the colon may stand a star (bold) or the mark that ends a stretch written from the right.
COLONS = frozenset(":：*׃\u200e\u200f\u202c\u2069")
_DRAWN = frozenset("-_=*–—~#─━")
_SIGNATURE_LINES = frozenset({"--", "—", "––", "—–"})
# Some programs quote with the name of the one they quote: "Ann> What do you think?"
_LONGEST_INITIALS = 14
# No rule's line begins with these; most lines that only go on with a sentence do. ("sent", "iPhone" are the others.)
_GO_ON = frozenset("abcdefghjklmnopqrtuvwxyz0123456789(")
# Scripts that need no spaces: there the first word is the whole line.
_FIRST_UNSPACED = "\u2e80"


@dataclass(slots=True)
class Rows:
    """The lines of a text. codes: one letter for each: quoted, blank or words; notable: row -> the rule to ask."""

    lines: list[str]
    codes: str
    notable: dict[int, str]

    def next_written(self, row: int, end: int) -> int:
        """Return the first row from here on that is not blank; `end` when there is none."""
        codes = self.codes
        while row < end and codes[row] == BLANK:
            row += 1
        return row

    def past_written(self, first: int, end: int) -> int:
        """Return the row behind the last one before `end` that is not blank; `first` when there is none."""
        return first + len(self.codes[first:end].rstrip(BLANK))

    def noted(self, looks: frozenset[str]) -> list[int]:
        """Return the rows that were noted for one of these rules, in order."""
        return [row for row, look in self.notable.items() if look in looks]


def rows_of(text: str, *, triggers: Mapping[str, str]) -> Rows:
    """Return the lines of a text, looked at once. triggers: first word of a line -> the rule to ask about it.

    This loop takes most of the time of dividing a text; it asks as little as it can about each line.
    """
    lines = text.split("\n")
    codes: list[str] = []
    notable: dict[int, str] = {}
    add = codes.append
    for row, line in enumerate(lines):
        first = line[:1]
        if first == QUOTED or not first:
            add(first or BLANK)
        elif first in _GO_ON and line[-1] > " ":
            add(WORDS)
            if line[-1] in COLONS:
                notable[row] = ENDS_IN_COLON
        elif first <= " " or line[-1] <= " " or first >= _FIRST_UNSPACED or first == "\xa0":
            add(_code_of_unusual(line.strip(), row, notable, triggers))
        else:
            add(WORDS)
            word = line.partition(" ")[0]
            if word in triggers:
                notable[row] = triggers[word]
            elif first in _DRAWN or line[-1] in COLONS or word[-1] == QUOTED:
                codes[-1] = _code_of_marked(line, word, row, notable)
    return Rows(lines, "".join(codes), notable)


def _code_of_marked(line: str, word: str, row: int, notable: dict[int, str]) -> str:
    """Return the letter for a line that begins or ends with a mark, and note which rule knows it."""
    first = line[0]
    if first in _DRAWN:
        if line in _SIGNATURE_LINES:
            notable[row] = SIGNATURE_LINE
        elif first == "*" or line[1:2] in _DRAWN:
            notable[row] = DRAWN
    elif line[-1] in COLONS:
        notable[row] = ENDS_IN_COLON
    elif word[-1] == QUOTED and first.isupper() and len(word) < _LONGEST_INITIALS and word.rstrip(QUOTED).isalpha():
        return QUOTED
    return WORDS


def _code_of_unusual(line: str, row: int, notable: dict[int, str], triggers: Mapping[str, str]) -> str:
    """Return the letter for a line that begins or ends with a space, or needs none between words."""
    if not line:
        return BLANK
    first = line[0]
    if first == QUOTED:
        return QUOTED
    if first >= _FIRST_UNSPACED:
        notable[row] = UNSPACED
        return WORDS
    word = line.partition(" ")[0]
    if word in triggers:
        notable[row] = triggers[word]
        return WORDS
    return _code_of_marked(line, word, row, notable)


def spellings(words: Iterable[str], look: str, *, marks: Iterable[str]) -> dict[str, str]:
    """Return the words as they may stand at the beginning of a line, each with the rule to ask."""
    found: dict[str, str] = {}
    for word in words:
        for written in {word, word.capitalize(), word.upper(), word.title()}:
            if written[0] not in _GO_ON:
                found.update((written + mark, look) for mark in marks)
    return found
