"""Divides a mail's text into spans that follow each other and cover all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from hearback.channels.contract import Span, SpanKind
from hearback.channels.mail.languages import phrases
from hearback.channels.mail.splitting import closings, footers, labels, legal, separators
from hearback.channels.mail.splitting.painting import KINDS, STRETCH, Painting
from hearback.channels.mail.splitting.rows import (
    DRAWN,
    FORMAL,
    HEADING,
    LABEL,
    OPENS,
    SENT_FROM,
    UNSPACED,
    WORDS,
    rows_of,
    spellings,
)
from hearback.channels.mail.splitting.whom import says_whom, whom

if TYPE_CHECKING:
    from collections.abc import Sequence

# The first words of attributions that have more behind them, or no colon.
_OPENING = tuple(word.capitalize() for word in phrases("opens"))
_FORMAL = frozenset(legal.notice_words() + footers.service_words())
_ASKING = frozenset(separators.first_words())
# Later ones win where a word begins several things; every rule looks at the whole line anyway.
_TRIGGERS = {
    **dict.fromkeys(_OPENING, OPENS),
    **spellings(_FORMAL, FORMAL, marks=("", ":", "!", ",")),
    **spellings(closings.sent_from_words(), SENT_FROM, marks=("",)),
    **spellings(_ASKING, HEADING, marks=("",)),
    **spellings(_ASKING & _FORMAL, UNSPACED, marks=("",)),
    **spellings(labels.SPACED, LABEL, marks=("",)),
    **spellings(labels.first_words(), LABEL, marks=(":", "：")),
}
LONGEST = 2_000_000  # letters that are divided; what is longer is a log or a bomb, and stays in one piece behind them
_CARRIED = frozenset({SpanKind.QUOTE, SpanKind.FORWARDED})
_NEAR = 6
_PATCH_MARKS = ("\ndiff --git ", "\n--- a/")
FORWARD_SUBJECT = re.compile(
    r"\s*(?:re:\s*)?(?:fwd?|wg|tr|rv|enc|i|vs|vb|doorst|vl|pd|přep|továbbítás|fs|пер|πρθ|ilt|转发|轉寄|転送|전달)\s*[:：]",
    re.IGNORECASE,
)


def spans_of(text: str, *, subject: str = "", writer: str = "") -> tuple[Span, ...]:
    """Return the spans of a text, in order; none for an empty text.

    subject: tells a forwarded mail from a quoted one where the text alone does not.
    writer: the name of who wrote it, which opens many a signature.
    """
    if not text:
        return ()
    if len(text) > LONGEST:
        end = text.rfind("\n", 0, LONGEST) + 1 or LONGEST
        return (*spans_of(text[:end], subject=subject, writer=writer), Span(SpanKind.NEW, end, len(text), 0.5))
    rows = rows_of(text, triggers=_TRIGGERS)
    painting = Painting(rows, end=footers.footer_from(rows), writer=writer)
    is_patch = "\n@@ -" in text or (DRAWN in rows.notable.values() and any(mark in text for mark in _PATCH_MARKS))
    painting.paint_marked()
    painting.paint_turns(is_forward=bool(FORWARD_SUBJECT.match(subject)), is_patch=is_patch)
    painting.find_notices()
    painting.paint_closings(is_patch=is_patch)
    painting.paint_notices()
    spans = _spans(painting, len(text))
    return _with_whom(spans, painting) if painting.headings else spans


def heading_end(text: str) -> int:
    """Return where the words begin below the heading that a forwarded mail opens with; 0 where it opens with none."""
    rows = rows_of(text, triggers=_TRIGGERS)
    painting = Painting(rows, end=len(rows.lines))
    painting.paint_turns(is_forward=True, is_patch=False)
    behind = painting.headings[0][1] if painting.headings else 0
    return min(len(text), sum(len(line) + 1 for line in rows.lines[:behind]))


def _spans(painting: Painting, end: int) -> tuple[Span, ...]:
    """Return the painted rows as spans; blank rows belong to what stands before them."""
    lines = painting.rows.lines
    found: list[tuple[SpanKind, int, int, float]] = []
    start = begun = 0
    for letter, first, behind in _runs(painting):
        if inset := painting.insets.get(first, 0):
            _add(found, "n", start, begun + inset)
            start = begun + inset
        # The last line has no line end.
        begun += sum(map(len, lines[first:behind])) + behind - first
        _add(found, letter, start, begun if behind < len(lines) else end)
        start = begun
    return tuple([Span(*values) for values in found if values[1] < values[2]])


def _add(found: list[tuple[SpanKind, int, int, float]], letter: str, start: int, stop: int) -> None:
    """Add a stretch, to the last one where that is of the same kind."""
    kind, confidence = KINDS[letter]
    if found and found[-1][0] is kind:
        _, begun, _, before = found.pop()
        found.append((kind, begun, stop, min(confidence, before)))
    else:
        found.append((kind, start, stop, confidence))


def _with_whom(spans: tuple[Span, ...], painting: Painting) -> tuple[Span, ...]:
    """Return the spans with the one whom each quotes, as the first heading in it says."""
    lines = painting.rows.lines
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    headings = [
        (starts[first] + painting.insets.get(first, 0), first, behind) for first, behind in sorted(painting.headings)
    ]
    named = []
    for span in spans:
        if span.kind in _CARRIED:
            name, address = next(
                (_whom(lines, first, behind) for at, first, behind in headings if span.start <= at < span.end), ("", "")
            )
            named.append(replace(span, name=name, address=address) if name or address else span)
        else:
            named.append(span)
    return tuple(named)


def _whom(lines: Sequence[str], first: int, behind: int) -> tuple[str, str]:
    """Return whom a heading names; a drawn one leaves it to the lines below."""
    name, address = whom([line for line in lines[first:behind] if line.strip(" <>")])
    if not name and not address:
        said = next((row for row in range(behind, min(behind + _NEAR, len(lines))) if says_whom(lines[row])), None)
        return whom(lines[said : said + 1]) if said is not None else ("", "")
    return name, address


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
