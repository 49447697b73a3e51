"""Reads and writes lines of JSON; a line that is wrong is refused by its number, never passed over."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hearback.infra.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST = 1_000_000  # characters of a line


def read(path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number of the line, its object); "-" reads what is piped in. Raises Refusal at the first wrong line."""
    with _opened(path) as file:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise Refusal(f"Line {number} is longer than {LONGEST:,} characters.")
            if line.strip():
                yield number, _object(line, number)


def text(row: Mapping[str, Any], key: str, *, line: int, default: str | None = None) -> str:
    """Return a field as text. Raises Refusal when it is missing (and has no default) or is no text or number."""
    value = row.get(key)
    if value is None or value == "":
        if default is None:
            raise Refusal(f"Line {line} has no “{key}”.")
        return default
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal(f"Line {line}: “{key}” is no text.")
    return str(value)


def moment(value: str, *, line: int | None = None) -> datetime:
    """Return a moment written as ISO 8601 or as seconds since 1970; UTC where no zone is given. Raises Refusal."""
    try:
        found = datetime.fromtimestamp(float(value), UTC) if _is_number(value) else datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        where = f"Line {line}: " if line else ""
        raise Refusal(f"{where}“{value[:40]}” is no date.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def write(row: Mapping[str, Any]) -> None:
    """Print one object as a line."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False, separators=(", ", ": ")) + "\n")


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).removeprefix("-").isdecimal() and len(value.partition(".")[0]) > 4


def _opened(path: str) -> Any:
    if path == "-":
        return nullcontext(sys.stdin)
    try:
        return Path(path).open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise Refusal(f"Line {number} is no JSON.") from None
    if not isinstance(row, dict):
        raise Refusal(f"Line {number} is no object.")
    return row
