"""The room's rules at the terminal, on anybody's own data: lines of JSON in, lines of JSON out, no database.

A command is a module with `add_arguments(parser)` and `run(options) -> int`; both are called by `hearback`.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What is typed -> (module, one line of help).
COMMANDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("people", "match"): ("match", "Find out who is who in a list of names and addresses."),
    ("people", "rank"): ("rank", "Rank who should answer questions, by who helped whom with what before."),
    ("ties", "score"): ("score", "Say how strong ties are, and how well that tells what comes."),
}


def main(words: Sequence[str]) -> int:
    """Do what the words say ("people", "match", ...) and return the exit code: 2 when they are not understood."""
    options = parser_of(words[0]).parse_args(words[1:])
    return int(options.run(options))


def parser_of(word: str) -> argparse.ArgumentParser:
    """Return the parser of all commands that begin with a word."""
    parser = argparse.ArgumentParser(prog=f"hearback {word}", description="Lines of JSON in, lines of JSON out.")
    known = parser.add_subparsers(dest="word", required=True, metavar="WORD")
    for (first, second), (name, told) in COMMANDS.items():
        if first == word:
            command = known.add_parser(second, help=told, description=told)
            module = import_module(f"{__name__}.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser
