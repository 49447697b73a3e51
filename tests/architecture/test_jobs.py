"""Facts about jobs: the worker knows every one that a room has."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

import hearback

ROOMS = Path(hearback.__file__).parent


def test_the_worker_reads_the_jobs_of_every_room():
    written = {f"hearback.{path.parent.name}.jobs" for path in ROOMS.glob("*/jobs.py")}

    assert set(settings.PROCRASTINATE_IMPORT_PATHS) == written
