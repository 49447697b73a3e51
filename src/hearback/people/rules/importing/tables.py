"""Reads tables of comma-separated values, whatever parts the cells and whichever way the letters are written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LINES, MOST_COLUMNS, LONGEST_CELL = 100_000, 200, 100_000
_PARTING = ",;\t|"


def text_of(content: bytes) -> str:
    """Return the text of a file: as its mark says, else UTF-8, else Windows' Western letters."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of a table; empty lines are left out. Raises ValueError, in words, for what is no table."""
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("This is no table of text; save it as CSV.")
    text = text_of(content)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_parting(text), skipinitialspace=True)
    try:
        for count, cells in enumerate(reader, 1):
            if count > MOST_LINES + 1:
                raise ValueError(f"A table has {MOST_LINES:,} lines at most; divide it.")
            if len(cells) > MOST_COLUMNS:
                raise ValueError(f"Line {count} has more than {MOST_COLUMNS} columns.")
            if any(cell.strip() for cell in cells):
                yield count, cells
    except csv.Error as error:
        raise ValueError(f"Line {reader.line_num} cannot be read: {error}.") from error


def _parting(text: str) -> str:
    """Return what parts the cells: the sign that parts the first lines into equally many, and into most."""
    first = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    return max(_PARTING, key=lambda sign: _evenness(first, sign)) if first else ","


def _evenness(lines: list[str], sign: str) -> tuple[int, int]:
    counts = [len(next(csv.reader([line], delimiter=sign), [])) for line in lines]
    return (sum(one == counts[0] for one in counts) if counts[0] > 1 else 0, counts[0])
