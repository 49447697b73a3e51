"""Reading mails into values: headers, text, spans, kind, content, beside what the standard library takes to parse them.

`python -m bench mail_reading` measures with the archive of all benchmarks; `python -m bench.mail_reading --corpus PATH`
with an archive of your own (mbox, mbox.zst, mbox.gz, maildir).
"""

from __future__ import annotations

import argparse
import email
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from email.message import Message
from pathlib import Path
from typing import TypeVar

from bench.archive import archive
from bench.table import Row, machine, printed
from hearback.channels.contract import HeardMessage, Unreadable
from hearback.channels.mail.files import import_file
from hearback.channels.mail.reading import read
from hearback.channels.mail.splitting import spans_of

ROUNDS = 3
Some = TypeVar("Some")
FEW = 2_000


def measure(*, small: bool) -> list[Row]:
    """Return the rates of reading, what was read, and how many conversations it makes."""
    with tempfile.TemporaryDirectory() as folder:
        path, _ = archive(Path(folder))
        return measured(path, at_most=FEW if small else None)


def measured(path: Path, *, at_most: int | None = None) -> list[Row]:
    """Return the rows for one archive."""
    mails = [arrival.raw for step in import_file(path, position={}) for arrival in step.arrivals][:at_most]
    heard, unreadable = _heard(mails)
    ours, theirs = _rate(_read_all, mails), _rate(_parse_all, mails)
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in Counter(one.kind for one in heard).most_common())
    conversations = _conversations((one.key, one.answers) for one in heard)
    by_standard = _conversations(map(_standard_references, mails))
    return [
        Row("mails read", f"{ours:,.0f} per CPU s", "1,500 per CPU s", f"{len(mails):,} mails, median of {ROUNDS}"),
        Row(
            "  stdlib email, parts decoded",
            f"{theirs:,.0f} per CPU s",
            "",
            "the same mails in the same run, values not made",
        ),
        Row("mails divided", f"{_rate(_divide_all, heard):,.0f} per CPU s", "", "texts into spans, a part of reading"),
        Row("mails not read", f"{unreadable:,}", "", "unreadable; nothing else was raised"),
        Row("kinds", f"{len(heard):,}", "", kinds),
        Row("conversations", f"{conversations:,}", f"{by_standard:,} within 1 %", "union of ids; RFC 5256 REFS"),
    ]


def _heard(mails: Iterable[bytes]) -> tuple[list[HeardMessage], int]:
    heard, unreadable = [], 0
    for raw in mails:
        try:
            heard.append(read(raw))
        except Unreadable:
            unreadable += 1
    return heard, unreadable


def _rate(work: Callable[[Sequence[Some]], object], mails: Sequence[Some]) -> float:
    rates = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work(mails)
        rates.append(len(mails) / (time.process_time() - begun))
    return statistics.median(rates)


def _read_all(mails: Sequence[bytes]) -> None:
    for raw in mails:
        try:
            read(raw)
        except Unreadable:
            continue


def _divide_all(heard: Sequence[HeardMessage]) -> None:
    for message in heard:
        spans_of(message.text, subject=message.subject)


def _parse_all(mails: Sequence[bytes]) -> None:
    for raw in mails:
        for part in email.message_from_bytes(raw).walk():
            part.get_payload(decode=True)


def _standard_references(raw: bytes) -> tuple[str, list[str]]:
    """Return the key of a mail and the keys before it by RFC 5256: References, else the first id of In-Reply-To."""
    parsed = email.message_from_bytes(raw)
    before = _ids(parsed, "References") or _ids(parsed, "In-Reply-To")[:1]
    return "".join(_ids(parsed, "Message-ID")[:1]), before


def _ids(parsed: Message, name: str) -> list[str]:
    return [written.partition(">")[0] for written in str(parsed.get(name, "")).split("<")[1:] if ">" in written]


def _conversations(mails: Iterable[tuple[str, Iterable[str]]]) -> int:
    """Return into how many groups ids join the mails; a mail without an id is a group of its own."""
    above: dict[str, str] = {}

    def root(key: str) -> str:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    keys = set()
    for place, (key, before) in enumerate(mails):
        own = key or f"mail without an id {place}"
        keys.add(own)
        for other in before:
            above[root(other)] = root(own)
    return len({root(key) for key in keys})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.mail_reading", description="Measure reading mails.")
    parser.add_argument("--corpus", type=Path, required=True, help="an archive of mails")
    print(f"{machine()}\n\n{printed(measured(parser.parse_args().corpus))}")
