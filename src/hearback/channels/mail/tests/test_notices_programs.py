"""Facts about bounces that are written for people, in the shapes of the programs most used."""

from __future__ import annotations

import pytest

from hearback.channels.contract import Kind
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.bounces import COPY, letter

LETTERS = {
    "qmail": (
        letter(
            "Hi. This is the qmail-send program at mx.example.org.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            "<cem@example.org>:\n192.0.2.1 does not like recipient.\n"
            "Remote host said: 550 5.1.1 <cem@example.org>: Recipient address rejected: User "
            "unknown\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\n" + COPY
        ),
        "failed",
        [("cem@example.org", "5.1.1", True)],
    ),
    "exim": (
        letter(
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. This is a permanent error. The following address(es) failed:\n\n"
            "  cem@example.org\n"
            "    SMTP error from remote mail server after RCPT TO:<cem@example.org>:\n"
            "    host mx.example.org [192.0.2.7]: 550 5.2.2 mailbox is full\n\n"
            "------ This is a copy of the message, including all the headers. ------\n\n" + COPY,
            Subject="Mail delivery failed: returning message to sender",
        ),
        "failed",
        [("cem@example.org", "5.2.2", False)],
    ),
    "exim delay": (
        letter(
            "This message was created automatically by mail delivery software.\n"
            "A message that you sent has not yet been delivered to one or more of its\n"
            "recipients after more than 24 hours on the queue on mx.example.org.\n\n"
            "The message identifier is:     1abcde-000123-AB\n"
            "The subject of the message is: The lamp\n"
            "The date of the message is:    Mon, 3 Mar 2025 10:15:00 +0100\n\n"
            "The address to which the message has not yet been delivered is:\n\n  cem@example.org\n"
            "    Delay reason: SMTP error from remote mail server after RCPT TO:<cem@example.org>:\n"
            "    host mx.example.org [192.0.2.7]: 451 4.7.1 Greylisting in action, please come back "
            "later\n\nNo action is required on your part. Delivery attempts will continue for\n"
            "some time, and this warning may be repeated at intervals if the message\n"
            "remains undelivered.\n",
            Subject="Warning: message 1abcde-000123-AB delayed 24 hours",
        ),
        "delayed",
        [("cem@example.org", "4.7.1", False)],
    ),
    "sendmail": (
        letter(
            "The original message was received at Mon, 3 Mar 2025 10:15:00 +0100\n"
            "from host.example.net [192.0.2.9]\n\n"
            "   ----- The following addresses had permanent fatal errors -----\n<cem@example.org>\n\n"
            "   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n"
            ">>> RCPT To:<cem@example.org>\n<<< 550 5.1.1 <cem@example.org>... User unknown\n"
            "550 <cem@example.org>... User unknown\n\n   ----- Original message follows -----\n" + COPY,
            Subject="Returned mail: User unknown",
        ),
        "failed",
        [("cem@example.org", "5.1.1", True)],
    ),
    "postfix": (
        letter(
            "This is the mail system at host mx.example.org.\n\n"
            "I'm sorry to have to inform you that your message could not\n"
            "be delivered to one or more recipients. It's attached below.\n\n"
            "For further assistance, please send mail to postmaster.\n\n"
            "                   The mail system\n\n"
            "<cem@example.org>: host mx2.example.org[192.0.2.3] said: 450 4.2.0\n"
            "    <cem@example.org>: Recipient address rejected: Greylisted (in reply to\n"
            "    RCPT TO command)\n"
            "<dan@example.org>: Host or domain name not found. Name service error for\n"
            "    name=example.org type=A: Host not found\n",
            Subject="Undelivered Mail Returned to Sender",
        ),
        "failed",
        [("cem@example.org", "4.2.0", False), ("dan@example.org", "", True)],
    ),
    "exchange55": (
        letter(
            "Your message\n\n  To:      Cem\n  Subject: The lamp\n"
            "  Sent:    Mon, 3 Mar 2025 10:15:00 +0100\n\n"
            "did not reach the following recipient(s):\n\n"
            "cem@example.org on Mon, 3 Mar 2025 10:16:00 +0100\n"
            "    The recipient name is not recognized\n"
            "\tThe MTS-ID of the original message is: c=us;a= ;p=example\n"
            "    MSEXCH:IMS:EXAMPLE:HQ:MX 0 (000C05A6) Unknown Recipient\n",
            From="System Administrator <postmaster@example.org>",
            Subject="Undeliverable: The lamp",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "office365 de": (
        letter(
            "Ihre Nachricht an cem@example.org konnte nicht zugestellt werden.\n\n"
            "cem wurde unter example.org nicht gefunden.\n\n"
            "Diagnoseinformationen für Administratoren:\n\n"
            "Generierender Server: AM0PR01.example.com\n\ncem@example.org\n"
            "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient "
            "cem@example.org not found by SMTP address lookup'\n\n"
            "Ursprüngliche Nachrichtenkopfzeilen:\n\n" + COPY,
            From="postmaster@example.org",
            Subject="Unzustellbar: Die Lampe",
        ),
        "failed",
        [("cem@example.org", "5.1.10", True)],
    ),
    "yahoo": (
        letter(
            "Sorry, we were unable to deliver your message to the following address.\n\n"
            "<cem@yahoo.example>:\n"
            "Remote host said: 554 delivery error: dd This user doesn't have a yahoo.example account "
            "(cem@yahoo.example) [0] - mta1.mail.yahoo.example [BODY]\n\n"
            "--- Below this line is a copy of the message.\n\n" + COPY,
            Subject="Failure Notice",
        ),
        "failed",
        [("cem@yahoo.example", "", True)],
    ),
    "gmail": (
        letter(
            "** Address not found **\n\n"
            "Your message wasn't delivered to cem@example.org because the address couldn't be found, "
            "or is unable to receive mail.\n\n"
            "Learn more here: https://support.example.com/mail/?p=NoSuchUser\n\nThe response was:\n\n"
            "550 5.1.1 The email account that you tried to reach does not exist. Please try "
            "double-checking the recipient's email address for typos or unnecessary spaces.\n",
            Subject="Delivery Status Notification (Failure)",
            X_Failed_Recipients="cem@example.org",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "old gmail": (
        letter(
            "Delivery to the following recipient failed permanently:\n\n     cem@example.org\n\n"
            "Technical details of permanent failure:\n"
            "Google tried to deliver your message, but it was rejected by the recipient domain. The "
            "error that the other server returned was: 550 550 5.7.1 Message rejected as spam (state "
            "14).\n\n   ----- Original message -----\n\n" + COPY,
            Subject="Delivery Status Notification (Failure)",
        ),
        "failed",
        [("cem@example.org", "5.7.1", True)],
    ),
    "domino": (
        letter(
            "Your message\n\n  Subject: The lamp\n\nwas not delivered to:\n\n  cem@example.org\n\n"
            "because:\n\n  User cem (cem@example.org) not listed in Domino Directory\n",
            From="Mail Router <postmaster@example.org>",
            Subject="DELIVERY FAILURE: User cem (cem@example.org) not listed in Domino Directory",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "groupwise": (
        letter(
            "The message that you sent was undeliverable to the following:\n"
            "\tcem (user not found)\n\nPossibly truncated original message follows:\n\n" + COPY,
            From="Mailer-Daemon@example.org",
            Subject="Message status - undeliverable",
        ),
        "failed",
        [("cem@example.org", "", True)],
    ),
    "aol": (
        letter(
            "Your mail to the following recipients could not be delivered because they are not "
            "accepting mail from example.net:\n\tcem\n\n--AOL Postmaster\n",
            From="postmaster@aol.example",
            Subject="Mail undeliverable",
        ),
        "failed",
        [],
    ),
}


@pytest.mark.parametrize(("raw", "what", "found"), LETTERS.values(), ids=LETTERS)
def test_bounces_of_well_known_programs_say_who_was_not_reached_and_whether_for_good(raw, what, found):
    heard = read(raw)

    assert heard.kind is Kind.BOUNCE
    assert heard.notice is not None
    assert heard.notice.what == what
    assert [(one.recipient, one.status, one.is_hard) for one in heard.notice.failures] == found
