"""`hearback export --jsonl`: every message with all that is known of it, one JSON object a line."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from hearback.conversations.exporting import lines

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator


class Command(BaseCommand):
    help = "Write every message as one JSON object a line (see docs/reference/export.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to write."""
        parser.add_argument("--jsonl", nargs="?", const="-", default="-", metavar="FILE", help="a file, or - (default)")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write the lines; a file that cannot be written is one clear sentence."""
        try:
            with self._opened(options["jsonl"]) as out:
                for line in lines():
                    out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        except BrokenPipeError:
            raise  # whoever read us has enough; the command line passes over it
        except OSError as error:
            raise CommandError(f"{options['jsonl']} could not be written: {error.strerror}.") from error

    @contextmanager
    def _opened(self, path: str) -> Iterator[IO[str] | OutputWrapper]:
        if path == "-":
            self.stdout.ending = ""
            yield self.stdout
            self.stdout.flush()
            return
        with Path(path).open("w", encoding="utf-8") as out:
            yield out
