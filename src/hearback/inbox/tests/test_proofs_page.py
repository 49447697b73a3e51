"""Facts about what a conversation's page says of who really wrote a message."""

from __future__ import annotations

import re

import pytest
from tests.cast import part, words

from hearback.conversations.models import Message


@pytest.mark.parametrize(
    ("proof", "told"),
    [
        ("", []),
        ("proven dkim example.org", ["Proven to come from example.org"]),
        (
            "failed - example.org",
            [
                "Not proven. It says that it is from ann@example.org, but nothing proves it."
                " It may be from somebody else. The owner of example.org asks not to believe such mail."
            ],
        ),
        (
            "unknown - example.org",
            [
                "Not proven. It says that it is from ann@example.org, but nothing proves it."
                " It may be from somebody else."
            ],
        ),
    ],
    ids=["nobody-looked", "proven", "failed", "unknown"],
)
def test_a_message_says_whether_its_author_is_proven(cast, proof, told):
    number = cast.asks("Hello.")
    Message.objects.filter(conversation_id=number).update(proof=proof)

    html = part(cast.browser().get(f"/conversations/{number}"), 'id="thread"')

    marks = re.findall(r'aria-label="(Proven[^"]*)"', html)
    marks += [words(doubt) for doubt in re.findall(r'<p class="message-doubt">.*?</p>', html, re.DOTALL)]
    assert marks == told
