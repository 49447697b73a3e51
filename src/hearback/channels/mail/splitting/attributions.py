"""Finds the line by which a mail program says whom it quotes: "On Monday Ann wrote:", in many languages."""

from __future__ import annotations

import re
from itertools import chain

from hearback.channels.mail.languages import phrases
from hearback.channels.mail.splitting.rows import WORDS, Rows

_LONGEST = 400
_MOST_ROWS = 4
_LONGEST_SAYING = 120
_LONGEST_ADDRESSED = 160

_VERBS = frozenset(phrases("wrote"))
_UNSPACED_VERBS = re.compile("|".join(phrases("wrote unspaced")))
_WORD = re.compile(r"[^\W\d_]+")
_MONTHS = (
    "(?:jan|feb|fév|f[eé]vr|mar|mär|maa|mrt|apr|avr|abr|kwi|may|mai|mei|maj|mag|jun|jui|giu|cze|jul|lug|lip|aug|aoû|ago"
    "|sep|set|wrz|oct|okt|out|ott|paź|nov|lis|dec|dez|déc|dic|gru|янв|фев|апр|мая|июн|июл|авг|сен|окт|ноя|дек)"
)
_DAY = re.compile(
    r"\b\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[:.hH]\d{2}\b|年|월"
    r"|\b(?:yesterday|today|gestern|heute|hier|ayer|ieri|oggi|vandaag|gisteren|вчера|сегодня)\b",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(
    rf"\b{_MONTHS}[^\W\d]*\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de )?{_MONTHS}", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\b\d{1,2}[:.hH]\d{2}\b|[上下]午|오[전후]")
_OPENER = re.compile(
    rf"[\s*_>|]*+(?:{'|'.join(map(re.escape, phrases('opener')))})(?!\w)"
    r"|\s*(?:在|于|於|ב|(?:19|20)\d\d|\d{1,2}[./]\s?\d{1,2})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]|\[mailto:")
_IN_BRACKETS = re.compile(r"[<(\[](?:mailto:)?[^\s<>@]++@[^\s<>@]++[>)\]]")
_QUOTING = re.compile(rf"\s*(?:{'|'.join(phrases('quoting'))})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d\d\b|年|년")
# What a program writes without a date: "Ann Archer <ann@example.org> wrote:". The last group holds the verb.
_NAMED = re.compile(
    r"[\s*_]*+(?=[\w<\"'(])[^.!?;:\n]{0,60}?[<(\[](?:mailto:)?[^\s<>@]++@[^\s<>@]++[>)\]]{1,2},?([^.!?;:\n]{2,40}):?\s*$"
)
_ENDS_IN_ADDRESS = re.compile(r"@[^\s<>@]++[\s:：]*$")
_SAID_BEHIND = re.compile(r"\s?[:：]\s+(?=\S)")
_VERB_IS_NEAR = 40
_MOST_PIECES = 8
_PIECE = re.compile(r"[<>()\[\]]+$|[^.!?]{0,60}[<(\[]?(?:mailto:)?[^\s@]{1,60}@[^\s@]+$")
_LAST_PIECE = re.compile(r"[>)\]]?\s*[^\d.!?@]{1,20}[:：]$")
_OPENS_WITHIN = re.compile(r"(?<=[^\s-])(\s*-{2,}\s*|(?:(?<=[.!?…])|(?<=:\)))\s*|(?<=[a-zß-ÿ]))(?=[A-ZÀ-Þ])")
# No sentence goes on so behind a small word: "thanks On 2 March 2026". A day of the week may stand behind a name.
_OPENS_BEHIND_WORD = re.compile(r"(?<![^\s])[a-zß-ÿ][^\W\d_]*(\s+)(?=[A-ZÀ-Þ][^\W\d_]*\s)")
_SENTENCE_END = re.compile(r"[.!?。！？]\s*$")
_ABOUT_OURSELVES = re.compile(rf"\s*(?:{'|'.join(phrases('about ourselves'))})\b", re.IGNORECASE)


def attribution_ending(rows: Rows, row: int, *, floor: int, is_followed_by_quote: bool) -> int | None:
    """Return the row where the attribution begins that ends at this one; None when the row ends something else.

    floor: the first row that may belong to it. The end alone may stand on the row ("wrote:"), so up to
    three rows before it are read too.
    """
    last = rows.lines[row]
    if last.startswith("On ") and last.endswith(" wrote:") and _is_dated(last):
        return row
    if not is_followed_by_quote and not has_verb(last) and "@" not in last:
        return None
    whole, first = last, row
    while not _is_whole(whole):
        above = first - 1
        if above < floor or row - above >= _MOST_ROWS or rows.codes[above] != WORDS:
            break
        line = rows.lines[above]
        if len(line) + len(whole) > _LONGEST or _SENTENCE_END.search(line):
            break
        if not (_is_dated(line) or _ADDRESS.search(line) or _OPENER.match(line)):
            break
        whole, first = f"{line} {whole}", above
    if whole.startswith("at ") and first > floor and _is_whole(rows.lines[first - 1]):
        first -= 1
    return first if _is_attribution(whole, is_followed_by_quote=is_followed_by_quote) else None


def ends_attribution(line: str) -> bool:
    """Tell whether a line that opens with a day is all of an attribution, though more stands behind it or no colon."""
    if not _is_dated(line) or not _OPENER.match(line):
        return False
    for behind in _SAID_BEHIND.finditer(line):
        if _names_verb_and_who(line[: behind.start()]):
            return True
    return len(line) < _LONGEST_ADDRESSED and _names_verb_and_who(line.rstrip())


def _names_verb_and_who(words: str) -> bool:
    """Tell whether words end in a verb of writing, after a day and an address."""
    return has_verb(words[-_VERB_IS_NEAR:]) and bool(_IN_BRACKETS.search(words)) and _is_dated(words)


def broken_attribution_end(rows: Rows, row: int, end: int) -> int | None:
    """Return the row behind an attribution that opens here and goes on in pieces of an address; None when it does not.

    Where links were turned into text, an address stands on lines of its own: "On Monday Ann", "<", "mailto:…", and
    "> wrote:".
    """
    if not _is_whole(rows.lines[row]):
        return None
    has_address = bool(_ADDRESS.search(rows.lines[row]))
    for below in range(row + 1, min(end, row + _MOST_PIECES)):
        line = rows.lines[below].strip()
        has_address = has_address or bool(_ADDRESS.search(line))
        if _LAST_PIECE.match(line) and has_verb(line):
            return below + 1 if has_address else None
        if line and not _PIECE.match(line):
            return None
    return None


def words_before(line: str) -> int:
    """Return how many letters of an attribution's line are words that somebody said before it; 0 for most.

    Where HTML was flattened nothing parts the two: "It does.On Monday, 2 March 2026 Ann <ann@example.org> wrote:".
    """
    if _is_whole(line):
        return 0
    places = chain(_OPENS_WITHIN.finditer(line), _OPENS_BEHIND_WORD.finditer(line))
    found = next((found for found in places if _is_whole(line[found.end() :])), None)
    behind = line[found.end() :] if found else ""
    return found.start(1) if found and has_verb(behind) and (_TIME.search(behind) or _ADDRESS.search(behind)) else 0


def has_verb(words: str) -> bool:
    """Tell whether somebody writes or says in these words."""
    if not _VERBS.isdisjoint(_WORD.findall(words.lower())):
        return True
    return not words.isascii() and bool(_UNSPACED_VERBS.search(words))


def is_attribution(words: str) -> bool:
    """Tell whether words that stand alone say who wrote when."""
    return has_verb(words) and _is_dated(words)


def is_bare_attribution(line: str) -> bool:
    """Tell whether a line without a colon, just above a quote, is what a program wrote: a date and an address."""
    return (
        "@" in line
        and len(line) < _LONGEST_ADDRESSED
        and bool(_IN_BRACKETS.search(line))
        and (_is_dated(line) or has_verb(line))
        and (line.rstrip().endswith("...") or not _SENTENCE_END.search(line))
    )


def _is_dated(words: str) -> bool:
    """Tell whether a day or a time stands in the words."""
    return bool(_DAY.search(words) or (_DIGIT.search(words) and _DAY_OF_MONTH.search(words)))


def _is_whole(words: str) -> bool:
    """Tell whether the line needs nothing before it: it opens like one, with a date."""
    return bool(_OPENER.match(words) and _is_dated(words))


def _is_attribution(whole: str, *, is_followed_by_quote: bool) -> bool:
    says, when, who = has_verb(whole), _is_dated(whole), bool(_ADDRESS.search(whole))
    if when and (says or who) and _is_dated_by_program(whole, says=says, who=who):
        return True
    if says and who and (named := _NAMED.match(whole)) and has_verb(named[1]):
        return True
    return is_followed_by_quote and (
        (says and len(whole) < _LONGEST_SAYING and not _ABOUT_OURSELVES.match(whole))
        or (who and len(whole) < _LONGEST_ADDRESSED)
        or (when and bool(_OPENER.match(whole)))
        or bool(_QUOTING.match(whole))
    )


def _is_dated_by_program(whole: str, *, says: bool, who: bool) -> bool:
    """Tell whether a dated line that names or says something was written by a program, not a person."""
    has_time = bool(_TIME.search(whole))
    if says:
        return who or has_time or bool(_OPENER.match(whole) and _YEAR.search(whole))
    return has_time and bool(_IN_BRACKETS.search(whole) or _ENDS_IN_ADDRESS.search(whole))
