"""Divides a mail's text into spans that follow each other and cover all of it."""

from __future__ import annotations

import re

from hearback.channels.contract import Span, SpanKind

_QUOTES = re.compile(r"^[ \t]*>.*+(?:\n[ \t]*>.*+)*+\n?", re.MULTILINE)


def spans_of(text: str) -> tuple[Span, ...]:
    """Return the spans of a text, in order; none for an empty text."""
    spans: list[Span] = []
    at = 0
    for found in _QUOTES.finditer(text) if ">" in text else ():
        if found.start() > at:
            spans.append(Span(SpanKind.NEW, at, found.start()))
        spans.append(Span(SpanKind.QUOTE, found.start(), found.end()))
        at = found.end()
    if at < len(text):
        spans.append(Span(SpanKind.NEW, at, len(text)))
    return tuple(spans)
