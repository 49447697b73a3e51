"""`hearback people match`: who is who in anybody's own list of names and addresses."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from hearback.infra.errors import Refusal
from hearback.people.rules.matching.sorting import sort
from hearback.people.rules.matching.stops import SHIPPED
from hearback.people.rules.matching.traits import Told, read
from hearback.people.terminal import lines

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from hearback.people.rules.matching.traits import Traits

HELP = """
Each line is one identity: {"id": "1", "name": "Ann Lindqvist", "address": "ann@example.org", "channel": "mail"}.
Only the id is needed. For "address" one may write "email", "handle", "value" or "username"; for "channel" "namespace",
"source" or "kind". Prints first what is certain, a line for each person of two or more identities:
{"cluster": ["1", "2"], "reasons": [["kind", "words"], ...]}; then what somebody should look at, the most useful first:
{"suggestion": ["1", "7"], "reasons": [...], "weight": 2.1, "chance": 0.89, "usefulness": 0.89}. The weight is the
logarithm of the odds.
"""
_ADDRESS = ("address", "email", "handle", "value", "username", "mail", "e-mail", "login")
_CHANNEL = ("channel", "namespace", "source", "kind")
_NAME = ("name", "full_name", "display_name")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be typed."""
    parser.epilog = HELP
    parser.add_argument("--jsonl", metavar="FILE", required=True, help="one identity per line; - for what is piped in")


def run(options: argparse.Namespace) -> int:
    """Print clusters and suggestions."""
    ids: dict[str, Any] = {}
    found = sort(_identities(options.jsonl, ids))
    for cluster in found.clusters:
        lines.write(
            {"cluster": [ids[one] for one in cluster.ids], "reasons": [list(reason) for reason in cluster.reasons]}
        )
    for one in found.suggestions:
        lines.write(
            {
                "suggestion": [ids[one.one], ids[one.other]],
                "reasons": [list(reason) for reason in one.evidence.reasons],
                "weight": round(one.evidence.weight, 2),
                "chance": round(one.evidence.chance, 3),
                "usefulness": one.usefulness,
            }
        )
    several, asked = len(found.clusters), len(found.suggestions)
    sys.stderr.write(f"{found.people:,} people, {several:,} of several identities, {asked:,} suggestions\n")
    return 0


def _identities(path: str, ids: dict[str, Any]) -> Iterator[Traits]:
    """Yield what is told, line by line, and keep in `ids` each id as it was written."""
    seen: dict[str, int] = {}
    for line, row in lines.read(path):
        number = lines.text(row, "id", line=line)
        if number in seen:
            raise Refusal(f"Line {line} has the id of line {seen[number]}.")
        seen[number], ids[number] = line, row["id"]
        told = Told(number, _first(row, _NAME, line), _first(row, _ADDRESS, line), _first(row, _CHANNEL, line))
        yield read(told, stops=SHIPPED)


def _first(row: Mapping[str, Any], keys: tuple[str, ...], line: int) -> str:
    return next((told for key in keys if (told := lines.text(row, key, line=line, default=""))), "")
