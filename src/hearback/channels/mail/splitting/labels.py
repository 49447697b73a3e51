"""Finds the block of headers that Outlook and others put above the mail they answer or forward, in many languages."""

from __future__ import annotations

import re
from typing import NamedTuple

from hearback.channels.mail.languages import phrases
from hearback.channels.mail.splitting.rows import BLANK, QUOTED, Rows

FROM = frozenset(phrases("from"))
DATE = frozenset(phrases("date"))
SUBJECT = frozenset(phrases("subject"))
TO = frozenset(phrases("to"))
# French puts a space before the colon, so there the first word stands alone.
SPACED = frozenset({"de", "envoyé", "date", "objet", "expéditeur"})
_LABEL = re.compile(r"\s*+[*_>\s]*+([^\W\d][^:：\n@<]{0,24}?)[*_\s\xa0]*+[:：][*_\s]*+")
_BOLD = "*_ \xa0\t"
_MOST_ROWS = 14
_LONGEST = 2000
_VALUED = re.compile(r"[^\s*_]")
_ADDRESS = re.compile(r"@|mailto:")
_EXACT = re.compile(r"\d{1,2}:\d{2}:\d{2} [+-]\d{4}\b")  # as a program writes it
_WHEN = re.compile(r"\d{1,2}[:.hH]\d{2}|(?:19|20)\d\d")


_BEGINNINGS = FROM | DATE | SUBJECT
# Where line ends were lost: "From: Ann <ann@example.org> Sent: Monday To: Bea Subject: Pipes".
_INNER = re.compile(
    rf"(?<=\s)[*_]*({'|'.join(sorted(map(re.escape, DATE | SUBJECT | TO), key=len, reverse=True))})[*_]*[:：][*_]*\s",
    re.IGNORECASE,
)


class Block(NamedTuple):
    """A block of headers: the row behind it, and how sure we are."""

    end: int
    is_known: bool


def first_words() -> frozenset[str]:
    """Return the words with which a block may begin, each the first of its label."""
    return frozenset(label.split()[-1] for label in FROM | DATE | SUBJECT)


def may_begin(line: str) -> bool:
    """Tell whether a block of headers may begin with this line."""
    found = _LABEL.match(line)
    return found is not None and found[1].strip(_BOLD).lower() in _BEGINNINGS


def is_recipient(line: str) -> bool:
    """Tell whether the line says to whom a mail went, which some programs write on top of the block."""
    found = _LABEL.match(line)
    return found is not None and found[1].strip(_BOLD).lower() in TO


def sender_in(line: str) -> str | None:
    """Return what stands behind the label of the sender; None when the line has no such label."""
    found = _LABEL.match(line) if len(line) < _LONGEST else None
    return line[found.end() :] if found and found[1].strip(_BOLD).lower() in FROM else None


def block_at(rows: Rows, row: int, *, end: int) -> Block | None:
    """Return the block of headers that begins at this row; None when there is none.

    Known labels make a block of three rows; unknown ones (a language that is not here) are enough where
    a person's address and a date stand behind them.
    """
    labels: list[str] = []
    values: list[str] = []
    at = behind = row
    while at < end and at - row < _MOST_ROWS and rows.codes[at] != QUOTED:
        line = rows.lines[at]
        found = _LABEL.match(line) if len(line) < _LONGEST else None
        if found:
            _take(line, found, labels, values)
            behind = at + 1
        elif rows.codes[at] == BLANK:
            if not _continues(rows, at, end, labels):
                break
        elif not labels or _is_complete(labels):
            break
        elif not values[-1]:
            # The value stands below its label, and may end the block.
            values[-1] = line
            behind = at + 1
        at += 1
    return _judged(labels, values, behind)


def _take(line: str, found: re.Match[str], labels: list[str], values: list[str]) -> None:
    """Add a line's label and value, or all of them where a program put several on one line."""
    labels.append(found[1].strip(_BOLD).lower())
    start = found.end()
    if labels[-1] in FROM:
        for inner in _INNER.finditer(line, start):
            values.append(line[start : inner.start()])
            labels.append(inner[1].lower())
            start = inner.end()
    values.append(line[start:])


def _continues(rows: Rows, at: int, end: int, labels: list[str]) -> bool:
    """Tell whether the block goes on behind an empty line, as when HTML was turned into text."""
    return at + 1 < end and not _is_complete(labels) and bool(_LABEL.match(rows.lines[at + 1][:80]))


def _is_complete(labels: list[str]) -> bool:
    return any(label in SUBJECT for label in labels) and any(label in FROM for label in labels)


def _judged(labels: list[str], values: list[str], behind: int) -> Block | None:
    if len(labels) < 2:
        return None
    has_from = any(label in FROM for label in labels[:3])
    has_date = any(label in DATE for label in labels)
    has_subject = any(label in SUBJECT for label in labels)
    has_to = any(label in TO for label in labels)
    if has_from and (has_date + has_subject + has_to) >= 2:
        return Block(behind, is_known=True)
    if labels[0] in DATE and labels[1] in TO and _EXACT.search(values[0]) and _ADDRESS.search(values[1]):
        return Block(behind, is_known=True)
    if has_from and has_date and _ADDRESS.search(values[0]) and any(map(_WHEN.search, values[1:])):
        return Block(behind, is_known=False)
    if len(labels) >= 3 and any(map(_ADDRESS.search, values[:2])) and any(map(_WHEN.search, values)):
        return Block(behind, is_known=False)
    return None
