"""A text and its spans: parted for keeping, made whole again for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hearback.channels.contract import Span, SpanKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def parted(text: str, spans: Sequence[Span]) -> tuple[str, str]:
    """Return (the new stretches, all other stretches), each joined without anything between."""
    if len(spans) == 1 and spans[0].kind is SpanKind.NEW:
        return text, ""
    words = "".join(text[span.start : span.end] for span in spans if span.kind is SpanKind.NEW)
    rest = "".join(text[span.start : span.end] for span in spans if span.kind is not SpanKind.NEW)
    return words, rest


def whole(words: str, rest: str, spans: Iterable[Span]) -> str:
    """Return the text that was parted."""
    pieces, word, other = [], 0, 0
    for span in spans:
        length = span.end - span.start
        if span.kind is SpanKind.NEW:
            pieces.append(words[word : word + length])
            word += length
        else:
            pieces.append(rest[other : other + length])
            other += length
    return "".join(pieces)


def spans_of(stored: Iterable[Sequence[Any]]) -> list[Span]:
    """Return spans from their stored form, [[kind, start, end, confidence, name, address], ...]."""
    return [Span(SpanKind(kind), start, end, *sure) for kind, start, end, *sure in stored]
