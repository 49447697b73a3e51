"""What somebody wrote, as it is shown: new words in front, everything else folded at its place."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hearback.channels.contract import SpanKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hearback.channels.contract import Span

MOST_CHARACTERS = 50_000  # of one message; longer ones are logs and dumps, which the original has whole
_MAY_LINK = re.compile(r"://|www\.|@|\.(?:com|net|org)\b", re.IGNORECASE)  # looking for links takes most of the time
_SMALL_PRINT = {SpanKind.SIGNATURE, SpanKind.DISCLAIMER, SpanKind.FOOTER}


def spans(text: str, parts: Sequence[Span]) -> list[dict[str, Any]]:
    """Return the stretches to show, neighbours of one kind joined and empty ones left out.

    A message that is nothing but a forwarded one shows that one open.
    """
    pieces = [(_kind(part.kind), text[part.start : part.end]) for part in parts]
    pieces = [(kind, piece) for kind, piece in pieces if piece.strip()]
    if all(kind is not SpanKind.NEW for kind, _piece in pieces):
        pieces = [(SpanKind.NEW if kind is SpanKind.FORWARDED else kind, piece) for kind, piece in pieces]
    return list(_shortened(_joined(pieces)))


def _kind(kind: SpanKind) -> SpanKind:
    return SpanKind.SIGNATURE if kind in _SMALL_PRINT else kind


def _joined(pieces: Iterable[tuple[SpanKind, str]]) -> Iterable[tuple[SpanKind, str]]:
    for kind, some in groupby(pieces, key=lambda piece: piece[0]):
        yield kind, _without_empty_ends("".join(piece for _kind_again, piece in some))


def _without_empty_ends(text: str) -> str:
    lines = text.splitlines()
    while lines and not lines[0].strip():
        del lines[0]
    return "\n".join(lines).rstrip()


def _shortened(pieces: Iterable[tuple[SpanKind, str]]) -> Iterable[dict[str, Any]]:
    left = MOST_CHARACTERS
    for kind, piece in pieces:
        shown = piece[:left]
        left -= len(shown)
        if len(shown) < len(piece):
            shown += "\n\n" + _("… It goes on in the original.")
        yield {"kind": kind.value, "text": shown, "plain": not _MAY_LINK.search(shown)}
        if left <= 0:
            return
