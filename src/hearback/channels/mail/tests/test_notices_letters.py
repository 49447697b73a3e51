"""Facts about bounces that are written for people, in the shapes of many programs."""

from __future__ import annotations

import pytest

from hearback.channels.contract import Kind
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.bounces import COPY, letter
from hearback.channels.mail.tests.mails import mail, multipart, part

LETTERS = {
    "gmx": (
        letter(
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to\n"
            "one or more of its recipients. The following addresses failed:\n\n<cem@gmx.example>\n"
            "mailbox is full:\nretry timeout exceeded\n\n"
            "--- The header of the original message is following. ---\n\n" + COPY,
            Subject="Mail delivery failed: returning message to sender",
        ),
        "failed",
        [("cem@gmx.example", "", False)],
    ),
    "kundenserver": (
        letter(
            "This message was created automatically by mail delivery software (1und1).\n\n"
            "A message that you sent could not be delivered to one or more of\nits recipients.\n\n"
            "The following address failed:\n\n    cem@example.org\n\n"
            "The server answered: 550 Requested action not taken: mailbox unavailable\n\n"
            "--- The header of the original message is following. ---\n\n" + COPY
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "imail": (
        letter(
            "User mailbox exceeds allowed size: cem@example.org\n\nOriginal message follows.\n\n" + COPY,
            From="Postmaster <postmaster@example.org>",
            Subject="Undeliverable Mail",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "imail2": (
        letter(
            "Unknown user: cem@example.org\n\n\nOriginal message follows.\n\n" + COPY,
            From="Postmaster <postmaster@example.org>",
            Subject="Undeliverable Mail",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "mercury": (
        letter(
            "The mail system at mx.example.org reports that the following addresses failed:\n\n"
            "   cem@example.org\n   *** 550 cem@example.org No such user here\n",
            From="Electronic Postmaster <Postmaster@mx.example.org>",
            Subject="[CG] Could not deliver mail",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "communigate": (
        letter(
            "Failed to deliver to 'cem@example.org'\nLOCAL module(account cem) reports:\n"
            " account is full (quota exceeded)\n",
            Subject="Undeliverable mail: The lamp",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "courier": (
        letter(
            "This is a delivery status notification from mx.example.org,\n"
            "running the Courier mail server, version 0.73.\n\n"
            "The original message was received on Mon, 3 Mar 2025\n\n"
            "---------------------------------------------------------------------------\n\n"
            "                           UNDELIVERABLE MAIL\n\n"
            "Your message to the following recipients cannot be delivered:\n\n<cem@example.org>:\n"
            "    mx2.example.org [192.0.2.3]:\n>>> RCPT TO:<cem@example.org>\n"
            "<<< 550 5.1.1 User unknown\n",
            Subject="NOTICE: mail delivery status.",
        ),
        "failed",
        [("cem@example.org", "5.1.1", True)],
    ),
    "mimecast/domain": (
        letter(
            "Your message to cem@nowhere.example couldn't be delivered: Domain not found.\n",
            From="postmaster@example.org",
            Subject="[Postmaster] Email Delivery Failure",
        ),
        "failed",
        [("cem@nowhere.example", "", True)],
    ),
    "merak": (
        letter(
            "Message from mx.example.org.\n"
            "Unable to deliver message to the following recipients, due to being unable to connect "
            "successfully to the destination mail server.\n\n       cem@example.org\n",
            Subject="Delivery failed",
        ),
        "failed",
        [("cem@example.org", "", False)],
    ),
    "smtp32": (
        letter(
            "*** The message was not delivered ***\nundeliverable to cem@example.org\n\n"
            "Original message follows.\n\n" + COPY,
            From="Postmaster <postmaster@example.org>",
            Subject="Undeliverable Mail",
        ),
        "failed",
        [("cem@example.org", "", None)],
    ),
    "interscan": (
        letter(
            "Sent <<< RCPT TO:<cem@example.org>\n"
            "Received >>> 550 5.1.1 <cem@example.org>... user unknown\n"
            "Unable to deliver message to <cem@example.org>.\n",
            From="InterScan MSS <postmaster@example.org>",
            Subject="Mail could not be delivered",
        ),
        "failed",
        [("cem@example.org", "5.1.1", True)],
    ),
    "verp": (
        letter(
            "Sorry, the mail did not arrive: user unknown.\n",
            To="news+cem=example.org@example.net",
            Subject="Undeliverable mail",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "orig only": (
        multipart(
            "mixed",
            part("The recipient is not known here."),
            part(COPY, "message/rfc822"),
            From="postmaster@example.org",
            To="bea@example.net",
            Subject="Undeliverable",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "sym": (
        letter(
            "Your message did not reach some or all of the intended recipients.\n\n"
            "      Subject:\tThe lamp\n      Sent:\t3/3/2025 10:15 AM\n\n"
            "The following recipient(s) could not be reached:\n\n"
            "      cem@example.org on 3/3/2025 10:16 AM\n"
            "            The e-mail account does not exist at the organization this message was sent "
            "to. Check the e-mail address, or contact the recipient directly to find out the correct "
            "address.\n            <mx.example.org #5.1.1>\n",
            From="System Administrator <sysadmin@example.org>",
            Subject="Undeliverable: The lamp",
        ),
        "failed",
        [("cem@example.org", "5.1.1", True)],
    ),
    "sendmail delay": (
        letter(
            "    **********************************************\n"
            "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
            "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
            "    **********************************************\n\n"
            "   ----- The following addresses had transient non-fatal errors -----\n"
            "<cem@example.org>\n\n   ----- Transcript of session follows -----\n"
            "<cem@example.org>... Deferred: Connection timed out with mx.example.org.\n"
            "Warning: message still undelivered after 4 hours\n"
            "Will keep trying until message is 5 days old\n",
            Subject="Warning: could not send message for past 4 hours",
        ),
        "delayed",
        [("cem@example.org", "", False)],
    ),
    "failed field twice": (
        letter(
            "It failed.\n\n  dan@example.org\n    550 5.1.1 unknown\n",
            X_Failed_Recipients="cem@example.org, dan@example.org",
        ),
        "failed",
        [("cem@example.org", "5.1.1", True), ("dan@example.org", "5.1.1", True)],
    ),
    "returned to nobody known": (
        letter("No such user.\n\n" + COPY.replace("cem@example.org", "someone")),
        "failed",
        [],
    ),
    "verp with a dash": (
        letter("User unknown.\n", To="news-bounces+cem=example.org@example.net"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "to a rewritten sender": (letter("User unknown.\n", To="srs0=ab=cd=example.org=cem@example.net"), "failed", []),
    "without sender": (
        letter("Could not deliver to cem@example.org: 550 no.\n", From="<>", Subject="Undelivered mail"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "an html page": (
        letter(
            "<p>Your message to <b>cem@example.org</b> couldn&#39;t be delivered.</p><p>550 5.4.1 "
            "Recipient address rejected: Access denied</p>",
            Content_Type="text/html",
        ),
        "failed",
        [("cem@example.org", "5.4.1", True)],
    ),
    "only where it was written to itself": (
        letter("Your mail to bea@example.net was refused: mailbox full\n"),
        "failed",
        [("bea@example.net", "", False)],
    ),
    "a footnote with an office": (
        letter("The mail for cem@example.org cannot be delivered, user unknown.\nFor help contact desk@example.org.\n"),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "a long reason": (
        letter("<cem@example.org>:\n550 5.1.1 unknown " + "word " * 200 + "\n"),
        "failed",
        [("cem@example.org", "5.1.1", True)],
    ),
}


@pytest.mark.parametrize(("raw", "what", "found"), LETTERS.values(), ids=LETTERS)
def test_bounces_for_people_say_who_was_not_reached_and_whether_for_good(raw, what, found):
    heard = read(raw)

    assert heard.kind is Kind.BOUNCE
    assert heard.notice is not None
    assert heard.notice.what == what
    assert [(one.recipient, one.status, one.is_hard) for one in heard.notice.failures] == found


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (letter("<cem@example.org>: host mx said: 550 5.1.1\n    User unknown (in reply)\n"),
 "host mx said: 550 5.1.1 User unknown (in reply)"),
        (letter("cem@example.org\n\nThe server said:\n\n550 no such user\n"), "550 no such user"),
        (letter("cem@example.org\n\n550 the mailbox\nis full\n"), "550 the mailbox is full"),
        (letter("<cem@example.org>:\n550 5.1.1 unknown user " + "word " * 200),
 "550 5.1.1 unknown user " + "word " * 55 + "…"),
    ],
)  # fmt: skip
def test_the_server_is_quoted_in_its_own_words_on_one_line(raw, why):
    heard = read(raw)

    assert heard.notice is not None
    assert [one.why for one in heard.notice.failures] == [why]


def test_many_recipients_are_named_up_to_a_bound():
    raw = letter("".join(f"<cem{number}@example.org>: unknown user\n" for number in range(300)))

    heard = read(raw)

    assert heard.notice is not None
    assert len(heard.notice.failures) == 200


@pytest.mark.parametrize(
    "raw",
    [
        mail("The lamp could not be delivered: user unknown.\n", Subject="Could not be delivered?"),
        multipart("mixed", part("Look at this.\n"), part(COPY, "message/rfc822"), Subject="Undeliverable lamps"),
        multipart(
            "mixed", part("user unknown"), part(COPY, "message/rfc822"), Subject="Undeliverable", In_Reply_To="<a@x>"
        ),
        mail("We are closed.", From="postmaster@example.org", Subject="Your bounce rate in March"),
    ],
)
def test_people_who_show_a_bounce_or_speak_of_one_are_people(raw):
    assert read(raw).kind is Kind.PERSON


def test_a_returned_mail_with_its_reason_is_a_bounce_whoever_sends_it():
    raw = multipart("mixed", part("User unknown"), part(COPY, "message/rfc822"), Subject="Undeliverable: The lamp")

    assert read(raw).kind is Kind.BOUNCE
