"""What mail programs and people write in each language; a language is added by adding to a file here.

A line is "section: entry | entry"; an indented line goes on with the one before. Entries are in lower case.
Those of `sent from`, `service` and `notice` are regular expressions that begin with a word, or with words
in (?:...|...).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_WORDS_IN_GROUP = re.compile(r"\(\?:([^()]*)\)")
_WORD_END = re.compile(r"[\s.\[(\\]")


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for path in sorted(_FOLDER.glob("*.txt")):
        section = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            entries = line
            if not line.startswith(" "):
                section, _, entries = line.partition(": ")
            found.setdefault(section, {}).update(dict.fromkeys(entries.strip(" |").split(" | ")))
    return {section: tuple(entries) for section, entries in found.items()}


def phrases(section: str) -> tuple[str, ...]:
    """Return the entries of a section in all languages. Raises KeyError when no language has it."""
    return _sections()[section]


def pattern(section: str, *, before: str = r"\s*+", behind: str = "") -> re.Pattern[str]:
    """Return one pattern for all entries of a section that are regular expressions."""
    return re.compile(f"{before}(?:{'|'.join(phrases(section))}){behind}", re.IGNORECASE)


def first_words(section: str) -> list[str]:
    """Return the words with which the entries of a section begin."""
    return [word for entry in phrases(section) for word in _beginnings(entry)]


def patterns_by_word(section: str, *, before: str) -> dict[str, re.Pattern[str]]:
    """Return for each word with which entries of a section begin a pattern of those entries alone."""
    found: dict[str, list[str]] = {}
    for entry in phrases(section):
        for word in _beginnings(entry):
            found.setdefault(word, []).append(entry)
    return {word: re.compile(f"{before}(?:{'|'.join(some)})", re.IGNORECASE) for word, some in found.items()}


def _beginnings(entry: str) -> list[str]:
    """Return the words with which an entry that is a regular expression may begin."""
    if group := _WORDS_IN_GROUP.match(entry):
        return [alternative.split(" ", 1)[0] for alternative in group[1].split("|")]
    return [_WORD_END.split(entry, maxsplit=1)[0]]


def by_alphabet(stems: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the stems that are plain ASCII, and the others, which need not be sought in a text that is."""
    return tuple(filter(str.isascii, stems)), tuple(stem for stem in stems if not stem.isascii())


def lowered(text: str) -> str:
    """Return the text in lower case; the Turkish dotted capital I gives the i that everybody types."""
    return text.lower() if text.isascii() else text.lower().replace("i\u0307", "i")


def holds_any(text: str, stems: tuple[str, ...]) -> bool:
    """Tell whether one of the stems stands in the text; a bare loop, because it is asked of every mail."""
    for stem in stems:  # noqa: SIM110
        if stem in text:
            return True
    return False
