"""The words that a text is found by: without case and accents, in any script, for writing and for searching alike."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_TEXT = 100_000  # letters that are looked at; PostgreSQL refuses a vector of 1 MB
LONGEST_WORD = 64

_SPACES_BETWEEN = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels and lengthening of Arabic: written or left out at will.
_AT_WILL = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]+")
# Scripts without spaces (CJK, Thai, Lao, Burmese, Khmer) and Korean, whose endings grow onto the words.
_UNSPACED = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109d\u1780-\u17d3"
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs of Indic scripts are marks, no letters, and yet in the middle of words; a danda ends a sentence.
_SIGNS = "\u0900-\u0963\u0966-\u0dff\u0f00\u0f18-\u0fbc\u1a20-\u1aad\u1b00-\u1b59\ua800-\uabff"
_PIECES = re.compile(f"([{_UNSPACED}]+)|((?:[^\\W_{_UNSPACED}]|[{_SIGNS}])+)")


def words_in(text: str) -> set[str]:
    """Return the words of a text, in lower case; of runs without spaces each pair of letters, and the last letter.

    A word that is longer than LONGEST_WORD letters goes by its beginning.
    """
    words = set(text[:LONGEST_TEXT].lower().translate(_SPACES_BETWEEN).split())
    if not text.isascii():
        beyond = {word for word in words if not word.isascii()}
        words -= beyond
        words.update(*map(_words_of_any_script, beyond))
    return {word[:LONGEST_WORD] for word in words} if max(map(len, words), default=0) > LONGEST_WORD else words


def found_by(subject: str, words: str) -> set[str]:
    """Return what a message is found by: the words of its subject and of its new stretches."""
    return words_in(f"{subject}\n{words}")


def folded(text: str) -> str:
    """Return a text without case, accents and other marks that are written or left out at will."""
    return unicodedata.normalize("NFC", _AT_WILL.sub("", unicodedata.normalize("NFKD", text)).casefold())


def _words_of_any_script(piece: str) -> set[str]:
    words: set[str] = set()
    for run, word in _PIECES.findall(folded(piece)):
        if word:
            words.add(word)
        else:
            words.update(map("".join, pairwise(run)), run[-1])
    return words


def vector(words: Collection[str]) -> bytes:
    """Return words as PostgreSQL takes a tsvector in binary: their number, then each with its (no) positions."""
    return len(words).to_bytes(4, "big") + "\0\0\0".join([*words, ""]).encode()
