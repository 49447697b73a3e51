"""Gives every test run its own PostgreSQL, thrown away afterwards; the workers of a run share it."""

from __future__ import annotations

import os
from contextlib import ExitStack

import dns.resolver
import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from hearback.infra import postgres
from hearback.site.addresses import database_settings

pytest_plugins = ["tests.cast"]

_until_the_end = ExitStack()
# How long an example takes says nothing on a busy machine; what must be fast is measured in bench/.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Point Django at the test server before anything connects; HEARBACK_TEST_DATABASE_URL names another one."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        url = os.environ.get("HEARBACK_TEST_DATABASE_URL") or _until_the_end.enter_context(postgres.throwaway()).dsn
        os.environ["DATABASE_URL"] = url
    dns.resolver.default_resolver = dns.resolver.Resolver(configure=False)  # knows nobody to ask
    # pytest-django has read the settings by now, so they are changed where they stand.
    os.environ.setdefault("HEARBACK_UNDO_SECONDS", "0")  # answers leave at once; the processes of a test inherit it
    settings.UNDO_SECONDS = int(os.environ["HEARBACK_UNDO_SECONDS"])
    settings.DATABASES["default"].update(database_settings(os.environ.get("DATABASE_URL", ""), pooled=False))


@pytest.fixture(autouse=True)
def _no_jobs_of_others(request: pytest.FixtureRequest) -> None:
    """Begin without the jobs that another test has committed: Django flushes only tables that it manages."""
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def pytest_unconfigure() -> None:
    """Stop the server, after an interrupt too."""
    _until_the_end.close()
