"""Looks once at every line of a text and remembers the few that a rule may know more about."""

from __future__ import annotations

import re
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
OPENS = "opens"  # it begins like "On Monday Ann wrote: Hello"
UNSPACED = "unspaced"  # a script without spaces, so that any rule may know it

# Behind the colon may stand a star (bold) or the mark that ends a stretch written from the right.
COLONS = frozenset(":：*׃\u200e\u200f\u202c\u2069")
_DRAWN = frozenset("-_=*–—~#─━")
_SIGNATURE_LINES = frozenset({"--", "__", "—", "––", "—–"})
# Some programs quote with the name of the one they quote: "Ann> What do you think?"
_LONGEST_INITIALS = 14
# No rule's line begins with these; most lines that only go on with a sentence do. ("sent", "iPhone" are the others.)
_GO_ON = frozenset("abcdefghjklmnopqrtuvwxyz0123456789(")
# Scripts that need no spaces: there the first word is the whole line.
_FIRST_UNSPACED = "\u2e80"
_PASSED_OVER = _GO_ON | set(QUOTED + "\n+@/%|.`\"'<")
_ENDINGS = COLONS | {" "}
_NEVER_COLON = ">+@"
_ODD_SPACES = "\xa0\u202f\u3000\u2009\u2007\ufeff"
_LONE_QUOTE = re.compile(r"(?<!>)>(?!>)")
_PROMPT = ">>> "


class _FirstLetters(dict[int, str]):
    """The code for the first letter of a line; all but two begin words."""

    def __missing__(self, letter: int) -> str:
        return WORDS


_CODES = _FirstLetters({ord(QUOTED): QUOTED, ord("\n"): BLANK})


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

    Looking at every line takes most of the time of dividing a text, so that only those are taken up whose first or
    last letter is one of a few.
    """
    lines = _evenly_spaced(text).split("\n")
    firsts = "".join([line[:1] or "\n" for line in lines])
    notable = _ending_in_colons(lines, firsts)
    ending = len(notable)
    otherwise: dict[int, str] = {}
    for row in [row for row, first in enumerate(firsts) if first not in _PASSED_OVER]:
        line = lines[row]
        if line[0] == " ":
            line = line.strip()
            if line[:1] in _GO_ON:
                continue
        _look_at(line, row, notable, otherwise, triggers)
    if ending and len(notable) > ending:
        notable = dict(sorted(notable.items()))
    codes = firsts.translate(_CODES)
    return Rows(lines, _mended(codes, _not_quoted(codes, lines) | otherwise), notable)


def _ending_in_colons(lines: list[str], firsts: str) -> dict[int, str]:
    ended = [row for row, line in enumerate(lines) if line[-1:] in _ENDINGS]
    return {
        row: ENDS_IN_COLON for row in ended if firsts[row] not in _NEVER_COLON and lines[row].rstrip()[-1:] in COLONS
    }


def _look_at(
    line: str, row: int, notable: dict[int, str], otherwise: dict[int, str], triggers: Mapping[str, str]
) -> None:
    """Note which rule knows this line, or that its first letter tells nothing of it."""
    first = line[:1]
    if not first or first == QUOTED:
        otherwise[row] = first or BLANK
        notable.pop(row, None)
    elif first in _DRAWN:
        _note_drawn(line.rstrip(), row, notable)
    elif first >= _FIRST_UNSPACED:
        notable[row] = UNSPACED
    elif (word := line.partition(" ")[0]) in triggers:
        notable[row] = triggers[word]
    elif word[-1] == QUOTED and _is_initials(word):
        otherwise[row] = QUOTED


def _evenly_spaced(text: str) -> str:
    """Return the text with plain spaces for all that look like them; every letter stays where it is."""
    text = text.replace("\t", " ")
    if not text.isascii():
        for odd in _ODD_SPACES:
            if odd in text:
                text = text.replace(odd, " ")
    return text


def _not_quoted(codes: str, lines: list[str]) -> dict[int, str]:
    """Return the rows that begin with the mark of a quote and are none: formulas, and what was typed at a prompt."""
    first = codes.find(QUOTED)
    if first < 0:
        return {}
    found = {row.start(): WORDS for row in _LONE_QUOTE.finditer(codes) if lines[row.start()].startswith(">=")}
    if lines[first].startswith(_PROMPT):
        quoted = [row for row in range(first, len(lines)) if codes[row] == QUOTED]
        if all(lines[row].startswith(_PROMPT) for row in quoted):
            found.update(dict.fromkeys(quoted, WORDS))
    return found


def _mended(codes: str, otherwise: dict[int, str]) -> str:
    if not otherwise:
        return codes
    letters = list(codes)
    for row, letter in otherwise.items():
        letters[row] = letter
    return "".join(letters)


def _note_drawn(line: str, row: int, notable: dict[int, str]) -> None:
    if line in _SIGNATURE_LINES:
        notable[row] = SIGNATURE_LINE
    elif line[0] == "*" or line[1:2] in _DRAWN:
        notable[row] = DRAWN


def _is_initials(word: str) -> bool:
    """Tell whether a program quotes with this, the name of the one it quotes: "Ann>"."""
    return word[0].isupper() and len(word) < _LONGEST_INITIALS and word.rstrip(QUOTED).isalpha()


def spellings(words: Iterable[str], look: str, *, marks: Iterable[str]) -> dict[str, str]:
    """Return the words as they may stand at the beginning of a line, each with the rule to ask."""
    found: dict[str, str] = {}
    for word in words:
        for written in {word, word.capitalize(), word.upper(), word.title()}:
            if written[0] not in _GO_ON:
                found.update((written + mark, look) for mark in marks)
    return found
