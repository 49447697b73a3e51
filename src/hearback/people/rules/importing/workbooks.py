"""Reads the first sheet of a workbook (XLSX) as a table of text."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from hearback.people.rules.importing.tables import MOST_COLUMNS, MOST_LINES

if TYPE_CHECKING:
    from openpyxl import Workbook

LARGEST_UNPACKED = 300 * 1024 * 1024  # bytes; what unpacks to more was made to harm


def as_csv(content: bytes) -> bytes:
    """Return the first sheet with something in it as CSV. Raises ValueError, in words, for what is no workbook."""
    book = _opened(content)
    written = io.StringIO()
    table = csv.writer(written)
    for sheet in book.worksheets:
        for count, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)):
            if count > MOST_LINES:
                raise ValueError(f"A table has {MOST_LINES:,} lines at most; divide it.")
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            table.writerow(cells)
        if told := written.getvalue().strip(", \r\n"):
            return told.encode()
    return b""


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\0", "")


def _opened(content: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(one.file_size for one in packed.infolist())
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True) if size <= LARGEST_UNPACKED else None
    except Exception as error:  # whatever a broken workbook makes its reader stumble over
        raise ValueError("This workbook cannot be read; save the sheet as CSV.") from error
    if book is None:
        raise ValueError("This workbook unpacks to more than 300 MB; save the sheet as CSV.")
    return book
