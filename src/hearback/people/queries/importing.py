"""What the files of people say, and what became of their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from hearback.infra.keyset import Page, page
from hearback.people.models import Import, ImportRow
from hearback.people.rules.importing import cards
from hearback.people.rules.importing.columns import entry, guessed, has_header
from hearback.people.rules.importing.tables import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from hearback.people.rules.importing.entries import Entry

PAGE = 30
PREVIEWED = 8  # lines
TROUBLED = ("wrong", "stopped")


def prepared(kept: Import) -> tuple[list[str], int]:
    """Return (what each column seems to mean, how many lines there are). Raises ValueError for what cannot be read."""
    if kept.kind == "vcard":
        return [], sum(1 for _ in cards.entries(bytes(kept.content)))
    rows = [cells for _, cells in lines_of(bytes(kept.content))]
    if not rows:
        raise ValueError("There is no line in it.")
    width = max(map(len, rows))
    first = [*rows[0], *[""] * (width - len(rows[0]))]
    is_header = has_header(rows[0])
    return guessed(first if is_header else [""] * width, rows[is_header:]), len(rows) - is_header


def entries_of(kept: Import, *, columns: list[str] | None = None) -> Iterator[Entry]:
    """Yield what each line of a file tells. columns: what they mean; None: as is kept."""
    if kept.kind == "vcard":
        yield from cards.entries(bytes(kept.content))
        return
    meanings = kept.columns if columns is None else columns
    for count, (line, cells) in enumerate(lines_of(bytes(kept.content))):
        if count or not has_header(cells):
            yield entry(line, cells, meanings)


def header_of(kept: Import) -> tuple[list[str], list[list[str]]]:
    """Return (headings or "" for each column, the first lines) of a table."""
    rows: list[list[str]] = []
    for _, cells in lines_of(bytes(kept.content)):
        rows.append([*cells, *[""] * (len(kept.columns) - len(cells))])
        if len(rows) > PREVIEWED:
            break
    is_header = bool(rows) and has_header(rows[0])
    return rows[0] if is_header else [""] * len(kept.columns), rows[is_header:][:PREVIEWED]


def tally(kept: Import, columns: list[str]) -> tuple[int, list[tuple[int, str]]]:
    """Return (how many lines are well, (line, why) of the others, the first of very many)."""
    good, bad = 0, []
    for one in entries_of(kept, columns=columns):
        if one.trouble:
            bad.append((one.line, one.trouble))
        else:
            good += 1
    return good, bad


def imports(*, mark: str = "") -> Page[Import]:
    """Return a page of the imports, the newest first."""
    rows = Import.objects.defer("content").select_related("by", "undone_by")
    return page(rows, by=("at", "pk"), falling=True, mark=mark, most=PAGE)


def outcomes(number: int) -> dict[str, int]:
    """Return outcome -> lines of an import."""
    rows = ImportRow.objects.filter(by_import=number).order_by().values_list("outcome")
    return dict(rows.annotate(lines=Count("pk")))


def troubled(number: int) -> QuerySet[ImportRow]:
    """Return the lines of an import that something is to be said of, in their order."""
    return ImportRow.objects.filter(by_import=number).exclude(trouble="").order_by("line")
