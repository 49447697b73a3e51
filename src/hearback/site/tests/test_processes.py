"""Facts about a running house: it stays up, tells when it cannot start, and leaves no process behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from hearback.site.processes import CannotServe, Child, House, check_port

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"]

SUPERVISOR = """
import sys
from threading import Event
from hearback.site.processes import Child, House, _watcher
sleep = ["sh", "-c", "sleep 60 & echo $$ $!; wait"]
with _watcher(None) as watcher:
    House([Child("pages", sleep), Child("worker", sleep)], None, watcher).keep(Event(), address="http://127.0.0.1:1")
"""


@pytest.fixture
def watcher():
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as watching:
        yield watching
        watching.kill()


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def alive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def until(claim, seconds=10):
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.02)


def keep(house):
    stopping = Event()
    thread = Thread(target=house.keep, args=(stopping,), kwargs={"address": "http://127.0.0.1:1"})
    thread.start()

    def stop():
        stopping.set()
        thread.join()
        house.stop()

    return stop


def test_a_killed_child_is_started_again(watcher, capsys):
    worker = Child("worker", SLEEPER, pause=0.1)
    stop = keep(House([worker], None, watcher))
    until(lambda: worker.running)
    first = worker.running.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: worker.running and worker.running.pid != first)
    stop()
    assert "The worker stopped (SIGKILL); it starts again in" in capsys.readouterr().out


def test_a_child_that_falls_again_and_again_is_started_less_and_less_often(watcher, capsys):
    worker = Child("worker", [sys.executable, "-c", "raise SystemExit(3)"], pause=0.05)
    stop = keep(House([worker], None, watcher))
    until(lambda: worker.pause > 0.3, seconds=20)
    stop()
    assert "The worker stopped (exit code 3)" in capsys.readouterr().out


def test_a_stop_ends_every_child_and_what_it_started(watcher, tmp_path):
    said = tmp_path / "pids"
    worker = Child("worker", ["sh", "-c", f"sleep 60 & echo $$ $! >{said}.new; mv {said}.new {said}; wait"])
    stop = keep(House([worker], None, watcher))
    until(said.exists)
    pids = [int(pid) for pid in said.read_text().split()]
    assert all(alive(pid) for pid in pids)
    stop()
    until(lambda: not any(alive(pid) for pid in pids))
    assert len(pids) == 2


def test_a_child_that_does_not_listen_is_killed(watcher, monkeypatch):
    monkeypatch.setattr("hearback.site.processes.STOP_SECONDS", 0.3)
    worker = Child("worker", STUBBORN)
    stop = keep(House([worker], None, watcher))
    until(lambda: worker.running)
    pid = worker.running.pid
    time.sleep(0.5)
    stop()
    assert not alive(pid)


def test_pages_that_never_come_up_end_the_house(watcher):
    house = House([Child("pages", [sys.executable, "-c", "raise SystemExit(1)"])], None, watcher)
    with pytest.raises(CannotServe, match="The pages did not start"):
        house.keep(Event(), address="http://127.0.0.1:1")


def test_when_the_supervisor_is_killed_its_children_end_too():
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True) as supervisor:
        pids = [int(pid) for _ in range(2) for pid in supervisor.stdout.readline().split()]
        assert all(alive(pid) for pid in pids)
        supervisor.kill()
        until(lambda: not any(alive(pid) for pid in pids))
    assert len(pids) == 4


def test_a_free_port_is_fine(free_port):
    assert check_port("127.0.0.1", free_port) is None


def test_a_port_that_is_let_go_in_time_is_fine(free_port):
    held = socket.create_server(("127.0.0.1", free_port))
    Thread(target=lambda: (time.sleep(0.3), held.close())).start()
    assert check_port("127.0.0.1", free_port) is None


def test_a_taken_port_is_one_sentence_that_names_a_free_one(monkeypatch):
    monkeypatch.setattr("hearback.site.processes.PORT_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"Port {port} is taken; try `make run PORT=\d+`\."):
            check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_one_sentence():
    with pytest.raises(CannotServe, match=r"Nothing can listen on 192\.0\.2\.1, port 8000"):
        check_port("192.0.2.1", 8000)
