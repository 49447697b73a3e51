"""Paints every row of a text with the kind of span it belongs to; each rule paints over what it knows better."""

from __future__ import annotations

import re
from bisect import bisect_left

from hearback.channels.contract import SpanKind
from hearback.channels.mail.splitting import closings, legal
from hearback.channels.mail.splitting.attributions import is_bare_attribution, words_before
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
)
from hearback.channels.mail.splitting.turns import BAR, Turn, below_ellipsis, turn_at

# What each letter of a painted row stands for, and how sure we are of it.
KINDS = {
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
# Stretches of one letter in a painted text.
STRETCH = re.compile("|".join(f"{letter}+" for letter in KINDS))

_SENT_LOOKS = frozenset({DRAWN, SENT_FROM, LABEL, UNSPACED})
_NOTICE_LOOKS = frozenset({DRAWN, FORMAL, HEADING, SENT_FROM, LABEL, UNSPACED})
_SIGNATURE_LOOKS = frozenset({SIGNATURE_LINE})
_RULED_LOOKS = frozenset({SIGNATURE_LINE, DRAWN})
# A link that was put into words is in brackets; what a person answers seldom is.
_LINK_ALONE = re.compile(r"\s*[(<\[]\s*(?:https?://|www\.)\S+?[)>\]]\s*>?\s*$")
_LINK_OPEN = re.compile(r"[(<\[](?:https?://|www\.)[^\s()<>\[\]]+\s*$")
_LINK_REST = re.compile(r"\S+[)>\]][.,;]?\s*$")
_PARAGRAPH = re.compile(r"\.+")
_QUOTED_RUN = re.compile(r">(?:[> ]*>)?")
_BROKEN_WRAP = re.compile(r"(?<=>)\.(?=>)")
_DRAWN_ABOVE = re.compile(r"(?:-{3,}|_{3,}|={3,}|—{2,})\s*$")
_WIDE = 66
_NEAR = 2


class Painting:
    """The rows of one text and the letter each is painted with so far; rows from `end` on are a footer.

    writer: the name of who wrote the mail; "" when nobody knows.
    """

    __slots__ = (
        "_counted",
        "_formal",
        "_has_said",
        "_notices",
        "_sent",
        "_signed",
        "end",
        "first_written",
        "headings",
        "insets",
        "letters",
        "rows",
        "writer",
    )

    def __init__(self, rows: Rows, *, end: int, writer: str = "") -> None:
        self.rows = rows
        self.writer = writer
        self.end = end
        self.letters = ["n"] * end + ["x"] * (len(rows.lines) - end)
        self.first_written = rows.next_written(0, end)
        self.headings: list[tuple[int, int]] = []  # first row, row behind
        self.insets: dict[int, int] = {}  # row -> how many of its letters belong to what stands before it
        self._counted = 0
        self._formal: list[int] = []
        self._notices: list[int] = []
        self._has_said = False
        self._signed = rows.noted(_SIGNATURE_LOOKS)
        self._sent = [row for row in rows.noted(_SENT_LOOKS) if closings.may_be_sent_from(rows.lines[row])]

    def paint(self, first: int, end: int, letter: str) -> None:
        """Paint rows first..end."""
        self.letters[first:end] = letter * (end - first)

    def paint_marked(self) -> None:
        """Paint what is quoted by marks."""
        codes, lines = self.rows.codes, self.rows.lines
        if QUOTED not in codes:
            return
        for run in _QUOTED_RUN.finditer(codes, 0, self.end):
            first = run.start()
            self.paint(first, run.end(), "q")
            above = self.rows.past_written(max(0, first - _NEAR), first) - 1
            if above >= 0 and above < first and codes[above] == WORDS and is_bare_attribution(lines[above]):
                self.paint(above, first, "t")
                self.headings.append((above, above + 1))
        for broken in _BROKEN_WRAP.finditer(codes, 0, self.end):
            row = broken.start()
            if _is_broken_wrap(lines[row - 1], lines[row]):
                self.letters[row] = "w"

    def paint_turns(self, *, is_forward: bool, is_patch: bool) -> None:
        """Paint what follows a heading that says another mail begins, the heading too."""
        done = 0
        for row in self.rows.notable:
            if row >= self.end:
                return
            if row < done:
                continue
            turn = turn_at(self.rows, row, floor=done, end=self.end, is_forward=is_forward)
            # On top of a patch stand the headers with which it was sent.
            if turn and not (is_patch and turn.first == self.first_written and not turn.is_attribution):
                done = self._paint_turn(turn)

    def _paint_turn(self, turn: Turn) -> int:
        """Paint one heading and what it rules; return the row behind that."""
        self.headings.append((turn.first, turn.end))
        if turn.is_attribution and (inset := words_before(self.rows.lines[turn.first])):
            self.insets[turn.first] = inset
            self._has_said = True
        below = below_ellipsis(self.rows, turn.end, self.end)
        is_marked = below < self.end and self.rows.codes[below] == QUOTED
        behind = self.end
        if turn.is_attribution and below < self.end and self.rows.lines[below].startswith(BAR):
            behind = self._past_barred(below)
        elif is_marked:
            run = _QUOTED_RUN.match(self.rows.codes, below, self.end) if turn.kind is SpanKind.FORWARDED else None
            behind = run.end() if run else below
        elif turn.is_attribution and not self._has_said_something(turn.first):
            behind = turn.end
        self.paint(_with_rule_above(self.rows, turn), behind, "f" if turn.kind is SpanKind.FORWARDED else "t")
        return behind

    def _past_barred(self, row: int) -> int:
        """Return the row behind lines that are quoted with a bar ("| Is it red?")."""
        while row < self.end and self.rows.lines[row].startswith(BAR):
            row += 1
        return row

    def _has_said_something(self, end: int) -> bool:
        """Tell whether there are more new words before this row than a greeting.

        An attribution without quote marks below then begins the mail answered; else the answer may follow it.
        """
        while self._counted < end and not self._has_said:
            row = self._counted
            self._counted += 1
            if self.letters[row] == "n" and self.rows.codes[row] == WORDS:
                self._has_said = not closings.is_greeting(self.rows.lines[row])
        return self._has_said

    def paint_closings(self, *, is_patch: bool) -> None:
        """Paint the signature, the phone's line and the farewell at the end of each stretch of new words."""
        has_said = False
        for found in STRETCH.finditer("".join(self.letters)):
            if found[0][0] == "n":
                self._paint_closing(*found.span(), is_patch=is_patch, has_said=has_said)
                has_said = has_said or WORDS in self.rows.codes[found.start() : found.end()]

    def _paint_closing(self, first: int, end: int, *, is_patch: bool, has_said: bool) -> None:
        signed = closings.signed_from(self.rows, _between(self._signed, first, end), end, is_patch=is_patch)
        if signed <= self.first_written:
            signed = end  # nothing stands before it, so that it is no signature
        self.paint(signed, end, "s")
        behind = signed
        for row in reversed(_between(self._sent, first, signed)):
            if closings.is_sent_from(self.rows.lines[row]):
                is_last = self.rows.next_written(row + 1, signed) >= behind
                if is_last or not closings.is_sentence(self.rows.lines[row]):
                    self.letters[row] = "p"
                if is_last:
                    behind = row
        behind = self._before_notices(first, behind)
        farewell = closings.farewell_from(self.rows, first, behind, is_patch=is_patch, writer=self.writer)
        if farewell < behind and (has_said or WORDS in self.rows.codes[first:farewell]):
            self.paint(farewell, behind, "g")

    def find_notices(self) -> None:
        """Find the paragraphs that lawyers and gateways added, before anything is known of signatures."""
        rows = self.rows
        self._formal = [
            row
            for row in rows.noted(_NOTICE_LOOKS)
            if row < self.end and (rows.notable[row] is not DRAWN or rows.lines[row][:1] == "*")
        ]
        for row in self._formal:
            if self.letters[row] == "n" and self._begins_paragraph(row) and legal.is_notice(rows.lines, row):
                self._notices.append(row)

    def _before_notices(self, first: int, behind: int) -> int:
        """Return the row behind the words of a stretch: notices at its end are left out."""
        for row in reversed(_between(self._notices, first, behind)):
            if self.rows.next_written(self._paragraph_end(row), behind) < behind:
                break
            behind = row
        return behind

    def paint_notices(self) -> None:
        """Paint the notices that were found, and those that stand right below a signature."""
        rows = self.rows
        for row in self._formal:
            if row in self._notices or (
                row
                and self.letters[row] in "sgp"
                and self.letters[row - 1] in "sd"
                and rows.codes[row - 1] == WORDS
                and legal.is_notice(rows.lines, row)
            ):
                self.paint(row, self._paragraph_end(row), "d")

    def _paragraph_end(self, row: int) -> int:
        paragraph = _PARAGRAPH.match(self.rows.codes, row, self.end)
        return paragraph.end() if paragraph else row + 1

    def _begins_paragraph(self, row: int) -> bool:
        above = row - 1
        return row == 0 or self.rows.codes[above] != WORDS or self.rows.notable.get(above) in _RULED_LOOKS


def _with_rule_above(rows: Rows, turn: Turn) -> int:
    """Return the row at which a turn begins: a line drawn right above an attribution belongs to it."""
    above = turn.first - 1
    if turn.is_attribution and rows.notable.get(above) is DRAWN and _DRAWN_ABOVE.match(rows.lines[above]):
        return above
    return turn.first


def _between(rows: list[int], first: int, end: int) -> list[int]:
    return rows[bisect_left(rows, first) : bisect_left(rows, end)] if rows else rows


def _is_broken_wrap(above: str, line: str) -> bool:
    """Tell whether a line without a quote mark is the rest of the quoted line above, cut off on its way.

    So is the address of a link in that line.
    """
    if _LINK_ALONE.match(line) or (_LINK_OPEN.search(above) and _LINK_REST.match(line)):
        return True
    return len(above) >= _WIDE and len(line) < _WIDE and line[:1].islower() and above.rstrip()[-1:] not in ".!?:"
