"""Facts about what else tells which exchange a mail belongs to: Outlook's Thread-Index with its topic."""

from __future__ import annotations

from base64 import b64encode

import pytest

from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.mails import mail

GUID = bytes(range(16))
HEAD = b"\x01" + b"\xdb\x10\x20\x30\x40" + GUID


def threads(index: bytes | str, topic: str | None = "The lamp"):
    written = index if isinstance(index, str) else b64encode(index).decode()
    return CHANNEL.read(mail(Thread_Index=written, Thread_Topic=topic)).threads


def test_an_answer_bears_the_name_of_the_exchange_that_it_belongs_to():
    first = threads(HEAD)

    assert len(first) == 1
    assert threads(HEAD + b"12345") == threads(HEAD + b"1234567890", "the  Lamp") == first
    assert threads(b64encode(HEAD + b"12345").decode()[:20] + "\n " + b64encode(HEAD + b"12345").decode()[20:]) == first


def test_another_exchange_has_another_name():
    names = {threads(HEAD), threads(HEAD, "Another lamp"), threads(HEAD[:6] + GUID[::-1])}

    assert len(names) == 3


@pytest.mark.parametrize(
    ("index", "topic"),
    [
        (HEAD, None),
        (HEAD, " "),
        (HEAD[:-1], "The lamp"),
        (HEAD + b"1", "The lamp"),
        ("A!", "The lamp"),
        ("", "The lamp"),
    ],
    ids=["no-topic", "empty-topic", "short", "cut", "no-base64", "empty"],
)
def test_what_is_no_index_names_nothing(index, topic):
    assert threads(index, topic) == ()
