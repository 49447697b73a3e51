"""Facts about what machines tell of our answers: it lands beside them, and asks for something only when one failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import words

from hearback.conversations.models import Conversation, Message
from hearback.listening.rereading import reread

HOUR = timedelta(hours=1)
UNKNOWN = (
    "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 unknown user\n"
)
DELAYED = "Final-Recipient: rfc822; ann@example.org\nAction: delayed\nStatus: 4.4.1\n"
FULL = "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; mailbox full\n"


def report(about: str, group: str, *, at="Wed, 04 Mar 2026 09:30:00 +0000", key="notice@mx.example.org") -> bytes:
    """Return a delivery report whose only tie to our answer is the copy that came back."""
    return (
        f"From: MAILER-DAEMON@mx.example.org\nTo: hello@rotor.example\nSubject: Undelivered\nDate: {at}\n"
        f"Message-ID: <{key}>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n{group}\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{about}>\nSubject: Re: A question\n\nIt does.\n--b--\n"
    ).encode()


def absence(about: str, text: str) -> bytes:
    return (
        "From: Ann <ann@example.org>\nTo: hello@rotor.example\nSubject: Automatic reply: A question\n"
        f"Date: Wed, 04 Mar 2026 09:30:00 +0000\nIn-Reply-To: <{about}>\nAuto-Submitted: auto-replied\n\n{text}\n"
    ).encode()


@pytest.fixture
def answered(cast):
    """A conversation that we have answered, and the name of our answer."""
    number = cast.asks(ago=3 * HOUR)
    cast.answers(number, ago=HOUR)
    return number, cast.last_key(number)


def page(cast, number: int) -> str:
    return words(cast.browser().get(f"/conversations/{number}"))


def test_an_answer_that_will_never_arrive_makes_its_conversation_ours_again(cast, answered):
    number, key = answered
    assert cast.turn(number).state == "theirs"

    cast.hears(report(key, UNKNOWN))

    assert Conversation.objects.count() == 1
    assert cast.turn(number).state == "ours"
    shown = page(cast, number)
    assert "Did not reach ann@example.org: 550 unknown user (5.1.1)" in shown
    assert "Our answer did not reach ann@example.org." in shown


def test_a_report_whose_clock_is_slow_still_comes_after_our_answer(cast, answered):
    number, key = answered

    cast.hears(report(key, UNKNOWN, at="Wed, 04 Mar 2026 07:30:00 +0000"))

    assert cast.turn(number).state == "ours"


@pytest.mark.parametrize(
    ("group", "line"),
    [
        (DELAYED, "Not yet at ann@example.org: no reason given (4.4.1)"),
        (FULL, "Did not reach ann@example.org: mailbox full (5.2.2)"),
        (DELAYED.replace("delayed", "delivered").replace("4.4.1", "2.0.0"), "Delivered to ann@example.org."),
        (
            DELAYED.replace("delayed", "expanded").replace("4.4.1", "2.0.0"),
            "Passed on to everybody at ann@example.org.",
        ),
    ],
    ids=["delayed", "full", "delivered", "expanded"],
)
def test_what_may_still_arrive_is_shown_and_asks_for_nothing(cast, answered, group, line):
    number, key = answered

    cast.hears(report(key, group))

    assert Conversation.objects.count() == 1
    assert cast.turn(number).state == "theirs"
    assert line in page(cast, number)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("I am away until 10 March 2026.", "Away until 10 March."),
        ("I am out of the office.", "Away at the moment."),
        ("We have your mail.", "Answered by a machine."),
    ],
)
def test_an_absence_is_shown_at_our_answer_and_leaves_the_turn(cast, answered, text, line):
    number, key = answered

    cast.hears(absence(key, text))

    assert cast.turn(number).state == "theirs"
    assert line in page(cast, number)


def test_a_machine_is_nobody_whom_a_conversation_is_with(cast, answered):
    number, key = answered
    with_whom = Conversation.objects.get(pk=number).identity

    cast.hears(report(key, UNKNOWN))

    assert Conversation.objects.get(pk=number).identity == with_whom


def test_a_report_that_speaks_of_nothing_of_ours_stands_alone(cast, answered):
    number, _key = answered

    cast.hears(report("elsewhere@example.org", UNKNOWN))

    assert Conversation.objects.count() == 2
    assert cast.turn(number).state == "theirs"
    stray = Message.objects.get(kind="bounce")
    assert (stray.is_owed, stray.notice["about"]) == (False, [])


def test_reading_a_report_again_changes_nothing(cast, answered):
    number, key = answered
    cast.hears(report(key, UNKNOWN))
    kept = Message.objects.filter(kind="bounce").values().get()

    again = reread()

    assert (again.changed, Message.objects.filter(kind="bounce").values().get()) == (0, kept)
    assert cast.turn(number).state == "ours"


def receipt(about: str, disposition: str) -> bytes:
    return (
        "From: Ann <ann@example.org>\nTo: hello@rotor.example\nSubject: Read: A question\n"
        "Date: Wed, 04 Mar 2026 09:30:00 +0000\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\n"
        f"Final-Recipient: rfc822; ann@example.org\nOriginal-Message-ID: <{about}>\n"
        f"Disposition: manual-action/MDN-sent-manually; {disposition}\n--b--\n"
    ).encode()


@pytest.mark.parametrize(
    ("disposition", "line"),
    [("displayed", "Opened by ann@example.org."), ("deleted", "Deleted unread by ann@example.org.")],
)
def test_a_receipt_is_shown_at_our_answer(cast, answered, disposition, line):
    number, key = answered

    cast.hears(receipt(key, disposition))

    assert cast.turn(number).state == "theirs"
    assert line in page(cast, number)


def test_a_bounce_that_names_nobody_is_shown_at_our_answer_too(cast, answered):
    number, key = answered

    cast.hears(report(key, "").replace(b"Reporting-MTA: dns; mx\n", b""))

    assert "It did not reach somebody." in page(cast, number)
