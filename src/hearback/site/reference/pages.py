"""All generated pages, by the name of their file below docs/reference."""

from __future__ import annotations

from hearback.site.reference import channels, commands, errors, events, export, settings


def pages() -> dict[str, str]:
    """Return file name -> text of every generated page."""
    made = (settings, channels, commands, events, errors, export)
    return {f"{one.__name__.rpartition('.')[2]}.md": one.page() for one in made}
