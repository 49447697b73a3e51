"""Facts about mails that are passed on: who wrote them, and what of the text are their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hearback.channels.contract import Forwarded, SpanKind
from hearback.channels.mail.splitting import forwarded, spans_of
from hearback.channels.mail.splitting.tests.written import cases

BLOCK = """From: Tom Tiler <tom@tiles.example>
Sent: Tuesday, 3 February 2026 17:45
To: Vera Vine <vera@vines.example>
Subject: Wet lamps
"""
BODY = "\nHello,\n\nmy lamps are wet. Is that good?\n\nBest regards\nTom Tiler\nTiles Ltd.\n"


def passed_on(text: str, *, subject: str = "FW: Wet lamps") -> Forwarded | None:
    return forwarded(text, spans_of(text, subject=subject), subject=subject, by="Vera Vine")


def words(text: str, found: Forwarded | None, kind: SpanKind = SpanKind.NEW) -> str:
    assert found
    return "".join(text[span.start : span.end] for span in found.spans if span.kind is kind).strip()


@pytest.mark.parametrize(
    "heading",
    [
        BLOCK,
        "-----Original Message-----\n" + BLOCK,
        "---------- Forwarded message ---------\n" + BLOCK,
        "Begin forwarded message:\n\n" + BLOCK,
        "On Tue, 3 Feb 2026 at 17:45, Tom Tiler <tom@tiles.example> wrote:\n",
        "----- Forwarded message from Tom Tiler <tom@tiles.example> -----\n",
    ],
)
def test_the_writer_is_named_and_the_words_below_the_heading_are_new(heading):
    text = f"Can somebody take this?\n\nVera\n\n{heading}{BODY}"

    found = passed_on(text)

    assert found
    assert (found.author.name, found.author.handle) == ("Tom Tiler", "tom@tiles.example")
    assert words(text, found).endswith("my lamps are wet. Is that good?")
    assert "Can somebody" not in words(text, found)
    assert words(text, found, SpanKind.SIGNATURE).endswith("Tiles Ltd.")


def test_the_words_of_the_one_who_passes_it_on_are_kept_under_the_own_name():
    text = f"Can somebody take this?\n\n{BLOCK}{BODY}"

    found = passed_on(text)

    assert found
    assert (found.spans[0].kind, found.spans[0].name) == (SpanKind.QUOTE, "Vera Vine")
    assert text[found.spans[0].start : found.spans[0].end].strip() == "Can somebody take this?"


def test_a_mail_that_is_forwarded_with_marks_is_new_as_a_whole():
    text = "Look.\n\nBegin forwarded message:\n\n> From: Tom Tiler <tom@tiles.example>\n> Date: 3 Feb 2026\n>\n> Wet?\n"

    assert words(text, passed_on(text)).endswith("> Wet?")


@pytest.mark.parametrize(
    "text",
    [
        "Just words.\n",
        f"Look.\n\n-----Original Message-----\n{BLOCK.replace(' <tom@tiles.example>', '')}{BODY}",
        f"Look.\n\n-----Forwarded Message-----\n{BLOCK}",
        "",
    ],
)
def test_a_mail_that_does_not_say_whose_words_it_passes_on_passes_on_none(text):
    assert passed_on(text) is None


def test_an_answer_with_its_quote_passes_on_nothing():
    text = "Yes.\n\nOn 3/2/2026 17:45, Tom Tiler <tom@tiles.example> wrote:\n> Wet?\n"

    assert passed_on(text, subject="Re: Wet lamps") is None


def test_an_answer_to_a_forwarded_mail_passes_on_nothing():
    text = f"Done.\n\n-----Original Message-----\n{BLOCK}{BODY}"

    assert passed_on(text, subject="Re: Fwd: Wet lamps") is None
    assert passed_on(text, subject="Wet lamps") is None


def test_two_mails_in_one_are_nobodys():
    text = f"Look.\n\nOn 3/2/2026 17:45, Tom <tom@tiles.example> wrote:\n> Wet?\n\nAnd this.\n\n{BLOCK}{BODY}"

    assert passed_on(text) is None


def covers(text: str, found: Forwarded) -> bool:
    ends = [0, *(span.end for span in found.spans)]
    return [span.start for span in found.spans] == ends[:-1] and ends[-1] == len(text)


def test_the_spans_of_what_is_passed_on_cover_the_whole_text():
    for case in cases():
        found = forwarded(case.text, spans_of(case.text, subject="Fwd: x"), subject="Fwd: x", by="Vera")
        assert found is None or covers(case.text, found), case.name


@given(some.text(), some.text(max_size=40), some.sampled_from(["Fwd: x", "x"]))
def test_the_spans_cover_any_text(body, before, subject):
    text = f"{before}\n\n{BLOCK}{body}"
    found = forwarded(text, spans_of(text, subject=subject), subject=subject, by="Vera")

    assert found is None or covers(text, found)
