"""Finds what lawyers and gateways add: confidentiality notices, "think before you print", outside warnings."""

from __future__ import annotations

from collections.abc import Sequence

from hearback.channels.mail.languages import first_words, pattern, patterns_by_word, phrases

_BEFORE = r"[\s*_\[(<#-]*+"
_OPENING = pattern("notice", before=_BEFORE)
_OPENING_BY_WORD = patterns_by_word("notice", before=_BEFORE)
_MARKS = " *_[(<#-"
_LONGEST = 400
_MOST_ROWS = 8


def notice_words() -> list[str]:
    """Return the words with which notices begin."""
    return first_words("notice") + list(phrases("notice word"))


def is_notice(lines: Sequence[str], row: int) -> bool:
    """Tell whether the paragraph that begins at this row is a notice that no person wrote this time."""
    opening = " ".join([line[:_LONGEST] for line in lines[row : row + _MOST_ROWS]])
    if "  " in opening:
        opening = " ".join(opening.split())
    word = opening.lstrip(_MARKS).partition(" ")[0].lower()
    return bool(_OPENING_BY_WORD.get(word, _OPENING).match(opening[:_LONGEST]))
