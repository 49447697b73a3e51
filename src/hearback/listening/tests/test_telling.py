"""Facts about what machines tell of our answers: it lands beside them, asks for nothing, and what failed is listed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import words
from tests.raw_mail import fetched

from hearback.conversations.actions import expect
from hearback.conversations.models import Conversation, Message
from hearback.conversations.queries import current
from hearback.inbox.actions import settle
from hearback.inbox.actions.unreached import see
from hearback.inbox.models import Outbound, Unreached
from hearback.listening.actions import store
from hearback.listening.hearing import hear
from hearback.listening.rereading import reread
from hearback.people.actions.organisations import add_domain, make
from hearback.people.models import Affiliation

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


def test_an_answer_that_will_never_arrive_is_shown_where_it_was_given_and_leaves_the_turn(cast, answered):
    number, key = answered
    assert cast.turn(number).state == "theirs"

    cast.hears(report(key, UNKNOWN))

    assert Conversation.objects.count() == 1
    assert cast.turn(number).state == "theirs"
    shown = page(cast, number)
    assert "Did not reach ann@example.org: 550 unknown user (5.1.1)" in shown
    assert "Our answer did not reach ann@example.org." in shown


@pytest.mark.parametrize("state", ["ours", "settled"])
def test_a_report_leaves_every_turn_as_it_is(cast, answered, state):
    number, key = answered
    if state == "ours":
        cast.asks_again(number)
    else:
        settle(number, reason="Thanks only", by=cast.bea, at=cast.now)
    before = cast.turn(number)

    cast.hears(report(key, UNKNOWN))

    after = cast.turn(number)
    assert (after.state, after.answer_due, after.reason) == (before.state, before.answer_due, before.reason)
    assert after.state == state


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
    assert cast.turn(number).state == "theirs"


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


def listed() -> list[tuple]:
    """Return whom the list of what did not arrive names, and why."""
    return list(Unreached.objects.filter(seen_at=None).values_list("address", "is_hard", "status", "why"))


@pytest.mark.parametrize(
    ("group", "line"),
    [
        (UNKNOWN, ("ann@example.org", True, "5.1.1", "550 unknown user")),
        (FULL, ("ann@example.org", False, "5.2.2", "mailbox full")),
    ],
    ids=["hard", "soft"],
)
def test_whom_an_answer_did_not_reach_is_listed_with_the_reason(cast, answered, group, line):
    cast.hears(report(answered[1], group))

    assert listed() == [line]


@pytest.mark.parametrize("group", [DELAYED, DELAYED.replace("delayed", "delivered").replace("4.4.1", "2.0.0")])
def test_what_is_late_or_arrived_is_not_listed(cast, answered, group):
    cast.hears(report(answered[1], group))

    assert listed() == []


def test_a_failure_that_names_nobody_is_listed_once_for_the_answer(cast, answered):
    for key in ("first@mx.example.org", "second@mx.example.org"):
        cast.hears(report(answered[1], "", key=key).replace(b"Reporting-MTA: dns; mx\n", b""))

    assert listed() == [("", False, "", "")]


def test_a_failure_of_what_we_did_not_send_is_not_listed(cast, answered):
    cast.hears(report("elsewhere@example.org", UNKNOWN))

    assert listed() == []


def test_several_whom_it_did_not_reach_are_listed_each(cast, answered):
    other = UNKNOWN.replace("ann@", "dan@")

    cast.hears(report(answered[1], f"{UNKNOWN}\n{other}"))

    assert sorted(one for one, *_ in listed()) == ["ann@example.org", "dan@example.org"]


def test_a_failure_that_is_told_or_read_again_stays_seen(cast, answered):
    cast.hears(report(answered[1], UNKNOWN))
    see(Unreached.objects.get().pk, by=cast.bea, at=cast.now)

    cast.hears(report(answered[1], UNKNOWN, key="again@mx.example.org"))
    reread()

    assert listed() == []


def test_the_writer_is_known_behind_another_mail_program_too(cast, answered):
    cast.hears(report(answered[1], UNKNOWN))

    assert Unreached.objects.get().writer == cast.bea


def test_failures_in_an_archive_are_history(cast, answered):
    raw = report(answered[1], UNKNOWN)

    hear(cast.mailbox, store(cast.mailbox, fetched(raw)), at=cast.now, settle_before=cast.now)

    assert Message.objects.filter(kind="bounce").exists()
    assert listed() == []


def test_a_bounce_of_an_answer_that_was_perhaps_sent_stands_beside_it(cast, answered):
    number, _key = answered
    attempt = Outbound.objects.create(
        conversation_id=number,
        source=cast.mailbox,
        colleague=cast.bea,
        press="6a1f0e3c-0000-4000-8000-000000000002",
        key="perhaps@rotor.example",
        text="It does.",
        composed=b"x",
        state=Outbound.UNSURE,
        queued_at=cast.now,
    )

    expect(current(number), keys=[attempt.key])

    cast.hears(report(attempt.key, UNKNOWN))

    assert Conversation.objects.count() == 1
    assert [(one.address, one.writer) for one in Unreached.objects.all()] == [("ann@example.org", cast.bea)]


def test_reading_a_report_again_leaves_whom_its_conversation_is_with(cast, answered):
    number, key = answered
    with_whom = Conversation.objects.get(pk=number).identity
    cast.hears(report(key, UNKNOWN))
    Message.objects.filter(kind="bounce").update(why="Misread.", is_owed=True)

    reread()

    home = Conversation.objects.get(pk=number)
    assert home.identity == with_whom
    assert home.last_outside_at == cast.now - 3 * HOUR


@pytest.mark.parametrize(("group", "is_doubted"), [(UNKNOWN, True), (FULL, False)], ids=["hard", "soft"])
def test_an_address_that_takes_no_mail_makes_its_belonging_doubtful(cast, answered, group, is_doubted):
    home, _ = make("Rind", by=cast.bea, at=cast.now)
    add_domain(home.pk, "example.org", by=cast.bea, at=cast.now)
    cast.hears(report(answered[1], group))

    assert (Affiliation.objects.get(identity__handle="ann@example.org").bounced_at is not None) is is_doubted
