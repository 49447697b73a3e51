"""`hearback reread`: read the archive again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from hearback.listening.rereading import Reread, reread
from hearback.sources.models import Source

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Read every stored arrival again; what people decided stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source's name."""
        parser.add_argument("--source", default="", help="only this source")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read again and say what is different now."""
        source = Source.objects.filter(name=options["source"]).first()
        if options["source"] and source is None:
            raise CommandError(f"There is no source called “{options['source']}”.")
        total = reread(source, progress=_show if sys.stderr.isatty() else _quiet)
        self.stdout.write(
            f"{total.arrivals} arrivals read again: {total.changed} messages changed,"
            f" {total.recovered} recovered, {total.unreadable} still unreadable."
        )


def _show(so_far: Reread) -> None:
    sys.stderr.write(f"\r{so_far.arrivals:>9,} read again")
    sys.stderr.flush()


def _quiet(_: Reread) -> None:
    pass
