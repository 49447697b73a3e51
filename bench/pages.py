"""Server time of the pages that are open all day, at 20,000 conversations."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from bench.archive import WORDS
from bench.house import house
from bench.table import Row

CONVERSATIONS, SMALL = 20_000, 1_000
TIMES = 20
BEGIN, EVERY = datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=3)

_MEASURED = """
import json, statistics, time
import django
django.setup()
from django.test import Client
from hearback.staff.models import Colleague
from hearback.inbox.models import Turn
from hearback.conversations.models import Conversation
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(Colleague.objects.first())
longest = Conversation.objects.order_by("-message_count").first()
usual = Turn.objects.filter(state="ours")[9].pk
told = {}
pages = {
    "inbox, ours": "/",
    "inbox, settled": "/?state=settled",
    "a conversation": f"/conversations/{usual}",
    f"a conversation of {longest.message_count} messages": f"/conversations/{longest.pk}",
    "people": "/people",
}
for name, url in pages.items():
    took = []
    for _ in range(TIMES + 3):
        began = time.perf_counter()
        answer = client.get(url)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (url, answer.status_code)
    told[name] = [statistics.median(took[3:]), max(took[3:])]
print(json.dumps(told))
"""


def measure(*, small: bool) -> list[Row]:
    """Return the median and slowest of 20 answers for each page, template and database counted."""
    count = SMALL if small else CONVERSATIONS
    with tempfile.TemporaryDirectory(prefix="hearback-bench-") as made, house() as fresh:
        archive = Path(made) / "many.mbox"
        _write(archive, count)
        half = BEGIN + count // 2 * EVERY
        fresh.run("import", str(archive), "--settle-before", half.isoformat(), "--json")
        words = ["colleague", "add", "--email", "bench@bench.example", "--name", "Bench", "--admin"]
        subprocess.run(
            [sys.executable, "-m", "hearback.site.cli", *words],
            env=fresh.environment(), input="a long bench password\n", text=True, check=True, capture_output=True,
        )  # fmt: skip
        script = _MEASURED.replace("TIMES", str(TIMES))
        told = subprocess.run(
            [sys.executable, "-c", script], env=fresh.environment(), check=True, capture_output=True, text=True
        )
    pages: dict[str, list[float]] = json.loads(told.stdout.splitlines()[-1])
    return [
        Row(
            f"{name}, {count:,} conversations",
            f"{median:.0f} ms",
            "< 50 ms",
            f"median of {TIMES}; slowest {most:.0f} ms",
        )
        for name, (median, most) in pages.items()
    ]


def _write(path: Path, conversations: int) -> None:
    chance, at = random.Random(11), BEGIN
    with path.open("w") as out:
        for number in range(conversations):
            at += EVERY
            length = 60 if number == 0 else 1 + (chance.random() < 0.4)
            for turn in range(length):
                out.write(_mail(number, turn, at=at + timedelta(minutes=turn), chance=chance))


def _mail(number: int, turn: int, *, at: datetime, chance: random.Random) -> str:
    lines = [
        "From bench Mon Mar  2 09:00:00 2026",
        f"From: Writer {number % 7000} <writer{number % 7000}@example.org>",
        "To: hello@bench.example",
        f"Subject: {' '.join(chance.sample(WORDS, 5))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{number}.{turn}@bench.example>",
        *([f"References: <{number}.{turn - 1}@bench.example>"] if turn else []),
        "",
        *(" ".join(chance.choices(WORDS, k=11)) for _ in range(8)),
        "",
        "",
    ]
    return "\n".join(lines)
