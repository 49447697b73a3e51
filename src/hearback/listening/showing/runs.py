"""Imports as pages show them: how far, how it ended, and every mail accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearback.infra.showing import when
from hearback.listening.models import Run
from hearback.listening.rules import time_left

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from hearback.staff.models import Colleague

_STATES = {Run.WAITING: "busy", Run.RUNNING: "busy", Run.DONE: "well", Run.FAILED: "ill", Run.STOPPED: "paused"}


def state_words(run: Run) -> str:
    """Return how a run is doing, in words."""
    if run.is_stop_wanted and run.state in {Run.WAITING, Run.RUNNING}:
        return _("Stopping")
    return {
        Run.WAITING: _("Waiting to begin"),
        Run.RUNNING: _("Importing"),
        Run.DONE: _("Done"),
        Run.FAILED: _("Could not go on"),
        Run.STOPPED: _("Stopped"),
    }[run.state]


def path_words(run: Run) -> str:
    """Return what a run brings: the file's or folder's name."""
    return Path(run.path).name if run.path else run.source.name


def row(run: Run, *, now: datetime) -> dict[str, Any]:
    """Return a run as a line of its source's page."""
    return {
        "url": reverse("run", args=[run.pk]),
        "name": path_words(run),
        "when": when(run.asked_at, now=now),
        "by": run.started_by.name if run.started_by else "",
        "state": _STATES[run.state],
        "state_words": state_words(run),
        "messages": run.messages,
        "already_here": run.already_here + run.duplicates,
        "unreadable": run.unreadable,
    }


def about(run: Run, *, mine: Colleague, now: datetime) -> dict[str, Any]:
    """Return what a run's own page shows."""
    is_going = run.state in {Run.WAITING, Run.RUNNING}
    may_stop = is_going and not run.is_stop_wanted
    return {
        "run": run,
        "name": path_words(run),
        "state": _STATES[run.state],
        "state_words": state_words(run),
        "is_going": is_going,
        "may_stop": may_stop and mine.is_admin,
        "may_go_on": run.state != Run.DONE and not may_stop and mine.is_admin,
        "go_on_words": _("Try again") if run.state == Run.FAILED else _("Go on"),
        "progress": _progress(run, now=now) if is_going else None,
        "found": _found(run),
        "made": _made(run),
        "sentence": _sentence(run),
    }


def _progress(run: Run, *, now: datetime) -> dict[str, Any]:
    left = time_left(run.share, asked_at=run.asked_at, started_at=run.started_at, at=now)
    percent = None if run.share is None else min(100, int(run.share * 100))
    return {
        "percent": percent,
        "words": _seen_words(run) if run.seen else state_words(run) + "…",
        "remark": _left_words(left) if left is not None else "",
    }


def _seen_words(run: Run) -> str:
    return ngettext("%s mail so far", "%s mails so far", run.seen) % intcomma(run.seen)


def _left_words(left: timedelta) -> str:
    minutes = round(left.total_seconds() / 60)
    if minutes < 1:
        return _("less than a minute left")
    return ngettext("about %d minute left", "about %d minutes left", minutes) % minutes


def _found(run: Run) -> list[dict[str, Any]]:
    """Return where every mail that was seen went: the first number is the sum of the others."""
    waiting = run.seen - run.already_here - run.arrivals
    shown = [
        {"label": _("mails were in it"), "count": run.seen},
        {"label": _("new messages"), "count": run.messages},
        {"label": _("here before"), "count": run.already_here + run.duplicates},
        {"label": _("unreadable, kept"), "count": run.unreadable, "ill": True},
    ]
    return shown + ([{"label": _("stored, still to be read"), "count": waiting}] if waiting > 0 else [])


def _made(run: Run) -> list[dict[str, Any]]:
    return [
        {"label": _("new conversations"), "count": run.conversations},
        {"label": _("people, first heard"), "count": run.people},
    ]


def _sentence(run: Run) -> str:
    if run.state == Run.FAILED:
        return run.sentence
    if run.state == Run.STOPPED:
        return _("What was heard so far stays. Going on begins where it stopped.")
    return ""
