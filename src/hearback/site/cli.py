"""The command `hearback`: one word for each thing a person does at the terminal."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psycopg

from hearback.channels.contract import ChannelError
from hearback.infra.errors import Refusal
from hearback.infra.postgres import NoDatabase
from hearback.infra.postgres.errors import DISK_FULL
from hearback.people import terminal
from hearback.site import database, doctor, processes

# Words of ours -> the Django command of the room that does it.
ROOM_COMMANDS = {
    "import": ("import_mail", "read a mailbox file or folder: import PATH [--source NAME] [--json]"),
    "reread": ("reread", "read what is stored again: reread [--source NAME]"),
    "export": ("export", "write every message: export --jsonl [FILE]"),
    "listen-mail": ("listen_mail", "take mail that a mail server hands over: listen-mail --lmtp 127.0.0.1:2424"),
    "colleague": ("colleague", "let a colleague in: colleague add"),
}
# Words of ours that need no database.
PLAIN_COMMANDS = {
    "people": "match identities or rank answerers of your own data: people match --jsonl FILE",
    "ties": "score ties of your own data: ties score --jsonl FILE",
}
TABLES_AS_THEY_ARE = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "squashmigrations"}
QUIET_OPTIONS = {"--settings", "--pythonpath", "--traceback", "--no-color", "--force-color", "--skip-checks"} | {
    "--version",
    "--verbosity",
}


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say and return the exit code: 0 done, 1 with one sentence, 2 words not understood."""
    signal.signal(signal.SIGTERM, _interrupted)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearback.site.settings")
    given = list(sys.argv[1:] if words is None else words)
    try:
        return _told(lambda: _act(given))
    except KeyboardInterrupt:
        print("Interrupted. The same command goes on from here.", file=sys.stderr)  # noqa: T201
        return 130
    except BrokenPipeError:  # `hearback export | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001  # the shape of a handler
    raise KeyboardInterrupt


def _act(given: list[str]) -> int:
    word, rest = (given[0], given[1:]) if given else ("", [])
    if word in ROOM_COMMANDS:
        return _in_a_room(word, rest)
    if word in PLAIN_COMMANDS:
        return terminal.main(given)
    if word == "manage":
        return _manage(rest)
    wanted = _parser().parse_args(given)
    match wanted.word:
        case "run":
            return processes.run(host=wanted.host, port=wanted.port, demo=wanted.demo)
        case "prepare":
            return _prepare(demo=wanted.demo)
        case _:
            return doctor.report()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hearback", description="Everyone who speaks to you hears back from a human.")
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")
    run = words.add_parser("run", help="serve the pages and do the work until Ctrl-C")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    prepare = words.add_parser("prepare", help="bring the tables up to date, as `run` does first")
    for each in (run, prepare):
        each.add_argument("--demo", action=argparse.BooleanOptionalAction, default=each is run, help="the demo town")
    for word, (_, text) in ROOM_COMMANDS.items():
        words.add_parser(word, help=text)
    for word, text in PLAIN_COMMANDS.items():
        words.add_parser(word, help=text)
    words.add_parser("manage", help="any command of Django: manage shell")
    words.add_parser("doctor", help="say what is found on this machine")
    return parser


def _in_a_room(word: str, rest: list[str]) -> int:
    with database.reachable_database():
        _set_up_django()
        from django.core.management import BaseCommand, get_commands, load_command_class  # noqa: PLC0415

        name, _ = ROOM_COMMANDS[word]
        found = get_commands().get(name)
        if found is None:
            return _say(f"This Hearback cannot do `hearback {word}` yet.")
        command = found if isinstance(found, BaseCommand) else load_command_class(found, name)
        # Their help shows what the room offers, not what every Django command offers.
        command.suppressed_base_arguments = QUIET_OPTIONS
        command.requires_system_checks = []
        options = vars(command.create_parser("hearback", word).parse_args(rest))
        database.migrate()
        command.execute(*options.pop("args", ()), **options)
    return 0


def _manage(rest: list[str]) -> int:
    with database.reachable_database():
        _set_up_django()
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        if rest and rest[0] not in TABLES_AS_THEY_ARE:
            database.migrate()
        execute_from_command_line(["hearback manage", *rest])
    return 0


def _prepare(*, demo: bool) -> int:
    with database.reachable_database():
        aside = None if demo else database.put_demo_aside()
        _set_up_django()
        from django.conf import settings  # noqa: PLC0415  # Django comes up after the database

        database.migrate()
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        if demo:
            database.load_demo_once()
        if aside:
            print(f"The demo town is put aside (database {aside}); this Hearback begins empty.")  # noqa: T201
    return 0


def _set_up_django() -> None:
    import django  # noqa: PLC0415  # the settings read DATABASE_URL, which must stand first

    django.setup()


def _told(act: Callable[[], int]) -> int:
    """Turn what a person can do something about into one sentence; a bug shows its trace."""
    from django.core.management import CommandError  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    try:
        return act()
    except CommandError as error:
        return _say(str(error), code=error.returncode)
    except (NoDatabase, Refusal, ChannelError, processes.CannotServe) as error:
        return _say(str(error))
    except (OperationalError, psycopg.OperationalError) as error:
        return _say(_lost(error))
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        return _say("The disk is full. Make room; the same command goes on from here.")


def _lost(error: Exception) -> str:
    if isinstance(error.__cause__ or error, psycopg.errors.DiskFull):
        return "The disk is full. Make room; the same command goes on from here."
    return f"The database is gone: {database.cause(error)}."


def _say(sentence: str, *, code: int = 1) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main())
