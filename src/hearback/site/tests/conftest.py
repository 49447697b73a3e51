"""What the tests of this room share."""

import shutil
import signal
import tempfile
from pathlib import Path

import pytest


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
