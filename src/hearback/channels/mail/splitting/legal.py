"""Finds what lawyers and gateways add: confidentiality notices, "think before you print", outside warnings."""

from __future__ import annotations

from collections.abc import Sequence

from hearback.channels.mail.languages import first_words, pattern, phrases

_OPENING = pattern("notice", before=r"[\s*_\[(<#-]*+")
_LONGEST = 400
_MOST_ROWS = 8


def notice_words() -> list[str]:
    """Return the words with which notices begin."""
    return first_words("notice") + list(phrases("notice word"))


def is_notice(lines: Sequence[str], row: int) -> bool:
    """Tell whether the paragraph that begins at this row is a notice that no person wrote this time."""
    opening = " ".join(line[:_LONGEST] for line in lines[row : row + _MOST_ROWS])
    return bool(_OPENING.match(" ".join(opening.split())[:_LONGEST]))
