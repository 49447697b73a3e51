"""`hearback import`: bring a mailbox file or folder, with progress, as often as you like."""

from __future__ import annotations

import gc
import json
import signal
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from hearback.channels.contract import ChannelError
from hearback.channels.registry import channel
from hearback.infra.errors import Refusal
from hearback.listening.actions import runs
from hearback.listening.bringing import bring
from hearback.listening.models import Run
from hearback.sources.actions import connect
from hearback.sources.models import Source

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterator

COUNTS = ("seen", "already_here", "arrivals", "messages", "duplicates", "unreadable", "conversations", "people")


class Command(BaseCommand):
    help = "Import a mailbox file or folder: mbox (plain, .gz, .zst), maildir, .eml, or a folder of these."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the path, the source's name and how to print."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--source", default="", help="the source it belongs to; made when there is none")
        parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")
        parser.add_argument(
            "--settle-before",
            type=datetime.fromisoformat,
            default=None,
            metavar="DATE",
            help="conversations whose last question is older are settled as history",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Bring the path; the numbers at the end account for every mail that was seen."""
        path: Path = options["path"].absolute()
        if not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        try:
            next(channel("mail").import_file(path, position={}), None)  # says what is no mail before a source is made
            source = _source(options["source"] or path.name)
            run = runs.ask_for_run(source, path=str(path), settle_before=_aware(options["settle_before"]))
            show = _quiet if options["json"] or not sys.stderr.isatty() else _show
            with _rarely_collecting(), _stopped_by_a_signal(run) as is_stopping:
                run = bring(run, progress=lambda one: _step_done(one, show, is_stopping))
        except (Refusal, ChannelError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(_counts(run)) if options["json"] else _table(run))
        if run.state == Run.FAILED:
            raise CommandError(run.sentence)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def _source(name: str) -> Source:
    source = Source.objects.filter(name=name).first()
    return source or connect(kind="mail", name=name, settings=channel("mail").settings())


def _counts(run: Run) -> dict[str, Any]:
    return {"source": run.source.name, "state": run.state, **{name: getattr(run, name) for name in COUNTS}}


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Look for cycles once a batch (see the progress), not every 700 objects: 4 % off an import."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@contextmanager
def _stopped_by_a_signal(run: Run) -> Iterator[Event]:
    """Let Ctrl-C or a kind kill end a run between two steps, and note it; a second one ends it where it is.

    Between steps, because a COPY that is left in its middle can hang the line to the database.
    """
    stopping = Event()

    def on_signal(*_: object) -> None:
        if stopping.is_set():
            raise KeyboardInterrupt
        stopping.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    except KeyboardInterrupt:
        runs.end(run, state=Run.STOPPED)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _step_done(run: Run, show: Callable[[Run], None], stopping: Event) -> None:
    gc.collect(0)
    show(run)
    if stopping.is_set() and not run.ended_at:
        raise KeyboardInterrupt


def _quiet(_: Run) -> None:
    pass


def _show(run: Run) -> None:
    share = f"{run.share:4.0%}" if run.share is not None else "    "
    sys.stderr.write(f"\r{share}  {run.seen:>9,} seen  {run.messages:>9,} messages")
    sys.stderr.write("\n" if run.ended_at else "")
    sys.stderr.flush()


def _table(run: Run) -> str:
    labels = {
        "seen": "mails in it",
        "already_here": "already here",
        "arrivals": "arrivals, new",
        "messages": "  messages",
        "duplicates": "  duplicates",
        "unreadable": "  unreadable",
        "conversations": "conversations, new",
        "people": "people, first heard",
    }
    return "\n".join(f"{label:<22}{getattr(run, name):>10,}" for name, label in labels.items())
