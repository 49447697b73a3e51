"""What the tests of this room share."""

import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from hearback.site import live
from hearback.staff.actions import welcome
from hearback.staff.models import Colleague


@pytest.fixture
def private_folder():
    """A folder that the database server's account can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="hearback-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _signals_as_before():
    """Put back what the command line does with SIGTERM."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def bea(db):
    return welcome(email="bea@rotor.example", name="Bea Nakamura", password="seven red kites", role=Colleague.ADMIN)


@pytest.fixture
def session(bea):
    """The key of a session of Bea's."""
    client = Client()
    client.force_login(bea)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def soon(monkeypatch):
    """Let what takes seconds on a real page take tenths."""
    monkeypatch.setattr(live, "BREATH_SECONDS", 0.1)
    monkeypatch.setattr(live, "AGAIN_SECONDS", 0.05)
