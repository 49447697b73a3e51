"""Reads a forwarded mail as the mail it was: who wrote it, and what of the text are its words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hearback.channels.contract import Forwarded, HeardIdentity, Span, SpanKind
from hearback.channels.mail.splitting.spans import FORWARD_SUBJECT, heading_end, spans_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANSWER = re.compile(
    r"\s*(?:re|aw|sv|antw?|rif|res?p?|odp|ynt|vá|回复|回覆|答复|返信|회신)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)
_FORWARDED = frozenset({SpanKind.FORWARDED})
_CARRIED = frozenset({SpanKind.FORWARDED, SpanKind.QUOTE})
_ADDED = frozenset({SpanKind.NEW, SpanKind.SIGNATURE})


def forwarded(text: str, spans: Sequence[Span], *, subject: str, by: str) -> Forwarded | None:
    """Return the one mail that a text forwards; None where it forwards none, several, or does not say whose.

    subject: "FW: ..." makes a forward of what is quoted; an answer ("Re: FW: ...") is none.
    by: the name of the one who forwards, whose own words become a quote.
    """
    if _ANSWER.match(subject):
        return None
    kinds = _CARRIED if FORWARD_SUBJECT.match(subject) else _FORWARDED
    carried = [span for span in spans if span.kind in kinds]
    if len(carried) != 1 or not carried[0].address:
        return None
    mail = carried[0]
    begin = mail.start + heading_end(text[mail.start : mail.end])
    words = text[begin : mail.end]
    inner = [
        replace(span, start=begin + span.start, end=begin + span.end) for span in spans_of(words, writer=mail.name)
    ]
    if not any(span.kind is SpanKind.NEW and text[span.start : span.end].strip() for span in inner):
        inner = [Span(SpanKind.NEW, begin, mail.end, mail.confidence)] if words.strip() else []
    if not inner:
        return None
    divided: list[Span] = []
    for span in spans:
        if span is mail:
            divided += [replace(span, end=begin), *inner]
        elif span.kind in _ADDED:
            divided.append(replace(span, kind=SpanKind.QUOTE, name=by))
        else:
            divided.append(span)
    return Forwarded(
        HeardIdentity("mail", mail.address, mail.name, mail.address),
        tuple(one for one in divided if one.start < one.end),
    )
