"""Facts about the command `hearback`: what people see at the terminal when it works and when it cannot."""

import errno
import json
import os
import subprocess
import sys

import psycopg
import pytest

from hearback.channels.contract import ChannelError
from hearback.infra.errors import Refusal
from hearback.infra.postgres import NoDatabase
from hearback.site import cli
from hearback.site.processes import CannotServe

MAIL = b"From a\nFrom: Ann <ann@example.org>\nTo: us@example.net\nMessage-ID: <1@example.org>\nSubject: Hi\n\nHello?\n"


@pytest.fixture
def hearback(private_folder):
    """Run `hearback` as a person does, with a house of its own."""
    kept = {name: text for name, text in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}

    def run(*words, given="", **environment):
        return subprocess.run(
            [sys.executable, "-m", "hearback.site.cli", *words],
            capture_output=True,
            text=True,
            input=given,
            cwd=private_folder,
            env=kept | {"HEARBACK_DATA": str(private_folder / "data")} | environment,
            timeout=120,
            check=False,
        )

    return run


def test_a_mailbox_goes_in_and_comes_out_again_from_an_empty_machine(hearback, private_folder):
    box = private_folder / "box.mbox"
    box.write_bytes(MAIL)
    counts = json.loads(hearback("import", str(box), "--json").stdout)
    assert (counts["seen"], counts["messages"]) == (1, 1)
    again = json.loads(hearback("import", str(box), "--json").stdout)
    assert again["messages"] == 0
    [line] = hearback("export", "--jsonl", "-").stdout.splitlines()
    assert json.loads(line)["subject"] == "Hi"
    assert not (private_folder / "data/postgres/cluster/postmaster.pid").exists()


def test_the_first_colleague_is_an_admin_and_the_doctor_finds_the_house(hearback):
    words = ("colleague", "add", "--email", "bea@example.net", "--name", "Bea")
    first = hearback(*words, given="a long secret sentence\n")
    assert first.stdout == "Bea can sign in as bea@example.net (admin).\n"
    second = hearback(*words, given="a long secret sentence\n")
    assert (second.returncode, second.stderr) == (1, "bea@example.net is a colleague already.\n")
    nobody = hearback("colleague", "add")
    assert (nobody.returncode, nobody.stderr) == (1, "Give --email and --name.\n")
    found = hearback("doctor")
    assert found.returncode == 0
    assert {"Hearback", "Python", "Programs", "Version"} <= {line.split(":")[0] for line in found.stdout.splitlines()}


def test_what_is_wrong_is_one_line_and_exit_code_one(hearback, private_folder):
    nowhere = hearback("import", "/nowhere", DATABASE_URL="postgresql://127.0.0.1:1/x")
    assert nowhere.returncode == 1
    assert nowhere.stderr == "The database of DATABASE_URL on 127.0.0.1 cannot be reached: Connection refused.\n"
    (private_folder / "file").write_text("")
    nothing = hearback("doctor", HEARBACK_DATA=str(private_folder / "file"))
    assert nothing.returncode == 1
    assert nothing.stdout.splitlines()[-1].startswith("Problem:")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NoDatabase("No database."), "No database."),
        (Refusal("Ann is away."), "Ann is away."),
        (ChannelError("The mailbox is shut.", lasting=True), "The mailbox is shut."),
        (CannotServe("Port 8000 is taken."), "Port 8000 is taken."),
        (OSError(errno.ENOSPC, "No space left"), "The disk is full. Make room; the same command goes on from here."),
        (psycopg.errors.DiskFull("x"), "The disk is full. Make room; the same command goes on from here."),
        (
            psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly\n\tThis"),
            "The database is gone: server closed the connection unexpectedly.",
        ),
    ],
    ids=["database", "refusal", "channel", "port", "disk", "disk of the database", "connection"],
)
def test_what_a_person_can_mend_is_one_sentence(monkeypatch, capsys, error, sentence):
    def fails(_):
        raise error

    monkeypatch.setattr(cli, "_act", fails)
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().err == sentence + "\n"


def test_a_bug_shows_its_trace(monkeypatch):
    def fails(_):
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(cli, "_act", fails)
    with pytest.raises(OSError, match="broken"):
        cli.main(["doctor"])


def test_an_interrupt_says_how_to_go_on(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_act", interrupted)
    assert cli.main(["import", "x"]) == 130
    assert "The same command goes on from here" in capsys.readouterr().err


def test_words_that_mean_nothing_are_exit_code_two(capsys):
    with pytest.raises(SystemExit, match="2"):
        cli.main(["sing"])
    assert "invalid choice" in capsys.readouterr().err


def test_django_s_own_commands_are_there_and_leave_the_tables_alone_when_asked_about_them(hearback):
    assert "[ ] 0001_initial" in hearback("manage", "showmigrations", "staff").stdout
    assert hearback("manage", "check").returncode == 0
    assert "[X] 0001_initial" in hearback("manage", "showmigrations", "staff").stdout


def test_the_help_lists_every_word(hearback):
    said = hearback("--help").stdout
    assert all(word in said for word in ("run", "import", "reread", "export", "colleague", "manage", "doctor"))
    assert "--settings" not in hearback("import", "--help").stdout


def test_preparing_twice_changes_nothing(hearback, private_folder):
    assert hearback("prepare", "--no-demo").returncode == 0
    again = hearback("prepare", "--no-demo")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert (private_folder / "data" / "files").is_dir()
