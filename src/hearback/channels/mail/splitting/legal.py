"""Finds what lawyers and gateways add: confidentiality notices, "think before you print", outside warnings."""

from __future__ import annotations

from collections.abc import Sequence

from hearback.channels.mail.languages import by_alphabet, first_words, holds_any, pattern, phrases

# At least one of these stands in every notice; asked before the pattern, because it is quick.
_STEMS, _STEMS_BEYOND_ASCII = by_alphabet(phrases("notice stem"))
_OPENING = pattern("notice", before=r"[\s*_\[(<#-]*+")
_LONGEST = 400
_MOST_ROWS = 8


def notice_words() -> list[str]:
    """Return the words with which notices begin."""
    return first_words("notice") + list(phrases("notice word"))


def is_notice(lines: Sequence[str], row: int) -> bool:
    """Tell whether the paragraph that begins at this row is a notice that no person wrote this time."""
    opening = " ".join(" ".join(line[:_LONGEST] for line in lines[row : row + _MOST_ROWS]).split())[:_LONGEST]
    lowered = opening.lower()
    if not holds_any(lowered, _STEMS) and (opening.isascii() or not holds_any(lowered, _STEMS_BEYOND_ASCII)):
        return False
    return bool(_OPENING.match(opening))
