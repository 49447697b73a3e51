"""Pages of a long list by what the last row was, so that page one thousand costs what page one costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list; older, newer: the marks of the pages after and before it, "" where there is none."""

    rows: list[Row]
    older: str = ""
    newer: str = ""


def page(found: QuerySet[Row], *, by: Sequence[str], falling: bool, mark: str, most: int) -> Page[Row]:
    """Return the page that a mark leads to; the first one for "" and for a mark that is not ours.

    by: columns (or annotations) that never are null and together tell every row apart. falling: largest first.
    """
    place, backwards = _read(mark, by)
    goes_down = falling != backwards
    rows = found.order_by(*(f"-{column}" if goes_down else column for column in by))
    if place is not None:
        rows = rows.filter(_beyond(by, place, "lt" if goes_down else "gt"))
    taken = list(rows[: most + 1])
    more, taken = len(taken) > most, taken[:most]
    if backwards:
        taken.reverse()
    if not taken:
        return Page([])
    older = _write(taken[-1], by, backwards=False) if more or backwards else ""
    newer = _write(taken[0], by, backwards=True) if place is not None and (more or not backwards) else ""
    return Page(taken, older, newer)


def _beyond(by: Sequence[str], place: Sequence[Any], than: str) -> Q:
    """Return what lies behind a place: (a, b) < (x, y), with the bare a <= x first for the index."""
    behind = Q(**{f"{by[-1]}__{than}": place[-1]})
    for column, value in list(zip(by, place, strict=True))[-2::-1]:
        behind = Q(**{f"{column}__{than}e": value}) & (Q(**{f"{column}__{than}": value}) | behind)
    return behind


def _write(row: Model, by: Sequence[str], *, backwards: bool) -> str:
    values = [getattr(row, column) for column in by]
    plain = [{"at": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return signing.dumps([backwards, *plain], salt=_salt(by))


def _read(mark: str, by: Sequence[str]) -> tuple[list[Any] | None, bool]:
    """Return a mark's place and direction; (None, False) for one that we did not make for this list."""
    try:
        backwards, *plain = signing.loads(mark, salt=_salt(by))
    except signing.BadSignature:
        return None, False
    return [datetime.fromisoformat(one["at"]) if isinstance(one, dict) else one for one in plain], backwards


def _salt(by: Sequence[str]) -> str:
    return f"keyset:{','.join(by)}"
