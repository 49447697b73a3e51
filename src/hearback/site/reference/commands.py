"""The words that `hearback` understands, from their own parsers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from django.core.management import get_commands, load_command_class

from hearback.people import terminal
from hearback.site import cli
from hearback.site.reference.markdown import code, document, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.management import BaseCommand

OWN = ("run", "prepare", "import", "reread", "export", "listen-mail", "colleague", "people", "ties", "doctor", "manage")
MANAGED = {
    "listen": "started by `hearback run` as one of its processes",
    "demo": "`hearback run` does this by itself in an empty house; `--no-demo` leaves it out",
    "reference": "for people who change what the reference pages are made of",
}
_DJANGOS = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}
_AFTERWARDS = """
Every command makes sure first that the database runs and, `doctor` apart, that its tables are those of today. It
ends with 0 when it was done, with 1 and [one sentence](errors.md) when it could not be, with 2 when the words were
not understood, and with 130 when it was interrupted.
"""


def page() -> str:
    """Return the page about commands."""
    managed = [
        f"## `hearback manage {name}`\n\n{_of_room(name)}\n\n*{_first_up(when)}.*" for name, when in MANAGED.items()
    ]
    return document(
        "Commands",
        "After `make setup` the command is `.venv/bin/hearback`. It works on the house in `HEARBACK_DATA`, or in "
        "`.hearback` of the folder you stand in; see [settings](settings.md).",
        _AFTERWARDS,
        *(f"## `hearback {word}`\n\n{_of(word)}" for word in OWN),
        *managed,
    )


def _of(word: str) -> str:
    if word in cli.ROOM_COMMANDS:
        return _of_room(cli.ROOM_COMMANDS[word][0])
    if word in cli.PLAIN_COMMANDS:
        return "\n\n".join([f"{_first_up(cli.PLAIN_COMMANDS[word])}.", *_plain(word)])
    words = next(one for one in cli._parser()._actions if isinstance(one, argparse._SubParsersAction))
    about = next(one.help or "" for one in words._choices_actions if one.dest == word)
    return _described(about, words.choices[word])


def _plain(word: str) -> Iterator[str]:
    commands = terminal.parser_of(word)
    known = next(one for one in commands._actions if isinstance(one, argparse._SubParsersAction))
    for second, parser in known.choices.items():
        yield f"### `hearback {word} {second}`\n\n{_described(parser.description or '', parser)}"


def _of_room(name: str) -> str:
    command: BaseCommand = load_command_class(get_commands()[name], name)
    return _described(str(command.help), command.create_parser("hearback", name))


def _described(about: str, parser: argparse.ArgumentParser) -> str:
    # argparse lists what a parser takes nowhere else; its help text differs from one Python to the next.
    rows = list(map(_row, _telling(parser)))
    return "\n\n".join(filter(None, [f"{_first_up(about).rstrip('.')}.", table(("word", "what it is"), rows)]))


def _telling(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    return (one for one in parser._actions if one.dest not in _DJANGOS)


def _row(one: argparse.Action) -> tuple[str, str]:
    shown = one.metavar if isinstance(one.metavar, str) else one.dest.upper()
    if one.nargs == 0:
        shown = ""
    elif one.choices and not one.option_strings:
        return code("|".join(map(str, one.choices))), one.help or "what to do"
    words = ", ".join(filter(None, (" ".join(filter(None, (name, shown))) for name in one.option_strings or [""])))
    told = one.help or _BARE.get(one.dest, "")
    is_set = one.default not in {None, "", False, argparse.SUPPRESS} and one.nargs != 0 and one.option_strings
    return code(words), told + (f"; {one.default} when not given" if is_set and "default" not in told else "")


_BARE = {
    "port": "the port to listen on",
    "path": "the file or folder",
    "email": "the address to sign in with; asked for when not given",
    "name": "how colleagues and readers know them; asked for when not given",
}


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
