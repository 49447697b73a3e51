"""The right person: how early in the ranking those stand who in fact answered, beside simpler rankings.

On a mail archive a question is the first mail of a thread and who answered is whoever else wrote in it; all of it is
read in the order of time, and only the later half is counted. `python -m bench ranking` takes the archive of all
benchmarks (HEARBACK_CORPORA) and an invented history of reviews; figures on invented ones say only that nothing broke.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.archive import archive
from bench.table import Row
from hearback.channels.contract import HeardMessage, Unreadable
from hearback.channels.mail.files import import_file
from hearback.channels.mail.reading import read
from hearback.people.rules.ranking.evaluating import Evaluation
from hearback.people.rules.ranking.marks import marks_of
from hearback.people.rules.ranking.ranking import Ranking
from hearback.people.rules.ranking.values import Question

FEW = 3_000
WITHIN = timedelta(days=90)  # answers that come later are another talk


@dataclass(slots=True)
class Thread:
    """A question and who answered it when."""

    question: Question
    answers: list[tuple[datetime, str]] = field(default_factory=list)


def measure(*, small: bool) -> list[Row]:
    """Return the figures on the mail archive and on an invented history."""
    with tempfile.TemporaryDirectory() as folder:
        path, _ = archive(Path(folder))
        threads = _threads(_heard(path))
    rows = measured("mail archive", threads[:FEW] if small else threads)
    return rows + measured("invented reviews", list(_invented(1_000 if small else 10_000)))


def measured(name: str, threads: list[Thread]) -> list[Row]:
    """Return the rows of one history: everything before is learnt, the later half of the questions is counted."""
    begun, evaluation, ranking = time.process_time(), Evaluation(), Ranking()
    half = threads[len(threads) // 2].question.at
    steps: list[tuple[datetime, int, Thread, set[str] | None]] = []
    for number, thread in enumerate(threads):
        steps.append((thread.question.at, number, thread, None))
        if thread.answers:
            # Who answered is known once the last of them did; until then nothing is learnt.
            steps.append((max(at for at, _ in thread.answers), number, thread, {who for _, who in thread.answers}))
    for _, _, thread, helpers in sorted(steps, key=lambda one: one[:2]):
        if helpers is not None:
            ranking.answered(thread.question, helpers)
            continue
        if thread.answers and thread.question.at >= half:
            evaluation.add(ranking, thread.question, {who for _, who in thread.answers})
        ranking.asked(thread.question)
    took = time.process_time() - begun
    return [
        *_rows(name, evaluation),
        Row(f"right person, {name}: time", f"{took:.1f} s", "", f"{len(threads):,} asked"),
    ]


def _rows(name: str, evaluation: Evaluation) -> Iterator[Row]:
    aims = {("all", "ranking"): ".77 / .61", ("newcomers", "ranking"): "- / .42"}
    for group, of in evaluation.figures.items():
        for one, told in of.items():
            yield Row(
                f"right person, {name}, {group}: {one}",
                f"{told['hit@1']:.2f} / {told['hit@5']:.2f} / {told['mrr']:.3f}",
                aims.get((group, one), ""),
                f"hit@1 / hit@5 / MRR, {told['questions']:,} questions",
            )


def _heard(path: Path) -> Iterator[HeardMessage]:
    for step in import_file(path, position={}):
        for arrival in step.arrivals:
            try:
                yield read(arrival.raw)
            except Unreadable:
                continue


def _threads(heard: Iterable[HeardMessage]) -> list[Thread]:
    """Return the threads whose first mail is there, in the order of time."""
    thread_of: dict[str, Thread] = {}
    threads = []
    for one in sorted(heard, key=lambda one: one.said_at):
        if one.author is None:
            continue
        who = one.author.handle.casefold()
        thread = next((thread_of[key] for key in reversed(one.answers) if key in thread_of), None)
        if thread is None and not one.answers:
            text = f"{one.subject} {one.text[:4_000]}"
            thread = Thread(Question(who, one.said_at, marks_of(text=text)))
            threads.append(thread)
        elif thread and who != thread.question.asker and one.said_at - thread.question.at < WITHIN:
            thread.answers.append((one.said_at, who))
        if thread:
            thread_of[one.key] = thread
    return threads


def _invented(count: int) -> Iterator[Thread]:
    """Yield reviews of invented people: each has folders they know, friends, and years in which they are there."""
    chance = random.Random(5)
    folders = [f"part{number // 6}/piece{number}" for number in range(60)]
    people = [f"person{number}" for number in range(300)]
    knows = {who: chance.sample(folders, 4) for who in people}
    friends = {who: chance.sample(people, 6) for who in people}
    starts = {who: chance.uniform(-0.4, 0.9) for who in people}
    eager = {who: chance.paretovariate(1.0) for who in people}
    begun = datetime(2018, 1, 1, tzinfo=UTC)
    for number in range(count):
        now = number / count
        there = [who for who in people if starts[who] <= now <= starts[who] + 0.5]
        asker = chance.choice(there)
        folder = chance.choice(knows[asker])
        weights = [eager[who] * (1 + 12 * (folder in knows[who]) + 15 * (who in friends[asker])) for who in there]
        helpers = set(chance.choices(there, weights, k=chance.choice([1, 1, 2, 3]))) - {asker}
        at = begun + timedelta(hours=7 * number)
        files = [f"{folder}/file{chance.randrange(30)}.c" for _ in range(chance.randrange(1, 5))]
        yield Thread(Question(asker, at, marks_of(files=files)), [(at + timedelta(hours=5), who) for who in helpers])
