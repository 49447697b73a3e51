"""Finds what lawyers and gateways add: confidentiality notices, "think before you print", outside warnings."""

from __future__ import annotations

from hearback.channels.mail.languages import by_alphabet, first_words, holds_any, pattern, phrases

# At least one of these stands in every notice; asked before the pattern, because it is quick.
_STEMS, _STEMS_BEYOND_ASCII = by_alphabet(phrases("notice stem"))
_OPENING = pattern("notice", before=r"[\s*_\[(<#-]*+")
_LONGEST = 400


def notice_words() -> list[str]:
    """Return the words with which notices begin."""
    return first_words("notice") + list(phrases("notice word"))


def _may_be_one(paragraph: str) -> bool:
    """Tell whether it is worth asking `is_notice`; cheap, and never wrong when it says no."""
    lowered = paragraph.lower()
    return holds_any(lowered, _STEMS) or (not paragraph.isascii() and holds_any(lowered, _STEMS_BEYOND_ASCII))


def is_notice(paragraph: str) -> bool:
    """Tell whether the paragraph begins like a legal or technical notice that no person wrote this time."""
    return _may_be_one(paragraph) and bool(_OPENING.match(" ".join(paragraph[:_LONGEST].split())))
