"""Hooks of the background worker that belong to no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procrastinate import App


def ready(app: App) -> None:
    """Do nothing yet; jobs register themselves in their rooms."""
