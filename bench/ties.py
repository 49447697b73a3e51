"""How well the strength of a tie tells who exchanges something again within half a year, beside simpler numbers.

Fitted on the earlier part of each history and tried on its later one: a mail archive (HEARBACK_CORPORA), whose acts
are answers, and an invented house of reviews. Figures on invented histories say only that nothing broke.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.archive import archive
from bench.ranking import _heard
from bench.table import Row
from hearback.people.rules.ties import Act, History, components, fitted
from hearback.people.rules.ties.trying import tried

_DAY = 86_400.0


def measure(*, small: bool) -> list[Row]:
    """Return the figures on the mail archive and on an invented history, and what a million acts cost."""
    with tempfile.TemporaryDirectory() as folder:
        path, _ = archive(Path(folder))
        rows = _tried("mail archive", History(_answers(path)))
    rows += _tried("invented reviews", History(reviews(120 if small else 300, years=8)))
    return [*rows, _cost(50_000 if small else 1_000_000)]


def _tried(name: str, history: History) -> list[Row]:
    trial = tried(history)
    if trial is None:
        return [Row(f"ties, {name}", "too little", "", "nothing came, or everything")]
    remark = f"AUC / average precision, {trial.ties:,} ties, {trial.base:.1%} went on"
    return [
        Row(f"ties, {name}: {told}", f"{auc:.3f} / {precision:.3f}", ">= .86" if told == "ours" else "", remark)
        for told, (auc, precision) in trial.figures.items()
    ]


def _answers(path: Path) -> Iterator[Act]:
    """Yield an act for each mail that answers another one of the archive."""
    author_of: dict[str, str] = {}
    for one in _heard(path):
        if one.author is None:
            continue
        author_of[one.key] = one.author.handle
        answered = next((author_of[key] for key in reversed(one.answers) if key in author_of), None)
        if answered and one.said_at:
            yield Act(one.author.handle, answered, one.said_at.timestamp() / _DAY)


def reviews(people: int, *, years: int, seed: int = 5) -> Iterator[Act]:
    """Yield acts of an invented house: people come and go, and mostly ask whom they asked before."""
    chance = random.Random(seed)
    spans = []
    for number in range(people):
        begun = chance.random() * years * 365
        spans.append((f"person{number}", begun, begun + 20 + chance.expovariate(1 / 500), chance.paretovariate(1.1)))
    for one, begun, ended, eager in spans:
        day, known = begun, list[str]()
        while (day := day + chance.expovariate(eager / 20)) < min(ended, years * 365):
            there = [other for other in spans if other[0] != one and other[1] <= day <= other[2]]
            if not there:
                continue
            names = {other[0] for other in there}
            again = [other for other in known if other in names]
            weights = [other[3] for other in there]
            other = chance.choice(again) if again and chance.random() < 0.6 else chance.choices(there, weights)[0][0]
            known.append(other)
            yield Act(one, other, day)


def _cost(count: int) -> Row:
    """Return what it costs to fit the model and to tell the strength of every tie of many acts."""
    chance = random.Random(7)
    people = max(count // 20, 10)
    pairs = [(f"a{chance.randrange(people)}", f"b{chance.randrange(people)}") for _ in range(count // 4)]
    acts = [Act(*chance.choice(pairs), chance.uniform(0, 2500)) for _ in range(count)]
    begun = time.process_time()
    history = History(acts)
    model = fitted(history, until=history.last)
    known = (components(history, pair, history.last) for pair in history.between)
    strengths = [model.strength(one) for one in known if one]
    took = time.process_time() - begun
    return Row(f"ties of {count:,} acts", f"{took:.1f} s", "< 60 s of 1,000,000", f"{len(strengths):,} ties, one core")
