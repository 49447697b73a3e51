"""The background worker as a process: `python -m hearback.site.worker`."""

from __future__ import annotations

import os

JOBS_AT_ONCE = 4
PATIENCE_SECONDS = 5.0  # for jobs that run when we are told to stop; what is cut off runs again later


def main() -> None:
    """Do jobs until a signal says stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearback.site.settings")
    import django  # noqa: PLC0415  # the settings must be named first

    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415  # needs Django set up

    from hearback.site.jobs import HEARTBEAT_SECONDS, STALLED_AFTER_SECONDS  # noqa: PLC0415  # the same

    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]  # a DjangoConnector
        working.run_worker(
            concurrency=JOBS_AT_ONCE,
            shutdown_graceful_timeout=PATIENCE_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_AFTER_SECONDS,
            delete_jobs="successful",
        )


if __name__ == "__main__":
    main()
