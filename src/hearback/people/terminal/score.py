"""`hearback ties score`: how strong the ties of anybody's own data are, and how well that tells what comes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hearback.infra.errors import Refusal
from hearback.people.rules.ties import Act, History, components, fitted
from hearback.people.rules.ties.model import DEFAULT
from hearback.people.rules.ties.trying import tried
from hearback.people.terminal import lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

_DAY = 86_400.0
_MILLISECONDS, _NO_MOMENT = 1e11, 1e14  # what lies above counts thousandths of a second; and nothing that we know
_FROM, _TO = ("from", "actor", "source", "author"), ("to", "target", "recipient")
_AT = ("at", "time", "date", "timestamp")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--jsonl", required=True, metavar="FILE", help="acts, one a line: from, to, at, kind; - reads what is piped in"
    )
    parser.add_argument("--as-of", metavar="DATE", help="the day to look from; nothing after it is looked at")
    parser.add_argument("--shipped", action="store_true", help="use the shipped weights; learn nothing from these acts")
    parser.add_argument("--backtest", action="store_true", help="print how well it tells what comes, and no ties")


def run(options: argparse.Namespace) -> int:
    """Print a line for each tie, the strongest first, or the back-test. Raises Refusal for lines that are wrong."""
    acts = list(_acts(options.jsonl))
    if not acts:
        raise Refusal("There is no act in it.")
    day = _until(options.as_of) if options.as_of else max(one.day for one in acts)
    history = History(one for one in acts if one.day <= day)
    if not history.between:
        raise Refusal("There is no act between two people up to that day.")
    if options.backtest:
        lines.write(_trial(history))
        return 0
    model = DEFAULT if options.shipped else fitted(history, until=day)
    found = {pair: counted for pair in history.between if (counted := components(history, pair, day))}
    strengths = {pair: model.strength(counted) for pair, counted in found.items()}
    for pair in sorted(found, key=lambda one: (-strengths[one], one)):
        counted = found[pair]
        ways = ((pair, counted.there, counted.forth, True), (pair[::-1], counted.here, counted.back, False))
        for (one, other), acts_there, given, is_forth in ways:
            if acts_there:
                chances = (strengths[pair], strengths[pair] * model.share(counted, is_forth=is_forth))
                lines.write(_tie(one, other, chances, given, counted._asdict()))
    return 0


def _until(written: str) -> float:
    """Return the day that somebody wrote; one without a time counts to its end."""
    is_bare = len(written.strip()) == len("2026-03-01")
    return (lines.moment(written).timestamp() + (_DAY - 1 if is_bare else 0)) / _DAY


def _acts(path: str) -> Iterator[Act]:
    for number, row in lines.read(path):
        actor, target = (_named(row, names, number) for names in (_FROM, _TO))
        at = next((row[name] for name in _AT if name in row), None)
        if at is None:
            raise Refusal(f"Line {number} has no “at”.")
        if isinstance(actor, list):
            raise Refusal(f"Line {number}: “from” is no text.")
        day = _day(at, number)
        for one in target if isinstance(target, list) else [target]:
            yield Act(str(actor), str(one), day)


def _day(at: Any, number: int) -> float:
    """Return a moment as a day since 1970: a number counts seconds, or thousandths of them when it is that large."""
    if isinstance(at, int | float) and not isinstance(at, bool) and abs(at) < _NO_MOMENT:
        return at / (1000 if abs(at) > _MILLISECONDS else 1) / _DAY
    return lines.moment(str(at), line=number).timestamp() / _DAY


def _named(row: Mapping[str, Any], names: tuple[str, ...], number: int) -> Any:
    found = next((row[name] for name in names if row.get(name) not in (None, "", [])), None)
    if found is None:
        raise Refusal(f"Line {number} has no “{names[0]}”.")
    if isinstance(found, dict | bool):
        raise Refusal(f"Line {number}: “{names[0]}” is no text.")
    return found


def _tie(one: str, other: str, chances: tuple[float, float], given: float, counted: dict[str, Any]) -> dict[str, Any]:
    told = {name: round(value, 4) for name, value in counted.items() if name not in ("forth", "back", "there", "here")}
    strength, towards = (round(chance, 6) for chance in chances)
    return {"from": one, "to": other, "strength": strength, "towards": towards, "given": round(given, 4), **told}


def _trial(history: History) -> dict[str, Any]:
    trial = tried(history)
    if trial is None:
        raise Refusal("The acts span too little time to tell what came of any tie.")
    return {
        "ties": trial.ties,
        "went_on": round(trial.base, 4),
        "learnt_from": trial.learnt_from,
        "auc": {name: round(figures[0], 4) for name, figures in trial.figures.items()},
        "average_precision": {name: round(figures[1], 4) for name, figures in trial.figures.items()},
        "calibration": [
            {"ties": one.ties, "told": round(one.told, 4), "came": round(one.came, 4)} for one in trial.bins
        ],
        "until": datetime.fromtimestamp(history.last * _DAY, UTC).date().isoformat(),
    }
