"""What something is about, as marks: topics, files with the folders they lie in, and words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 80  # marks of one act: what is about everything is about nothing
DEEPEST = 6
_WORD = re.compile(r"\w+")
# Scripts that put no space between words: pairs of neighbours stand for words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]{2,}")
_SHORTEST = 3
_LONGEST = 40


def marks_of(
    *, topics: Iterable[str] = (), files: Iterable[str] = (), words: Iterable[str] = (), text: str = ""
) -> tuple[str, ...]:
    """Return the marks of what is told, each once: topics first, then files, folders and words, MOST at most."""
    found: dict[str, None] = {}
    paths = [path.strip().strip("/") for path in files]
    for some in (
        (f"topic:{topic.strip().casefold()}" for topic in topics if topic.strip()),
        (f"file:{path}" for path in paths if path),
        (f"in:{folder}" for path in paths for folder in _folders(path)),
        (f"word:{word}" for told in words for word in words_of(told)),
        (f"word:{word}" for word in words_of(text)),
    ):
        for mark in some:
            found.setdefault(mark)
            if len(found) >= MOST:
                return tuple(found)
    return tuple(found)


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text that may tell what it is about, small; numbers and short words are not."""
    for match in _WORD.finditer(text[:20_000].casefold()):
        word = match[0]
        if unspaced := _UNSPACED.findall(word):
            yield from (run[at : at + 2] for run in unspaced for at in range(len(run) - 1))
        elif _SHORTEST <= len(word) <= _LONGEST and not word.isdecimal():
            yield word


def told(mark: str) -> str:
    """Return a mark as people write it."""
    return mark.partition(":")[2]


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1][:DEEPEST]
    for depth in range(len(parts), 0, -1):
        yield "/".join(parts[:depth])
