"""The background worker as a process: `python -m hearback.site.worker`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from hearback.site.database import DEMO_POST, data_folder, demo_sign_in

JOBS_AT_ONCE = 4
PATIENCE_SECONDS = 5.0  # for jobs that run when we are told to stop; what is cut off runs again later


def main() -> None:
    """Do jobs until a signal says stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearback.site.settings")
    import django  # noqa: PLC0415  # the settings must be named first

    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415  # needs Django set up

    from hearback.site.jobs import HEARTBEAT_SECONDS, STALLED_AFTER_SECONDS  # noqa: PLC0415  # the same

    with _post_office(), app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]  # a DjangoConnector
        working.run_worker(
            concurrency=JOBS_AT_ONCE,
            shutdown_graceful_timeout=PATIENCE_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_AFTER_SECONDS,
            delete_jobs="successful",
        )


@contextmanager
def _post_office() -> Iterator[None]:
    """Keep the demo town's post office open; a real house has none."""
    if demo_sign_in() is None:
        yield
        return
    from hearback.site.demo.post_office import post_office  # noqa: PLC0415  # a real house does without the town
    from hearback.site.settling import send_answers_to  # noqa: PLC0415

    with post_office(data_folder() / DEMO_POST) as port:
        send_answers_to(port)
        yield


if __name__ == "__main__":
    main()
