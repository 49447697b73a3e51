"""Finds the places in a text where another mail begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from hearback.channels.contract import SpanKind
from hearback.channels.mail.splitting import labels, separators
from hearback.channels.mail.splitting.attributions import attribution_ending, broken_attribution_end, ends_attribution
from hearback.channels.mail.splitting.rows import DRAWN, HEADING, LABEL, OPENS, QUOTED, SIGNATURE_LINE, UNSPACED, Rows

_SEPARATING = frozenset({DRAWN, HEADING, UNSPACED})
_LABELLING = frozenset({DRAWN, LABEL, UNSPACED})
_LEFT_OUT = re.compile(
    r"\s*[\[<({]?\s*(?:[.…][ .…]*|(?:re)?snip\w*|cut|schnipp?|gek[uü]rzt|coupé|\*+|[-_=]{3,})[\s.]*[\])}]?>?\s*$",
    re.IGNORECASE,
)
# Quotes are marked with it by a few programs; elsewhere it draws tables, so it counts below an attribution only.
BAR = "|"
_LONGEST = 400
_LONGEST_LEFT_OUT = 20
_MOST_LEFT_OUT = 3
_BEHIND_COLON = "* \t\xa0\u200e\u200f\u202c\u2069"


class Turn(NamedTuple):
    """A place where another mail begins. end: the row behind its heading."""

    first: int
    end: int
    kind: SpanKind
    is_attribution: bool = False


def turn_at(rows: Rows, row: int, *, floor: int, end: int, is_forward: bool) -> Turn | None:
    """Return the turn whose heading has its notable line at this row; None when the line is something else."""
    line, look = rows.lines[row], rows.notable[row]
    if len(line) > _LONGEST or look is SIGNATURE_LINE:
        return None
    kind = SpanKind.FORWARDED if is_forward else SpanKind.QUOTE
    if look in _SEPARATING and line[1:2] != " " and (separated := separators.separated_by(line)):
        block = labels.block_at(rows, rows.next_written(row + 1, end), end=end)
        return Turn(row, block.end if block else row + 1, separated)
    if look is DRAWN and separators.RULE.match(line):
        block = labels.block_at(rows, rows.next_written(row + 1, end), end=end)
        return Turn(row, block.end, kind) if block else None
    if look in _LABELLING and labels.may_begin(line):
        block = labels.block_at(rows, row, end=end)
        if block and block.is_known:
            return Turn(row - (row > floor and labels.is_recipient(rows.lines[row - 1])), block.end, kind)
    if line.rstrip(_BEHIND_COLON)[-1:] in {":", "："}:
        return _attributed(rows, row, floor=floor, end=end)
    behind = _opened(rows, row, end) if look is OPENS else None
    return Turn(row, behind, SpanKind.QUOTE, is_attribution=True) if behind else None


def _opened(rows: Rows, row: int, end: int) -> int | None:
    """Return the row behind an attribution that opens here, though its line does not end in a colon."""
    return row + 1 if ends_attribution(rows.lines[row]) else broken_attribution_end(rows, row, end)


def below_ellipsis(rows: Rows, row: int, end: int) -> int:
    """Return the first written row from here on, passing over marks for what was left out ("[...]", "<snip>")."""
    below = rows.next_written(row, end)
    for _ in range(_MOST_LEFT_OUT):
        if below >= end or len(rows.lines[below]) > _LONGEST_LEFT_OUT or not _LEFT_OUT.match(rows.lines[below]):
            break
        below = rows.next_written(below + 1, end)
    return below


def _attributed(rows: Rows, row: int, *, floor: int, end: int) -> Turn | None:
    below = below_ellipsis(rows, row + 1, end)
    is_followed = below < end and (rows.codes[below] == QUOTED or rows.lines[below].startswith(BAR))
    first = attribution_ending(rows, row, floor=floor, is_followed_by_quote=is_followed)
    return Turn(first, row + 1, SpanKind.QUOTE, is_attribution=True) if first is not None else None
