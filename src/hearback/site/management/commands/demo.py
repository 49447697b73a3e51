"""`manage demo`: fill an empty house with the demo town."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hearback.infra.errors import Refusal
from hearback.site.demo import town
from hearback.site.settling import move_in


class Command(BaseCommand):
    help = "Fill an empty database with the demo town, an invented house with a few hundred conversations."

    def handle(self, *_: Any, **__: Any) -> str:
        """Move the town in; returns how to sign in."""
        now = timezone.now()
        try:
            return move_in(town(now), at=now)
        except Refusal as error:
            raise CommandError(str(error)) from error
