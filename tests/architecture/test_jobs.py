"""Facts about jobs: the worker knows every one that a room has."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

import hearback

ROOMS = Path(hearback.__file__).parent


def test_the_worker_reads_the_jobs_of_every_room():
    with_tasks = [path for path in ROOMS.glob("*/jobs.py") if "@app.task" in path.read_text(encoding="utf-8")]
    written = {f"hearback.{path.parent.name}.jobs" for path in with_tasks}

    assert set(settings.PROCRASTINATE_IMPORT_PATHS) == written
