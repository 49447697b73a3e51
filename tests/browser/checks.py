"""What any page has to keep: words that can be read, names, a shape, and no scrolling sideways."""

from __future__ import annotations

from pathlib import Path

_CHECKS = ("faint", "vague", "nameless", "references", "shape", "small")
WIDTHS = (320, 390, 768, 1280, 1920)
_SOURCE = (Path(__file__).parent / "checks.js").read_text()


def _looked_at(page, words):
    return page.evaluate(f"(() => {{ const checks = {_SOURCE}; return {words}; }})()")


def faults(page) -> list[str]:
    """Return what is wrong with a page as it stands, in words; [] when all is well. Everything folded is opened."""
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((each) => { each.open = true; })")
    _looked_at(page, "checks.still()")
    found = [f"{check}: {fault}" for check in _CHECKS for fault in _looked_at(page, f"checks.{check}()")]
    assert _looked_at(page, "checks.texts()") > 0, "an empty page keeps every rule"
    return found


def sideways(page) -> list[str]:
    """Return what is wider than the window."""
    return _looked_at(page, "checks.sideways()")


def lost_focus(page, *, steps: int) -> list[str]:
    """Walk with the Tab key; return where the focus could not be seen."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        held = _looked_at(page, "checks.focus()")
        if held and not (held["ring"] and held["inside"]):
            found.append(f"{held['name']}: ring {held['ring']}, in sight {held['inside']}")
    return found
