"""`hearback colleague add`: let somebody in from the terminal, with or without a person at it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hearback.staff import actions
from hearback.staff.models import Colleague


class Command(BaseCommand):
    help = (
        "Add a colleague. What is not given is asked for; without a terminal the password is the first line of input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who it is."""
        parser.add_argument("act", choices=["add"])
        parser.add_argument("--email")
        parser.add_argument("--name")
        parser.add_argument("--admin", action="store_true", help="may connect sources and invite others")

    def handle(self, *_: Any, **options: Any) -> None:
        """Add the colleague; the first one is an admin."""
        email = options["email"] or _asked("Address: ")
        name = options["name"] or _asked("Name: ")
        password = getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        role = Colleague.ADMIN if options["admin"] or not Colleague.objects.exists() else Colleague.COLLEAGUE
        made = actions.welcome(email=email, name=name, password=password, role=role)
        self.stdout.write(f"{made.name} can sign in as {made.email} ({made.role}).")


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("Give --email and --name.")
    return input(question)
