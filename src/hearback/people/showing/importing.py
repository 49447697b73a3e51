"""Imports of people, as the pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.infra.showing import when
from hearback.people.models import Import
from hearback.people.queries import importing as queries
from hearback.people.rules.importing import columns as rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hearback.staff.models import Colleague

SHOWN = 50  # lines with trouble on the page; all of them are in the file


def rows(found: Sequence[Import], *, now: datetime) -> list[dict[str, Any]]:
    """Return the lines of the list of imports."""
    return [
        {
            "id": one.pk,
            "name": one.name,
            "by": one.by.name,
            "when": when(one.at, now=now),
            "state": state_words(one.state),
            "lines": ngettext("%d line", "%d lines", one.lines or 0) % (one.lines or 0),
        }
        for one in found
    ]


def state_words(state: str) -> str:
    """Return what the state of an import is called."""
    known: dict[str, str] = {
        Import.PREPARED: _("not begun"),
        Import.RUNNING: _("under way"),
        Import.DONE: _("done"),
        Import.FAILED: _("failed"),
        Import.UNDONE: _("taken back"),
        "undoing": _("being taken back"),
    }
    return known.get(state, state)


def about(kept: Import, *, columns: list[str], me: Colleague, now: datetime) -> dict[str, Any]:
    """Return the page of an import."""
    shown = {
        "import": {
            "id": kept.pk,
            "name": kept.name,
            "by": kept.by.name,
            "when": when(kept.at, now=now),
            "state": kept.state,
            "state_words": state_words(kept.state),
            "is_going": kept.state in (Import.RUNNING, "undoing"),
            "is_over": kept.state in (Import.DONE, Import.FAILED),
            "trouble": kept.trouble,
            "lines": kept.lines or 0,
            "is_mine": me.is_admin or kept.by == me,
        }
    }
    if kept.state == Import.PREPARED:
        return shown | _preview(kept, columns)
    outcomes = queries.outcomes(kept.pk)
    return shown | {
        "outcomes": [(outcome_words(name, lines), lines) for name, lines in sorted(outcomes.items())],
        "dealt_with": sum(outcomes.values()),
        "troubled": [(row.line, row.trouble) for row in queries.troubled(kept.pk)[:SHOWN]],
    }


def _preview(kept: Import, columns: list[str]) -> dict[str, Any]:
    good, bad = queries.tally(kept, columns)
    meanings = [("", _("Leave out")), *((one, meaning_words(one)) for one in rules.MEANINGS)]
    shown: dict[str, Any] = {"good": good, "bad": bad[:SHOWN], "bad_count": len(bad), "meanings": meanings}
    if kept.kind == "csv":
        header, first = queries.header_of(kept)
        samples = [[row[place] for row in first if row[place].strip()][:3] for place in range(len(columns))]
        shown["columns"] = [
            {"place": place, "heading": heading or _("Column %d") % (place + 1), "chosen": one, "samples": sample}
            for place, (heading, one, sample) in enumerate(zip(header, columns, samples, strict=True))
        ]
    else:
        shown["people"] = [one for _, one in zip(range(queries.PREVIEWED), queries.entries_of(kept), strict=False)]
    return shown


def outcome_words(outcome: str, lines: int) -> str:
    """Return what became of so many lines."""
    known: dict[str, str] = {
        "new": ngettext("new person", "new people", lines),
        "known": ngettext("known already", "known already", lines),
        "wrong": ngettext("line is wrong", "lines are wrong", lines),
        "stopped": ngettext("stays forgotten", "stay forgotten", lines),
        "undone": ngettext("line taken back", "lines taken back", lines),
        "stays": ngettext("was used since and stays", "were used since and stay", lines),
    }
    return known.get(outcome, outcome)


def meaning_words(meaning: str) -> str:
    """Return what a meaning of a column is called."""
    known: dict[str, str] = {
        rules.NAME: _("Name"),
        rules.FIRST: _("First name"),
        rules.LAST: _("Last name"),
        rules.MAIL: _("Mail address"),
        rules.PHONE: _("Phone"),
        rules.LINK: _("Link"),
        rules.ORGANISATION: _("Organisation"),
        rules.TITLE: _("Job title"),
        rules.TAGS: _("Tags"),
        rules.ROLE: _("Role"),
        rules.PLACE: _("Place"),
        rules.LANGUAGE: _("Language"),
        rules.NOTE: _("Note"),
    }
    return known[meaning]
