"""Facts about `hearback run`: one command brings the whole house up, and nothing of it stays behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


@contextmanager
def house(folder, port, *words):
    """Run a house as a person does; yield it with its lines up to the greeting."""
    kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "hearback.site.cli", "run", "--port", str(port), *words]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=kept | {"HEARBACK_DATA": str(folder / "data")},
    ) as running:
        said = []
        for line in running.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        try:
            yield running, "".join(said)
        finally:
            running.kill()
            soon_gone(folder)  # before the folder itself goes


def answered(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    status = connection.getresponse().status
    connection.close()
    return status


def processes_of(folder):
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and entry.name != str(os.getpid()):
                told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                found += [entry.name] if os.fsencode(folder) in told else []
    return found


def soon_gone(folder):
    end = time.monotonic() + 15
    while processes_of(folder) and time.monotonic() < end:
        time.sleep(0.05)
    return not processes_of(folder)


def test_a_house_comes_up_empty_serves_pages_and_goes_without_a_trace(private_folder, port):
    with house(private_folder, port, "--no-demo") as (running, said):
        assert f"Hearback is at http://127.0.0.1:{port}\n" in said
        assert "demo" not in said
        assert answered(port) < 500
        assert len(processes_of(private_folder)) >= 5
        running.send_signal(signal.SIGINT)
        assert running.stdout.read().endswith("Stopped.\n")
        assert running.wait() == 0
    assert soon_gone(private_folder)


def test_a_house_under_another_name_finds_itself_without_complaint(private_folder, port, monkeypatch):
    monkeypatch.setenv("HEARBACK_HOSTS", ".hearback.example")
    with house(private_folder, port, "--no-demo") as (running, said):
        assert "Hearback is at" in said
        running.send_signal(signal.SIGINT)
        everything = said + running.stdout.read()
    assert "DisallowedHost" not in everything
    assert "Invalid HTTP_HOST" not in everything


def test_a_house_that_is_killed_takes_all_of_it_along_and_starts_again(private_folder, port):
    for _ in range(2):
        with house(private_folder, port, "--no-demo") as (running, said):
            assert "Hearback is at" in said
            running.kill()
        assert soon_gone(private_folder)


def test_a_database_that_is_killed_under_a_house_comes_back(private_folder, port):
    written = private_folder / "data/postgres/cluster/postmaster.pid"
    with house(private_folder, port, "--no-demo") as (running, _):
        first = written.read_text().split()[0]
        os.kill(int(first), signal.SIGKILL)
        line = ""
        while "The database stopped; it starts again." not in line:
            line = running.stdout.readline()
        end = time.monotonic() + 15
        while time.monotonic() < end:
            with suppress(OSError, IndexError, psycopg.OperationalError):
                if written.read_text().split()[0] != first:
                    break
            time.sleep(0.05)
        assert written.read_text().split()[0] != first
        running.send_signal(signal.SIGINT)
        assert running.stdout.read().endswith("Stopped.\n")
    assert soon_gone(private_folder)


def test_a_taken_port_is_said_before_anything_is_made(private_folder):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        with house(private_folder, port) as (running, said):
            assert said.startswith(f"Port {port} is taken; try `make run PORT=")
            assert running.wait() == 1
    assert not (private_folder / "data").exists()
