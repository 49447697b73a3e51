"""Starts and stops the PostgreSQL that nobody has to install, inside the data folder and on a socket only."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from hearback.infra.postgres_binaries import (
    Account,
    NoDatabase,
    Programs,
    account_for,
    can_enter,
    find_programs,
    spawn_options,
)

__all__ = ["NoDatabase", "Server", "running", "start", "stop", "throwaway"]

START_SECONDS = 300  # reading back 1 GB of log after a crash on a slow disk
STALE_LOCK_SECONDS = 15
STOP_SECONDS = 60
LONGEST_SOCKET_FOLDER = 85  # bytes; the socket's own name is added, and the smallest system allows 104
LARGEST_LOG_BYTES = 5_000_000
ROOTS_DATA = Path("/var/lib/hearback")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "1GB",
    "jit": "off",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


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


@dataclass(frozen=True, slots=True)
class _Home:
    """Where one cluster lives, and as whom. `folder` holds the cluster, the socket and the log."""

    folder: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "log"


# Kept so that a server outlives the object that started it without a warning.
_launched: list[subprocess.Popen[bytes]] = []


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
    with _one_sentence(data):
        data = data.absolute()
        data.mkdir(mode=0o755, parents=True, exist_ok=True)
        with _held(data / "postgres.lock"):
            reference = os.open(data / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                alone = _lock(reference, fcntl.LOCK_EX | fcntl.LOCK_NB)
                fcntl.flock(reference, fcntl.LOCK_SH)
                home = _home(data)
                found = _find_running(home)
                pid, socket = found or _start_new(home, alone=alone, durable=durable, folders=folders)
                _create_database(socket)
            except BaseException:
                os.close(reference)
                raise
    return Server(_dsn(socket, "hearback"), pid, found is None, data, reference)


def stop(server: Server) -> None:
    """Give the server back; it is shut down when nobody else uses it."""
    with _one_sentence(server.data), _held(server.data / "postgres.lock"):
        try:
            if _lock(server.reference, fcntl.LOCK_EX | fcntl.LOCK_NB):
                _shut_down(_home(server.data))
        finally:
            os.close(server.reference)


def _home(data: Path) -> _Home:
    folder = data / "postgres"
    account = account_for(folder / "cluster")
    if folder.is_symlink() and not folder.exists():
        folder.unlink()
    if not folder.exists():
        if can_enter(data, account):
            folder.mkdir(mode=0o700)
        else:  # below root's private home: keep that shut, and point to a place the server can reach
            ROOTS_DATA.mkdir(mode=0o711, parents=True, exist_ok=True)
            folder.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=ROOTS_DATA))
        if account is not None:
            os.chown(folder, account.uid, account.gid)
    folder = folder.resolve()
    if not can_enter(folder, account):
        raise NoDatabase(f"The server's account ({account.name if account else ''}) cannot get into {folder}.")
    return _Home(folder, account)


def _find_running(home: _Home) -> tuple[int, Path] | None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = _written_pid(home)
        if found is None or not _lives_in(found[0], home.cluster):
            return None
        if _answers(found[1]):
            return found
        time.sleep(0.1)  # it is coming up, or going down
    raise NoDatabase(f"The database in {home.folder} runs but does not answer; its log is {home.log}.")


def _written_pid(home: _Home) -> tuple[int, Path] | None:
    try:
        lines = (home.cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), Path(lines[4])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _lives_in(pid: int, cluster: Path) -> bool:
    if sys.platform == "linux":
        # A server stands in its cluster. A dead one that nobody has buried yet stands nowhere.
        with suppress(OSError):
            return Path(f"/proc/{pid}/cwd").readlink() == cluster
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _start_new(home: _Home, *, alone: bool, durable: bool, folders: Sequence[Path]) -> tuple[int, Path]:
    written = home.cluster / "PG_VERSION"
    major = int(written.read_text()) if written.exists() else None
    programs = find_programs(account=home.account, major=major, folders=folders)
    if major is None:
        _create_cluster(home, programs, durable=durable)
    elif alone and sys.platform == "linux" and not _anybody_lives_in(home.cluster):
        # Left by a crash; PostgreSQL would take any process that has got the same number since for itself.
        (home.cluster / "postmaster.pid").unlink(missing_ok=True)
    socket = _socket_folder(home)
    settings = SETTINGS | {"unix_socket_directories": str(socket)} | ({} if durable else UNSAFE_BUT_FAST)
    command = [str(programs.folder / "postgres"), "-D", str(home.cluster)]
    for name, setting in settings.items():
        command += ["-c", f"{name}={setting}"]
    return _launch(home, command, socket=socket), socket


def _anybody_lives_in(cluster: Path) -> bool:
    return any(_lives_in(int(entry.name), cluster) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _create_cluster(home: _Home, programs: Programs, *, durable: bool) -> None:
    fresh = home.folder / "cluster.new"
    if fresh.exists():
        shutil.rmtree(fresh)
    command = [str(programs.folder / "initdb"), "-D", str(fresh), "--username=hearback", "--auth=trust"]
    # The letters' kind and case come from here; text is ordered by code point, the same on every machine.
    command += ["--encoding=UTF8", "--locale=" + ("en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8")]
    if programs.major >= 17:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if not durable:
        command += ["--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **spawn_options(home.account))  # noqa: S603
    if done.returncode != 0:
        raise NoDatabase(f"The database could not be created in {home.folder}: {_reason(done.stderr)}")
    fresh.rename(home.cluster)


def _socket_folder(home: _Home) -> Path:
    folder = home.folder / "socket"
    # A comma means several hosts to libpq; beyond the limit the system cuts the name.
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER or set(str(folder)) & set(',"\n'):
        short = tempfile.gettempdir()
        folder = Path(tempfile.mkdtemp(prefix="hearback-", dir=short if len(short) < 40 else "/tmp"))  # noqa: S108  # mkdtemp makes it private
    folder.mkdir(mode=0o700, exist_ok=True)
    if home.account is not None:
        os.chown(folder, home.account.uid, home.account.gid)
    return folder


def _launch(home: _Home, command: list[str], *, socket: Path) -> int:
    began = time.monotonic()
    while True:
        log = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(log).st_size > LARGEST_LOG_BYTES:
                os.ftruncate(log, 0)
            before = os.fstat(log).st_size
            options = spawn_options(home.account) | {"stdout": log, "stderr": log, "start_new_session": True}
            child = subprocess.Popen(command, **options)  # noqa: S603  # programs we chose
        finally:
            os.close(log)
        if _came_up(child, socket, until=began + START_SECONDS):
            _launched.append(child)
            return child.pid
        said = home.log.read_bytes()[before:].decode(errors="replace")
        if ("lock file" not in said and "still in use" not in said) or time.monotonic() > began + STALE_LOCK_SECONDS:
            raise NoDatabase(f"The database did not start: {_reason(said)} (log: {home.log})")
        time.sleep(0.2)  # one that was killed is not quite gone


def _came_up(child: subprocess.Popen[bytes], socket: Path, *, until: float) -> bool:
    try:
        while child.poll() is None and time.monotonic() < until:
            if _answers(socket):
                return True
            time.sleep(0.02)
    except BaseException:
        child.send_signal(signal.SIGINT)
        child.wait()
        raise
    if child.poll() is None:
        child.kill()
    child.wait()
    return False


def _shut_down(home: _Home) -> None:
    found = _written_pid(home)
    if found is None or not _lives_in(found[0], home.cluster):
        return
    pid, socket = found
    for how, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and _is_there(pid, home):
            time.sleep(0.02)
        if not _is_there(pid, home):
            break
    if socket.parent != home.folder:
        shutil.rmtree(socket, ignore_errors=True)


def _is_there(pid: int, home: _Home) -> bool:
    for child in _launched:
        child.poll()  # bury our own dead
    return _lives_in(pid, home.cluster)


def _dsn(socket: Path, database: str) -> str:
    return f"postgresql://hearback@/{database}?host={quote(str(socket), safe='')}&port=5432"


def _answers(socket: Path) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(_dsn(socket, "postgres"), connect_timeout=5):
        return True
    return False


def _create_database(socket: Path) -> None:
    with psycopg.connect(_dsn(socket, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'hearback'").fetchone() is None:
            connection.execute("CREATE DATABASE hearback")


@contextmanager
def _held(path: Path) -> Iterator[None]:
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _lock(opened: int, how: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(opened, how)
        return True
    return False


@contextmanager
def _one_sentence(data: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoDatabase(f"The disk is full: no room for the database in {data}.") from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            where = error.filename or data
            raise NoDatabase(f"The database in {data} cannot be used: no permission for {where}.") from error
        raise NoDatabase(f"The database in {data} cannot be used: {error}.") from error
    except psycopg.Error as error:
        raise NoDatabase(f"The database in {data} cannot be used: {_reason(str(error))}") from error


def _reason(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any("No space left" in line for line in lines):
        return "the disk is full."
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line]
    return (telling or lines or ["it gave no reason."])[-1]


def _fast_folder() -> str | None:
    memory = Path("/dev/shm")  # noqa: S108  # a private folder is made inside
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1_000_000_000:
        return str(memory)
    return None
