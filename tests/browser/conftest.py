"""What tests in a real browser share: the house as it runs for people, a Chromium, and a colleague who is signed in.

The house is the ASGI application behind granian in a process of its own, on the database of the test run; rows must
therefore be committed to be seen, which `db` of these tests (pytest-django's transactional_db) does.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import sync_playwright

from hearback.staff.actions import welcome
from hearback.staff.models import Colleague
from tests.cast import Cast, gather

STARTS_SECONDS = 30
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """The address of a running house on the test database: pages and /live, no worker."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    words = ["granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    words += ["--workers", "1", "--workers-kill-timeout", "2", "hearback.site.asgi:application"]
    said = tmp_path_factory.mktemp("house") / "said"
    with (
        said.open("wb") as out,
        subprocess.Popen(
            [sys.executable, "-m", *words], env=_environment(tmp_path_factory), stdout=out, stderr=out
        ) as running,
    ):
        try:
            _until_it_answers(f"http://127.0.0.1:{port}", running, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=10)
            with django_db_blocker.unblock():
                _until_nobody_is_left()


def _environment(tmp_path_factory):
    words = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {word: connection.settings_dict[name] for word, name in words.items() if connection.settings_dict[name]}
    return os.environ | {
        "DATABASE_URL": f"postgresql:///?{urlencode(known, quote_via=quote)}",
        "HEARBACK_DATA": str(tmp_path_factory.mktemp("data")),
        "HEARBACK_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def _until_nobody_is_left():
    """Wait until the house's connections are gone; the test database could not be dropped before."""
    until = time.monotonic() + STARTS_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


def _until_it_answers(address, running, said):
    until = time.monotonic() + STARTS_SECONDS
    while time.monotonic() < until and running.poll() is None:
        outside = HTTPConnection(urlsplit(address).netloc, timeout=2)
        try:
            outside.request("GET", "/static/site/favicon.svg")
            if outside.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            outside.close()
    pytest.fail(f"The house did not start: {said.read_text()}")


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run; what is installed goes first, playwright's own comes last."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


@pytest.fixture
def bea(transactional_db) -> Colleague:
    """The colleague in charge, an admin."""
    return welcome(email="bea@rotor.example", name="Bea Nakamura", password="seven red kites", role=Colleague.ADMIN)


@pytest.fixture
def cast(transactional_db) -> Cast:
    """The cast of the tests on rows that the house sees, with the clock running; Bea is the admin."""
    return gather(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def complaints():
    """What pages complained about in their console; a test that provokes a complaint takes it out."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def opens(house, chromium, complaints):
    """Open a browser of its own for a colleague (None: for nobody); complaints of its pages fail the test.

    Words beside go to playwright's new_context: viewport, color_scheme, java_script_enabled, ...
    """

    @contextmanager
    def open_for(colleague, **wishes):
        wishes.setdefault("viewport", {"width": 1280, "height": 800})
        context = chromium.new_context(base_url=house, **wishes)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        if colleague:
            sign_in(context, colleague, house)
        try:
            yield context.new_page()
        finally:
            context.close()

    return open_for


@pytest.fixture
def page(opens, bea):
    """A page of Bea's browser on a laptop."""
    with opens(bea) as page:
        yield page


def sign_in(context, colleague, house):
    """Give a browser the session of a colleague, without the form."""
    client = Client()
    client.force_login(colleague)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": house}])
