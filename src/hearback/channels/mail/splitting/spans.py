"""Divides a mail's text into spans that follow each other and cover all of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from hearback.channels.contract import Span, SpanKind
from hearback.channels.mail.splitting import closings, footers, labels, legal, separators
from hearback.channels.mail.splitting.attributions import attribution_ending
from hearback.channels.mail.splitting.rows import (
    DRAWN,
    FORMAL,
    HEADING,
    LABEL,
    QUOTED,
    SENT_FROM,
    SIGNATURE_LINE,
    UNSPACED,
    WORDS,
    Rows,
    rows_of,
    spellings,
)

# Later ones win where a word begins several things; every rule looks at the whole line anyway.
_TRIGGERS = {
    **spellings(legal.notice_words() + footers.service_words(), FORMAL, marks=("", ":", "!", ",")),
    **spellings(closings.sent_from_words(), SENT_FROM, marks=("",)),
    **spellings(separators.first_words(), HEADING, marks=("",)),
    **spellings(labels.SPACED, LABEL, marks=("",)),
    **spellings(labels.first_words(), LABEL, marks=(":", "：")),
}
_PATCH_MARKS = ("\n@@ -", "\ndiff --git ", "\n--- a/")
_PARAGRAPH = re.compile(r"\.+")
_LONGEST = 400
_FORWARD_SUBJECT = re.compile(
    r"\s*(?:re:\s*)?(?:fwd?|wg|tr|rv|enc|i|vs|vb|doorst|vl|pd|přep|továbbítás|fs|пер|πρθ|ilt|转发|轉寄|転送|전달|fw)\s*[:：]",
    re.IGNORECASE,
)
# What each letter of a painted row stands for, and how sure we are of it.
_KINDS = {
    "n": (SpanKind.NEW, 1.0),
    "q": (SpanKind.QUOTE, 0.98),
    "t": (SpanKind.QUOTE, 0.9),
    "w": (SpanKind.QUOTE, 0.6),
    "f": (SpanKind.FORWARDED, 0.9),
    "s": (SpanKind.SIGNATURE, 0.95),
    "p": (SpanKind.SIGNATURE, 0.9),
    "g": (SpanKind.SIGNATURE, 0.6),
    "d": (SpanKind.DISCLAIMER, 0.85),
    "x": (SpanKind.FOOTER, 0.9),
}
_SEPARATING = frozenset({DRAWN, HEADING, UNSPACED})
_LABELLING = frozenset({DRAWN, LABEL, UNSPACED})
_SENT_LOOKS = frozenset({SENT_FROM, UNSPACED})
_NOTICE_LOOKS = frozenset({DRAWN, FORMAL, SENT_FROM, LABEL, UNSPACED})
_QUOTED_RUN = re.compile(r">(?:[> ]*>)?")
_BROKEN_WRAP = re.compile(r"(?<=>)\.(?=>)")
_SAME = re.compile("|".join(f"{letter}+" for letter in _KINDS))
_LEFT_OUT = re.compile(
    r"\s*[\[<({]?\s*(?:[.…][ .…]*|(?:re)?snip\w*|cut|schnipp?|gek[uü]rzt|coupé|\*+)[\s.]*[\])}]?>?\s*$", re.IGNORECASE
)
_WIDE = 66
_GREETING = 30


class Turn(NamedTuple):
    """A place where another mail begins. end: the row behind its heading; is_certain: even without quote marks."""

    first: int
    end: int
    kind: SpanKind
    is_certain: bool
    is_attribution: bool = False


def spans_of(text: str, *, subject: str = "") -> tuple[Span, ...]:
    """Return the spans of a text, in order; none for an empty text.

    subject: tells a forwarded mail from a quoted one where the text alone does not.
    """
    if not text:
        return ()
    rows = rows_of(text, triggers=_TRIGGERS)
    paint = ["n"] * len(rows.lines)
    end = footers.footer_from(rows)
    paint[end:] = "x" * (len(paint) - end)
    is_patch = any(mark in text for mark in _PATCH_MARKS)
    _paint_quotes(rows, paint, end, is_forward=bool(_FORWARD_SUBJECT.match(subject)), is_patch=is_patch)
    for first, behind in _stretches(paint, "n"):
        _paint_closing(rows, paint, first, behind, is_patch=is_patch)
    _paint_notices(rows, paint, end)
    return _spans(rows, paint)


def _paint_quotes(rows: Rows, paint: list[str], end: int, *, is_forward: bool, is_patch: bool) -> None:
    """Paint what is quoted by marks, and what follows a heading that says another mail begins."""
    codes = rows.codes
    if QUOTED in codes:
        for run in _QUOTED_RUN.finditer(codes, 0, end):
            paint[run.start() : run.end()] = "q" * (run.end() - run.start())
        for broken in _BROKEN_WRAP.finditer(codes, 0, end):
            if _is_broken_wrap(rows.lines[broken.start() - 1], rows.lines[broken.start()]):
                paint[broken.start()] = "w"
    done = 0
    for row in rows.notable:
        if row < done or row >= end:
            continue
        turn = _turn_at(rows, row, floor=done, end=end, is_forward=is_forward)
        if not turn or (is_patch and not done and rows.next_written(0, end) == turn.first):
            continue
        done = _paint_turn(rows, paint, turn, end)


def _paint_turn(rows: Rows, paint: list[str], turn: Turn, end: int) -> int:
    """Paint one heading and what it rules; return the row behind that."""
    below = _below_ellipsis(rows, turn.end, end)
    is_marked = below < end and rows.codes[below] == QUOTED
    if not is_marked and not turn.is_certain:
        return turn.first + 1
    letter = "f" if turn.kind is SpanKind.FORWARDED else "t"
    if is_marked:
        run = _QUOTED_RUN.match(rows.codes, below, end) if turn.kind is SpanKind.FORWARDED else None
        behind = run.end() if run else below
    elif turn.is_attribution and not _has_said_something(rows, paint, turn.first):
        behind = turn.end
    else:
        behind = end
    paint[turn.first : behind] = letter * (behind - turn.first)
    return behind


def _below_ellipsis(rows: Rows, row: int, end: int) -> int:
    """Return the first written row from here on, passing over marks for what was left out ("[...]", "<snip>")."""
    below = rows.next_written(row, end)
    while below < end and len(rows.lines[below]) < 20 and _LEFT_OUT.match(rows.lines[below]):
        below = rows.next_written(below + 1, end)
    return below


def _has_said_something(rows: Rows, paint: list[str], end: int) -> bool:
    """Tell whether there are more new words before this row than a greeting.

    An attribution without quote marks below then begins the mail answered; else the answer may follow it.
    """
    letters = 0
    for row in range(end):
        if paint[row] == "n":
            letters += len(rows.lines[row])
            if letters > _GREETING:
                return True
    return False


def _turn_at(rows: Rows, row: int, *, floor: int, end: int, is_forward: bool) -> Turn | None:
    """Return the turn whose heading has its notable line at this row; None when the line is something else."""
    line, look = rows.lines[row], rows.notable[row]
    if len(line) > _LONGEST or look is SIGNATURE_LINE:
        return None
    kind = SpanKind.FORWARDED if is_forward else SpanKind.QUOTE
    if look in _SEPARATING and line[1:2] != " " and (separated := separators.separated_by(line)):
        block = labels.block_at(rows, rows.next_written(row + 1, end), end=end)
        return Turn(row, block.end if block else row + 1, separated, is_certain=True)
    if look is DRAWN and separators.RULE.match(line):
        block = labels.block_at(rows, rows.next_written(row + 1, end), end=end)
        return Turn(row, block.end, kind, is_certain=True) if block else None
    if look in _LABELLING and labels.may_begin(line):
        block = labels.block_at(rows, row, end=end)
        if block and block.is_known:
            return Turn(row, block.end, kind, is_certain=True)
    return _attributed(rows, row, floor=floor, end=end) if line.rstrip("* \t\xa0")[-1:] in {":", "："} else None


def _attributed(rows: Rows, row: int, *, floor: int, end: int) -> Turn | None:
    below = _below_ellipsis(rows, row + 1, end)
    is_followed = below < end and rows.codes[below] == QUOTED
    found = attribution_ending(rows, row, floor=floor, is_followed_by_quote=is_followed)
    return Turn(found.first, row + 1, SpanKind.QUOTE, found.is_certain, is_attribution=True) if found else None


def _is_broken_wrap(above: str, line: str) -> bool:
    """Tell whether a line without a quote mark is the rest of the quoted line above, cut off on its way."""
    return len(above) >= _WIDE and len(line) < _WIDE and line[:1].islower() and above.rstrip()[-1:] not in ".!?:"


def _paint_closing(rows: Rows, paint: list[str], first: int, end: int, *, is_patch: bool) -> None:
    """Paint the signature, the phone's line and the farewell at the end of a stretch of new words."""
    signed = closings.signed_from(rows, first, end, is_patch=is_patch)
    if not rows.codes[:signed].strip():
        signed = end  # nothing stands before it, so that it is no signature
    paint[signed:end] = "s" * (end - signed)
    behind = signed
    for row in rows.noted(_SENT_LOOKS, first, signed):
        if closings.is_sent_from(rows.lines[row]):
            paint[row] = "p"
            if rows.next_written(row + 1, signed) >= behind:
                behind = min(behind, row)
    farewell = closings.farewell_from(rows, first, behind)
    if farewell < behind and "n" in (paint[row] for row in range(farewell) if rows.codes[row] == WORDS):
        paint[farewell:behind] = "g" * (behind - farewell)


