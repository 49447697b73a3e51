"""Mail in, end to end: stored raw, read, threaded, people, new words, full text, committed; beside notmuch."""

from __future__ import annotations

import mailbox
import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.archive import archive, every
from bench.house import Cost, house
from bench.table import Row

SMALL = 2_000


def measure(*, small: bool) -> list[Row]:
    """Return the figures for an archive (HEARBACK_CORPORA's, or invented mails) and for 2,000 of its mails."""
    with tempfile.TemporaryDirectory(prefix="hearback-bench-") as made:
        folder = Path(made)
        whole, count = archive(folder)
        some, few = every(max(1, count // SMALL), whole, into=folder / "some.mbox")
        one, _ = every(count, whole, into=folder / "one.mbox")
        start, little = _cost(one), _cost(some)
        if small:
            return [_rate(few, little)]
        much = _cost(whole)
        rows = [_rate(count, much), _rate(few, little)]
        growth = (much.seconds - start.seconds) / count / ((little.seconds - start.seconds) / few)
        rows.append(
            Row(
                "cost of a mail, all against some", f"{growth:.2f} x", "< 1.3 x", "of the same years, start-up left out"
            )
        )
        rows.append(Row("peak memory of our process", f"{much.peak_mb:.0f} MB", "< 300 MB"))
        return rows + _peer(whole, folder, count / much.seconds)


def _cost(path: Path) -> Cost:
    with house() as fresh:
        return fresh.run("import", str(path), "--json")


def _rate(count: int, cost: Cost) -> Row:
    how = f"{cost.ours:.1f} s ours + {cost.database:.1f} s PostgreSQL, start-up included"
    return Row(f"import of {count:,} mails", f"{count / cost.seconds:,.0f} per CPU s", ">= 1,000", how)


def _peer(whole: Path, folder: Path, ours: float) -> list[Row]:
    if shutil.which("notmuch") is None:
        return [Row("notmuch new, same mails", "not installed", "", "apt-get install notmuch")]
    mails = folder / "mails"
    count = _spread(whole, mails)
    environment = {**os.environ, "NOTMUCH_CONFIG": str(folder / "config")}
    (folder / "config").write_text(f"[database]\npath={mails}\n[user]\nname=Bench\nprimary_email=bench@example.org\n")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate = count / seconds
    return [
        Row("notmuch new, same mails", f"{rate:,.0f} per CPU s", "", f"{seconds:.1f} s"),
        Row("import against notmuch", f"{ours / rate:.1f} x", ">= 5 x"),
    ]


def _spread(whole: Path, mails: Path) -> int:
    """Write each mail of an archive into a file of its own, as notmuch wants them."""
    from hearback.channels.mail.files import import_file  # noqa: PLC0415  # only where notmuch is

    box = mailbox.Maildir(mails)
    del box
    count = 0
    for step in import_file(whole, position={}):
        for one in step.arrivals:
            (mails / "cur" / f"{count}.bench:2,").write_bytes(one.raw)
            count += 1
    return count
