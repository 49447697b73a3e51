"""A house of its own for a measurement: a data folder, its database, and what both cost."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hearback.infra import postgres

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of our processes and of PostgreSQL's, and the peak memory of ours."""

    ours: float
    database: float
    peak_mb: float

    @property
    def seconds(self) -> float:
        return self.ours + self.database


@dataclass(frozen=True, slots=True)
class House:
    """A running database with a folder. root: the PID of its first process."""

    folder: Path
    dsn: str
    root: int

    def environment(self) -> dict[str, str]:
        ours = {"DATABASE_URL": self.dsn, "HEARBACK_DATA": str(self.folder), "HEARBACK_LOG": "WARNING"}
        return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "hearback.site.settings"}

    def run(self, *words: str) -> Cost:
        """Run a `hearback` command and return what it cost, all processes counted."""
        before_us, before_them = resource.getrusage(resource.RUSAGE_CHILDREN), self._database_seconds()
        measured = [sys.executable, "-c", _MEASURED, *words]
        told = subprocess.run(measured, env=self.environment(), check=True, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = after.ru_utime + after.ru_stime - before_us.ru_utime - before_us.ru_stime
        return Cost(ours, self._database_seconds() - before_them, float(told.stderr.split()[-1]))

    def _database_seconds(self) -> float:
        """Return the CPU seconds of all processes of the database, those that ended included."""
        return sum(_seconds(process, with_ended=True) for process in _family(self.root))


_MEASURED = """
import resource, sys
from hearback.site.cli import main
code = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
sys.exit(code)
"""


def _seconds(process: int, *, with_ended: bool) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11 : 15 if with_ended else 13])) / TICKS


def _family(root: int) -> list[int]:
    children = [int(path.name) for path in Path("/proc").glob("[0-9]*") if _parent(path) == root]
    return [root, *children]


def _parent(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@contextmanager
def house() -> Iterator[House]:
    """Yield a fresh house with its tables made, durable like a real one; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hearback-bench-") as made:
        Path(made).chmod(0o755)
        with postgres.running(Path(made)) as server:
            fresh = House(Path(made), server.dsn, server.pid)
            fresh.run("prepare", "--no-demo")
            yield fresh
