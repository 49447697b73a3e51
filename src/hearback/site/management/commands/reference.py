"""`manage reference`: write the generated pages of docs/reference, or say which are not those of today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from hearback.site.reference import pages

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Write the generated pages of the documentation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and whether to compare only."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is not that of today")
        parser.add_argument("--into", type=Path, default=Path("docs/reference"), help="the folder")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write what differs, or name it."""
        folder: Path = options["into"]
        differing = {name: text for name, text in pages().items() if _text(folder / name) != text}
        if options["check"]:
            if differing:
                raise CommandError(f"Not those of today: {', '.join(differing)}. Run `hearback manage reference`.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in differing.items():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"{folder / name} is new.")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
