"""One PostgreSQL cluster on disk: how it is created, started, found again and shut down."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from hearback.infra.postgres.errors import NoDatabase, reason
from hearback.infra.postgres.programs import Account, Programs, find_programs, spawn_options

START_SECONDS = 300  # reading back 1 GB of log after a crash, on a slow disk
STALE_LOCK_SECONDS = 15
STOP_STEPS = ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))
LONGEST_SOCKET_FOLDER = 85  # bytes; the socket's own name is added, and the smallest system allows 104
LARGEST_LOG_BYTES = 5_000_000
SMALL_SHARED_MEMORY = 200_000_000
PROCESSES = Path("/proc")  # macOS has none

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
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
    "dynamic_shared_memory_type": "mmap",  # in its folder, so that nothing stays behind
}

# Kept so that a server outlives the object that started it without a warning.
_launched: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one cluster lives, and as whom it runs. The folder holds the files, the socket and the log."""

    folder: Path
    account: Account | None

    @property
    def files(self) -> Path:
        """Return PostgreSQL's own data directory."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """Return the file that the server writes its remarks to."""
        return self.folder / "log"

    def written(self) -> tuple[int, Path] | None:
        """Return the process and the socket folder that the last server wrote down; it may be dead."""
        try:
            lines = (self.files / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), Path(lines[4])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def lives(self, pid: int) -> bool:
        """Say whether a process is a server of this cluster."""
        for child in _launched:
            child.poll()  # bury our own dead
        with suppress(OSError):
            if PROCESSES.is_dir():
                # A server stands in its files. A dead one that nobody has buried yet stands nowhere.
                return (PROCESSES / str(pid) / "cwd").readlink() == self.files
            os.kill(pid, 0)
            return True
        return False

    def find_running(self) -> tuple[int, Path] | None:
        """Return process and socket folder of the server that runs, once it answers; None when none runs."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = self.written()
            if found is None or not self.lives(found[0]):
                return None
            if _answers(found[1]):
                return found
            time.sleep(0.1)  # it is coming up, or going down
        raise NoDatabase(f"The database in {self.folder} runs but does not answer; its log is {self.log}.")

    def start(self, *, alone: bool, durable: bool, folders: Sequence[Path]) -> tuple[int, Path]:
        """Start a server, on new files if there are none; return its process and socket folder.

        alone: nobody else uses the data folder, so what a crash left behind may be cleared away.
        """
        written = self.files / "PG_VERSION"
        major = int(written.read_text()) if written.exists() else None
        programs = find_programs(account=self.account, major=major, folders=folders)
        if major is None:
            self._create(programs, durable=durable)
        socket = self._socket_folder()
        command = [str(programs.folder / "postgres"), "-D", str(self.files)]
        for name, setting in _settings(socket, durable=durable).items():
            command += ["-c", f"{name}={setting}"]
        return self._launch(command, socket, alone=alone), socket

    def shut_down(self) -> None:
        """Stop the server that runs, if any: politely, then less so."""
        found = self.written()
        if found is None or not self.lives(found[0]):
            return
        pid, socket = found
        for how, patience in STOP_STEPS:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            deadline = time.monotonic() + patience
            while self.lives(pid) and time.monotonic() < deadline:
                time.sleep(0.02)
            if not self.lives(pid):
                break
        if socket.parent != self.folder:
            shutil.rmtree(socket, ignore_errors=True)

    def _clear_stale(self, *, alone: bool) -> None:
        # PostgreSQL takes any process that bears the dead one's number for a server: an unburied one, or a stranger.
        found = self.written()
        if found is None or not PROCESSES.is_dir() or not (alone or _unburied(found[0])):
            return
        if not any(self.lives(int(entry.name)) for entry in PROCESSES.iterdir() if entry.name.isdigit()):
            for left in (found[1] / ".s.PGSQL.5432.lock", self.files / "postmaster.pid"):
                left.unlink(missing_ok=True)

    def _create(self, programs: Programs, *, durable: bool) -> None:
        fresh = self.folder / "cluster.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        command = [str(programs.folder / "initdb"), "-D", str(fresh), "--username=hearback", "--auth=trust"]
        # The letters' kind and case come from here; text is ordered by code point, the same on every machine.
        command += ["--encoding=UTF8", "--locale=" + ("en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8")]
        if programs.major >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not durable:
            command += ["--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **spawn_options(self.account))  # noqa: S603  # programs we chose
        if done.returncode != 0:
            raise NoDatabase(f"The database could not be created in {self.folder}: {reason(done.stderr)}")
        fresh.rename(self.files)

    def _socket_folder(self) -> Path:
        folder = self.folder / "socket"
        # A comma means several hosts to libpq; beyond the limit the system cuts the name.
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER or set(str(folder)) & set(',"\n'):
            left = self.written()
            if left and left[1].is_dir() and left[1].stat().st_uid in {os.geteuid(), self.account and self.account.uid}:
                return left[1]  # so that an address given out stays right after a crash
            short = tempfile.gettempdir()
            folder = Path(tempfile.mkdtemp(prefix="hearback-", dir=short if len(short) < 40 else "/tmp"))  # noqa: S108  # mkdtemp makes it private
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account is not None:
            os.chown(folder, self.account.uid, self.account.gid)
        return folder

    def _launch(self, command: list[str], socket: Path, *, alone: bool) -> int:
        began = time.monotonic()
        while True:
            self._clear_stale(alone=alone)
            child, before = self._spawn(command)
            if _came_up(child, socket, until=began + START_SECONDS):
                _launched.append(child)
                return child.pid
            said = self.log.read_bytes()[before:].decode(errors="replace")
            waits = "lock file" in said or "still in use" in said  # one that was killed is not quite gone
            if not waits or time.monotonic() > began + STALE_LOCK_SECONDS:
                raise NoDatabase(f"The database did not start: {reason(said)} (log: {self.log})")
            time.sleep(0.2)

    def _spawn(self, command: list[str]) -> tuple[subprocess.Popen[bytes], int]:
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(log).st_size > LARGEST_LOG_BYTES:
                os.ftruncate(log, 0)
            before = os.fstat(log).st_size
            options = spawn_options(self.account) | {"stdout": log, "stderr": log, "start_new_session": True}
            return subprocess.Popen(command, **options), before  # noqa: S603  # programs we chose
        finally:
            os.close(log)


def dsn(socket: Path, database: str = "hearback") -> str:
    """Return the address of a database behind a socket folder."""
    return f"postgresql://hearback@/{database}?host={quote(str(socket), safe='')}&port=5432"


def create_database(socket: Path) -> None:
    """Create the database of Hearback in a server that runs; nothing happens when it is there."""
    with psycopg.connect(dsn(socket, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'hearback'").fetchone() is None:
            connection.execute("CREATE DATABASE hearback")


def _answers(socket: Path) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(dsn(socket, "postgres"), connect_timeout=5):
        return True
    return False


def _unburied(pid: int) -> bool:
    with suppress(OSError):
        return (PROCESSES / str(pid) / "stat").read_text().rpartition(") ")[2].startswith("Z")
    return False


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


def _settings(socket: Path, *, durable: bool) -> dict[str, str]:
    settings = SETTINGS | {"unix_socket_directories": str(socket)}
    memory = Path("/dev/shm")  # noqa: S108  # looked at, never written
    if memory.is_dir() and shutil.disk_usage(memory).total < SMALL_SHARED_MEMORY:
        settings["dynamic_shared_memory_type"] = "sysv"  # containers give /dev/shm 64 MB, too little to sort in
    return settings if durable else settings | UNSAFE_BUT_FAST
