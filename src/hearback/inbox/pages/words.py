"""What somebody wrote, as it is shown: new words in front, everything else folded at its place."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from hearback.channels.contract import SpanKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hearback.channels.contract import Span

MOST_CHARACTERS = 50_000  # of one message; longer ones are logs and dumps, which the original has whole
_MAY_LINK = re.compile(r"://|www\.|@|\.(?:com|net|org)\b", re.IGNORECASE)  # looking for links takes most of the time
_SMALL_PRINT = {SpanKind.SIGNATURE, SpanKind.DISCLAIMER, SpanKind.FOOTER}


class _Piece(NamedTuple):
    """A stretch of one kind; whom: whose words it carries along, "" where nothing says."""

    kind: SpanKind
    text: str
    whom: str


def spans(text: str, parts: Sequence[Span]) -> list[dict[str, Any]]:
    """Return the stretches to show, neighbours of one kind joined and empty ones left out.

    A message that is nothing but a forwarded one shows that one open.
    """
    pieces = [_Piece(_kind(part.kind), text[part.start : part.end], part.name or part.address) for part in parts]
    pieces = [piece for piece in pieces if piece.text.strip()]
    if all(piece.kind is not SpanKind.NEW for piece in pieces):
        pieces = [piece._replace(kind=SpanKind.NEW) if piece.kind is SpanKind.FORWARDED else piece for piece in pieces]
    return list(_shortened(_joined(pieces)))


def _kind(kind: SpanKind) -> SpanKind:
    return SpanKind.SIGNATURE if kind in _SMALL_PRINT else kind


def _joined(pieces: Iterable[_Piece]) -> Iterable[_Piece]:
    for kind, some in groupby(pieces, key=lambda piece: piece.kind):
        alike = list(some)
        whom = next((piece.whom for piece in alike if piece.whom), "")
        yield _Piece(kind, _without_empty_ends("".join(piece.text for piece in alike)), whom)


def _without_empty_ends(text: str) -> str:
    lines = text.splitlines()
    while lines and not lines[0].strip():
        del lines[0]
    return "\n".join(lines).rstrip()


def _shortened(pieces: Iterable[_Piece]) -> Iterable[dict[str, Any]]:
    left = MOST_CHARACTERS
    for kind, piece, whom in pieces:
        shown = piece[:left]
        left -= len(shown)
        if len(shown) < len(piece):
            shown += "\n\n" + _("… It goes on in the original.")
        yield {"kind": kind.value, "text": shown, "plain": not _MAY_LINK.search(shown), "whom": whom}
        if left <= 0:
            return