def _paint_notices(rows: Rows, paint: list[str], end: int) -> None:
    """Paint the paragraphs that lawyers and gateways added."""
    for row in rows.noted(_NOTICE_LOOKS, 0, end):
        if paint[row] not in "nsgp" or (row and rows.codes[row - 1] == WORDS and row - 1 not in rows.notable):
            continue
        paragraph = _PARAGRAPH.match(rows.codes, row, end)
        behind = paragraph.end() if paragraph else row + 1
        if legal.is_notice("\n".join(rows.lines[row:behind])):
            paint[row:behind] = "d" * (behind - row)


def _stretches(paint: list[str], letter: str) -> list[tuple[int, int]]:
    return [found.span() for found in _SAME.finditer("".join(paint)) if found[0][0] == letter]


def _spans(rows: Rows, paint: list[str]) -> tuple[Span, ...]:
    """Return the painted rows as spans; blank rows belong to what stands before them."""
    codes = rows.codes
    runs: list[tuple[str, int, int]] = []
    for found in _SAME.finditer("".join(paint)):
        letter, first, behind = found[0][0], *found.span()
        if runs and (letter == runs[-1][0] or (letter == "n" and WORDS not in codes[first:behind])):
            runs[-1] = (runs[-1][0], runs[-1][1], behind)
        else:
            runs.append((letter, first, behind))
    spans: list[Span] = []
    start = 0
    for letter, first, behind in runs:
        stop = start + sum(map(len, rows.lines[first:behind])) + behind - first
        kind, confidence = _KINDS[letter]
        if spans and spans[-1].kind is kind:
            spans[-1] = Span(kind, spans[-1].start, stop, min(confidence, spans[-1].confidence))
        else:
            spans.append(Span(kind, start, stop, confidence))
        start = stop
    last = spans[-1]
    spans[-1] = Span(last.kind, last.start, start - 1, last.confidence)
    return tuple(span for span in spans if span.end > span.start)
