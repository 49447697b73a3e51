"""Facts about what the composer tells of those an answer goes to, in words and not by colour alone."""

from __future__ import annotations

import re

import pytest
from tests.cast import part, words

from hearback.conversations.models import Message
from hearback.inbox.tests.writing import HOUR, filled_in, opens, saves
from hearback.sources.models import Source


def told(response) -> list[str]:
    """Return the sentences about recipients, in order."""
    return [words(one) for one in re.findall(r'<li class="doubt.*?</li>', response.content.decode(), re.DOTALL)]


def chip(response, address: str) -> str:
    return words(part(response, f'title="{address}'))


def asks_about(cast, number: int, **changed):
    """Ask for what is told about the recipients as the page's script does when they change."""
    page = opens(cast, number)
    return cast.browser().post(
        f"/conversations/{number}/recipients", filled_in(page, **changed), headers={"HX-Request": "true"}
    )


def test_an_ordinary_answer_is_told_nothing_about(cast):
    assert told(opens(cast, cast.asks())) == []


def test_whoever_is_added_is_marked_new_in_words_while_one_writes(cast):
    number = cast.asks()

    shown = asks_about(cast, number, add_cc="Eve <eve@example.net>, gina@gmial.com")

    assert told(shown) == [
        "look closely gina@gmial.com is nearly at gmail.com, and is not.",
        "new eve@example.net is new in this conversation.",
    ]


def test_marks_stand_on_the_recipients_of_a_draft(cast):
    number = cast.asks(Cc="Dan <dan@example.org>")
    saves(cast, number, cc=[], add_cc="no-reply@shop.example")

    read = opens(cast, number)

    assert chip(read, "no-reply@shop.example") == "no-reply@shop.example unread new"
    assert told(read) == [
        "unread Nobody reads mail to no-reply@shop.example, as it says itself.",
        "left out Dan was addressed and gets no answer.",
    ]


def test_who_is_outside_is_told_when_only_colleagues_took_part(cast):
    number = cast.asks(author="Dag <dag@rotor.example>")

    assert told(asks_about(cast, number, add_cc="ann@example.org"))[-1] == (
        "outside ann@example.org is outside; so far only colleagues took part."
    )


def test_beside_colleagues_an_outsider_is_marked(cast):
    number = cast.asks(Cc="Dag <dag@rotor.example>")

    read = opens(cast, number)

    assert chip(read, "ann@example.org") == "Ann Archer outside"
    assert chip(read, "dag@rotor.example") == "Dag"


def test_replies_that_are_wanted_elsewhere_are_told(cast):
    number = cast.asks(**{"Reply-To": "Ann <ann@elsewhere.example>"})

    assert told(opens(cast, number))[0] == (
        "elsewhere ann@example.org wants replies at ann@elsewhere.example, which is elsewhere."
    )


def test_an_author_whom_nothing_proves_is_told(cast):
    number = cast.asks()
    Message.objects.update(proof="failed - example.org")

    assert told(opens(cast, number)) == [
        "not proven Nothing proves that the message you answer is from ann@example.org."
    ]


def test_a_list_is_told(cast):
    number = cast.asks(
        to="Pumps <pumps@lists.example>",
        **{"List-Id": "<pumps.lists.example>", "List-Post": "<mailto:pumps@lists.example>"},
    )

    assert "list pumps@lists.example is a mailing list: everybody on it reads your answer." in told(opens(cast, number))


def bounce(about: str, status: str) -> bytes:
    """Return a report that an answer of ours did not reach Ann."""
    return (
        "From: MAILER-DAEMON@mx.example.org\nTo: hello@rotor.example\nSubject: Undelivered\n"
        "Date: Wed, 04 Mar 2026 09:30:00 +0000\nMessage-ID: <notice@mx.example.org>\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; Ann@example.org\nAction: failed\nStatus: {status}\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{about}>\nSubject: Re: A question\n\nIt does.\n--b--\n"
    ).encode()


@pytest.mark.parametrize(("status", "is_told"), [("5.1.1", True), ("4.2.2", False)])
def test_an_address_that_mail_did_not_reach_is_told_in_every_conversation(cast, status, is_told):
    number = cast.asks(ago=3 * HOUR)
    cast.answers(number, ago=2 * HOUR)
    other = cast.asks(author="Eve <eve@example.net>", Cc="ann@example.org", ago=2 * HOUR)
    cast.hears(bounce(cast.last_key(number), status), at=cast.now - HOUR)

    for one in (number, other):
        sentence = "bounced Mail to ann@example.org did not arrive on 4 March."
        assert (sentence in told(opens(cast, one))) == is_told


def test_who_has_written_since_is_reached_again(cast):
    number = cast.asks(ago=3 * HOUR)
    cast.answers(number, ago=2 * HOUR)
    cast.hears(bounce(cast.last_key(number), "5.1.1"), at=cast.now - HOUR)
    cast.asks()

    assert told(opens(cast, number)) == []


def test_where_nobody_can_be_answered_nothing_is_told(cast):
    number = cast.asks()
    page = opens(cast, number)
    Source.objects.update(settings={})

    read = cast.browser().post(f"/conversations/{number}/recipients", filled_in(page))

    assert 400 <= read.status_code < 500


def test_many_sentences_are_counted(cast):
    number = cast.asks()

    shown = asks_about(cast, number, add_cc=", ".join(f"x{n}@else{n}where.example" for n in range(12)))

    assert len(told(shown)) == 9
    assert told(shown)[-1] == "and 4 more"
