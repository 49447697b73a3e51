"""Divides a mail's text into spans that follow each other and cover all of it."""

from __future__ import annotations

import re

from hearback.channels.contract import Span
from hearback.channels.mail.splitting import closings, footers, labels, legal, separators
from hearback.channels.mail.splitting.painting import KINDS, STRETCH, Painting
from hearback.channels.mail.splitting.rows import FORMAL, HEADING, LABEL, SENT_FROM, WORDS, rows_of, spellings

# Later ones win where a word begins several things; every rule looks at the whole line anyway.
_TRIGGERS = {
    **spellings(legal.notice_words() + footers.service_words(), FORMAL, marks=("", ":", "!", ",")),
    **spellings(closings.sent_from_words(), SENT_FROM, marks=("",)),
    **spellings(separators.first_words(), HEADING, marks=("",)),
    **spellings(labels.SPACED, LABEL, marks=("",)),
    **spellings(labels.first_words(), LABEL, marks=(":", "：")),
}
_PATCH_MARKS = ("\n@@ -", "\ndiff --git ", "\n--- a/")
_FORWARD_SUBJECT = re.compile(
    r"\s*(?:re:\s*)?(?:fwd?|wg|tr|rv|enc|i|vs|vb|doorst|vl|pd|přep|továbbítás|fs|пер|πρθ|ilt|转发|轉寄|転送|전달)\s*[:：]",
    re.IGNORECASE,
)


def spans_of(text: str, *, subject: str = "") -> tuple[Span, ...]:
    """Return the spans of a text, in order; none for an empty text.

    subject: tells a forwarded mail from a quoted one where the text alone does not.
    """
    if not text:
        return ()
    rows = rows_of(text, triggers=_TRIGGERS)
    painting = Painting(rows, end=footers.footer_from(rows))
    is_patch = any(mark in text for mark in _PATCH_MARKS)
    painting.paint_marked()
    painting.paint_turns(is_forward=bool(_FORWARD_SUBJECT.match(subject)), is_patch=is_patch)
    painting.paint_closings(is_patch=is_patch)
    painting.paint_notices()
    return _spans(painting)


def _spans(painting: Painting) -> tuple[Span, ...]:
    """Return the painted rows as spans; blank rows belong to what stands before them."""
    spans: list[Span] = []
    lines = painting.rows.lines
    start = 0
    for letter, first, behind in _runs(painting):
        stop = start + sum(map(len, lines[first:behind])) + behind - first
        kind, confidence = KINDS[letter]
        if spans and spans[-1].kind is kind:
            spans[-1] = Span(kind, spans[-1].start, stop, min(confidence, spans[-1].confidence))
        else:
            spans.append(Span(kind, start, stop, confidence))
        start = stop
    # The last line has no line end.
    last = spans.pop()
    if start - 1 > last.start:
        spans.append(Span(last.kind, last.start, start - 1, last.confidence))
    return tuple(spans)


def _runs(painting: Painting) -> list[tuple[str, int, int]]:
    """Return letter, first row and the row behind for each stretch, blank ones joined to the one before."""
    codes = painting.rows.codes
    runs: list[tuple[str, int, int]] = []
    for found in STRETCH.finditer("".join(painting.letters)):
        letter, first, behind = found[0][0], *found.span()
        if runs and letter == "n" and WORDS not in codes[first:behind]:
            runs[-1] = (runs[-1][0], runs[-1][1], behind)
        else:
            runs.append((letter, first, behind))
    return runs
