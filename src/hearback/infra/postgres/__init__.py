"""Starts and stops the PostgreSQL that nobody has to install, inside the data folder and on a socket only.

Whoever uses a server holds a shared lock on a file beside it, so that the last one out stops it. The system drops
the lock of a process that was killed, and the next start takes a server that was left running as it is.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from hearback.infra.postgres.cluster import Cluster, create_database, dsn
from hearback.infra.postgres.errors import NoDatabase, one_sentence
from hearback.infra.postgres.programs import account_for, can_enter

__all__ = ["NoDatabase", "Server", "is_up", "running", "start", "stop", "throwaway"]

# Where a cluster of root lives when the server's account cannot get into the data folder.
ROOTS_CLUSTERS = Path("/var/lib/hearback")
LOCK, USERS = "postgres.lock", "postgres.users"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server that we use; hand it to `stop` when done.

    dsn: a postgresql:// address, for psycopg and DATABASE_URL. started_here: it was not running before.
    """

    dsn: str
    pid: int
    started_here: bool
    data: Path
    reference: int = field(repr=False)  # a file descriptor holding a shared lock: "in use"


@contextmanager
def running(data: Path) -> Iterator[Server]:
    """Yield the server of a data folder, started if need be; the last one out stops it."""
    server = start(data)
    try:
        yield server
    finally:
        stop(server)


@contextmanager
def throwaway() -> Iterator[Server]:
    """Yield a server for tests: fast, in memory where there is room, gone afterwards even if we are killed."""
    with tempfile.TemporaryDirectory(prefix="hearback-", dir=_fast_folder()) as made:
        Path(made).chmod(0o711)
        server = start(Path(made), durable=False)
        # The shell waits for the end of its input, which comes when we end, however we end.
        last_words = 'cat >/dev/null; kill -QUIT "$0" 2>/dev/null; rm -rf -- "$1"'
        with subprocess.Popen(  # noqa: S603  # nothing in it comes from outside
            ["/bin/sh", "-c", last_words, str(server.pid), made], stdin=subprocess.PIPE, start_new_session=True
        ):
            try:
                yield server
            finally:
                stop(server)


def start(data: Path, *, durable: bool = True, folders: Sequence[Path] = ()) -> Server:
    """Return the server of a data folder: the one that runs already, or a new one.

    durable: False gives up safety for speed (tests). folders: look for PostgreSQL's programs only here.
    Raises NoDatabase.
    """
    data = data.absolute()
    with one_sentence(data):
        data.mkdir(mode=0o755, parents=True, exist_ok=True)
        with _held(data / LOCK):
            reference = os.open(data / USERS, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                alone = _sole_user(reference)
                fcntl.flock(reference, fcntl.LOCK_SH)
                cluster = _cluster(data)
                found = cluster.find_running()
                pid, socket = found or cluster.start(alone=alone, durable=durable, folders=folders)
                create_database(socket)
            except BaseException:
                os.close(reference)
                raise
    return Server(dsn(socket), pid, found is None, data, reference)


def stop(server: Server) -> None:
    """Give the server back; it is shut down when nobody else uses it."""
    try:
        with one_sentence(server.data), _held(server.data / LOCK):
            if _sole_user(server.reference):
                _cluster(server.data).shut_down()
    finally:
        os.close(server.reference)


def is_up(server: Server) -> bool:
    """Say whether the server still runs; one that was killed comes back with another `start`."""
    with suppress(NoDatabase, OSError):
        found = _cluster(server.data).written()
        return found is not None and _cluster(server.data).lives(found[0])
    return False


def _cluster(data: Path) -> Cluster:
    folder = data / "postgres"
    account = account_for(folder / "cluster")
    if folder.is_symlink() and not folder.exists():
        folder.unlink()
    if not folder.exists():
        if can_enter(data, account):
            folder.mkdir(mode=0o700)
        else:  # below root's private home: keep that shut, and point to a place the server can reach
            ROOTS_CLUSTERS.mkdir(mode=0o711, parents=True, exist_ok=True)
            folder.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=ROOTS_CLUSTERS))
        if account is not None:
            os.chown(folder, account.uid, account.gid)
    folder = folder.resolve()
    if account is not None and not can_enter(folder, account):
        raise NoDatabase(f"The database server runs as {account.name}, who cannot get into {folder}.")
    return Cluster(folder, account)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _sole_user(reference: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(reference, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _fast_folder() -> str | None:
    memory = Path("/dev/shm")  # noqa: S108  # a private folder is made inside
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1_000_000_000:
        return str(memory)
    return None
