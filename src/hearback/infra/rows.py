"""Many rows at once: numbers from a sequence, COPY, and the locks that put writers in a line."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Line(IntEnum):
    """What only one transaction at a time may do; the number is PostgreSQL's advisory lock."""

    HEARING = 7_301
    TELLING = 7_302
    CONNECTING = 7_303
    COUNTING_TIES = 7_304


def stand_in(line: Line) -> None:
    """Wait until no other transaction stands in this line; it is left at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(line)])


def numbers(sequence: str, *, count: int) -> range | list[int]:
    """Return `count` fresh numbers of a sequence, rising; [] for none."""
    if count == 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return sorted(row[0] for row in cursor.fetchall())


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, types: Sequence[str] = ()) -> None:
    """Write rows into a table with COPY; a row that breaks a constraint fails them all.

    types: PostgreSQL's names of the columns' types; with them the rows go in binary, which halves the cost of bytes.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL("(FORMAT BINARY)" if types else ""),
    )
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        if types:
            copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def array(values: Iterable[object]) -> str:
    """Return PostgreSQL's literal of an array of numbers or hexadecimal keys; cast it where it is used.

    Much cheaper than a list as a parameter, which is quoted value by value. Not for text that people wrote.
    """
    return f"{{{','.join(map(str, values))}}}"


def found(query: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def execute(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> int:
    """Run a statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
