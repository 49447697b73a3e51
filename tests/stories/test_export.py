"""Facts about the export: every message is there, whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hearback.channels.mail.settings import MailSettings
from hearback.listening.actions import store
from hearback.listening.hearing import hear
from hearback.sources.actions import connect
from tests.raw_mail import fetched, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(db):
    source = connect(kind="mail", name="Hello", settings=MailSettings(), address="hello@rotor.example")
    raws = [
        mail("Grüße\n\nOn Monday, Bea wrote:\n> old words\n", key="1@example.org", Cc="Cem <cem@example.org>"),
        mail("It does.", key="2@rotor.example", author="Bea <hello@rotor.example>", answers=("1@example.org",)),
        mail("Nobody named me", key="3@example.org", author=""),
    ]
    hear(source, store(source, fetched(*raws)), at=datetime(2026, 3, 2, 10, tzinfo=UTC))


def exported(*words: str) -> list[dict]:
    out = StringIO()
    call_command("export", *words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_message_is_a_line_with_all_that_is_known(heard):
    first, second, third = sorted(exported("--jsonl"), key=lambda line: line["id"])

    assert first["key"] == "1@example.org"
    assert first["conversation"] == second["conversation"] != third["conversation"]
    assert (first["person"]["name"], first["person"]["handle"]) == ("Ann Archer", "ann@example.org")
    assert (first["source"], first["sent_at"], first["heard_at"]) == (
        "Hello", "2026-03-02T09:00:00+00:00", "2026-03-02T10:00:00+00:00",
    )  # fmt: skip
    assert (first["new_words"], "> old words" in first["text"]) == ("Grüße", True)
    assert {"role": "cc", "name": "Cem", "handle": "cem@example.org"} in first["recipients"]
    assert (first["flags"]["is_ours"], second["flags"]["is_ours"], second["answers"]) == (
        False,
        True,
        ["1@example.org"],
    )
    assert third["person"] is None


def test_it_writes_into_a_file(heard, tmp_path):
    path = tmp_path / "all.jsonl"

    assert exported("--jsonl", str(path)) == []

    assert len(path.read_text().splitlines()) == 3


def test_a_file_that_cannot_be_written_is_one_sentence(heard, tmp_path):
    with pytest.raises(CommandError, match="could not be written"):
        exported("--jsonl", str(tmp_path / "no" / "folder.jsonl"))


class Closed(StringIO):
    """A reader who has gone."""

    def write(self, text):
        raise BrokenPipeError


def test_a_reader_who_has_enough_is_no_error_of_the_file(heard):
    with pytest.raises(BrokenPipeError):
        call_command("export", stdout=Closed())
