"""The mails to measure with: a real archive where HEARBACK_CORPORA names its folder, invented ones otherwise."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from hearback.channels.mail.files import import_file

INVENTED = 20_000
WORDS = (  # noqa: SIM905  # thirty words read better in two lines than in thirty
    "pipe valve blue kettle harbour ticket mend spoon filter answer question board ferry tide market engine winter"
    " letter garden bread copper screw thread water signal office summer paper morning battery handle"
).split()


def archive(folder: Path) -> tuple[Path, int]:
    """Return an mbox and how many mails it holds."""
    corpora = os.environ.get("HEARBACK_CORPORA")
    known = sorted(Path(corpora).glob("*.mbox*")) if corpora else []
    path = known[0] if known else _invented(folder / "invented.mbox")
    return path, sum(len(step.arrivals) for step in import_file(path, position={}))


def every(step: int, whole: Path, *, into: Path) -> tuple[Path, int]:
    """Write every n-th mail of an archive as an mbox of their own; returns it and how many they are.

    The mails of an archive grow over its years, so that its first ones would be no fair sample.
    """
    count = 0
    with into.open("wb") as out:
        for place, one in enumerate(one for read in import_file(whole, position={}) for one in read.arrivals):
            if place % step == 0:
                out.write(b"From bench Mon Mar  2 09:00:00 2026\n" + one.raw.replace(b"\nFrom ", b"\n>From ") + b"\n\n")
                count += 1
    return into, count


def _invented(path: Path) -> Path:
    chance = random.Random(7)
    at = datetime(2024, 1, 1, tzinfo=UTC)
    threads: list[list[str]] = []
    with path.open("w") as out:
        for number in range(INVENTED):
            at += timedelta(minutes=chance.randrange(1, 90))
            before = chance.choice(threads[-40:]) if threads and chance.random() < 0.8 else []
            out.write(_mail(number, before, at=at, chance=chance))
            (before if before else threads.append(fresh := []) or fresh).append(f"{number}@bench.example")
    return path


def _mail(number: int, before: list[str], *, at: datetime, chance: random.Random) -> str:
    writer = int(chance.paretovariate(0.8)) % 900
    lines = [
        "From bench Mon Mar  2 09:00:00 2026",
        f"From: Writer {writer} <writer{writer}@example.org>",
        "To: list@bench.example",
        f"Subject: {'Re: ' if before else ''}{' '.join(chance.sample(WORDS, 5))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{number}@bench.example>",
    ]
    if before:
        lines += [f"In-Reply-To: <{before[-1]}>", "References: " + " ".join(f"<{one}>" for one in before[-12:])]
    lines += ["Content-Type: text/plain; charset=utf-8", "", *_body(chance, quotes=bool(before)), "", ""]
    return "\n".join(lines)


def _body(chance: random.Random, *, quotes: bool) -> list[str]:
    said = [" ".join(chance.choices(WORDS, k=11)) for _ in range(int(8 * chance.paretovariate(1.3)) % 400)]
    quoted = [f"> {' '.join(chance.choices(WORDS, k=10))}" for _ in range(chance.randrange(4, 40))] if quotes else []
    return ["On Monday, somebody wrote:", *quoted, "", *said] if quotes else said
