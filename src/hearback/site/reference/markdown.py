"""The little Markdown that generated pages are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_REMARK = "<!-- Generated from the code by `hearback manage reference`; a change made here is overwritten. -->"


def document(title: str, *blocks: str) -> str:
    """Return a whole page: a title, the remark that it is generated, and blocks with blank lines between."""
    return "\n\n".join([_REMARK, f"# {title}", *(block.strip("\n") for block in blocks if block)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; "" without rows."""
    told = [_row(cells) for cells in rows]
    return "\n".join([_row(head), "|" + "---|" * len(head), *told]) if told else ""


def code(text: str) -> str:
    """Return text as code inside a line; "" stays ""."""
    return f"`{text}`" if text else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"
