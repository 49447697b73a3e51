"""Facts about reports that machines write for machines, well-formed or not."""

from __future__ import annotations

import pytest

from hearback.channels.contract import Failure, Kind, Notice
from hearback.channels.mail.reading import read
from hearback.channels.mail.tests.bounces import ARRIVED, COPY, DELAYED, FULL, UNKNOWN, letter, report
from hearback.channels.mail.tests.mails import mail, multipart, part

SAID = "550 5.1.1 <cem@example.org>: user unknown"
CEM = Failure("cem@example.org", "5.1.1", is_hard=True, why=SAID)


def notice(raw: bytes) -> Notice:
    found = read(raw).notice
    assert found is not None
    return found


def told(raw: bytes) -> list[tuple[str, str, bool | None]]:
    return [(one.recipient, one.status, one.is_hard) for one in notice(raw).failures]


def test_a_person_gives_no_notice():
    assert read(mail()).notice is None


def test_a_report_says_who_was_not_reached_and_why_and_of_which_mail_it_speaks():
    assert notice(report(UNKNOWN)) == Notice("failed", (CEM,), ("lamp-5@example.net",))


@pytest.mark.parametrize(
    ("groups", "what", "found"),
    [
        ((UNKNOWN, FULL), "failed", [("cem@example.org", "5.1.1", True), ("dan@example.org", "5.2.2", False)]),
        ((UNKNOWN, DELAYED, ARRIVED), "failed", [("cem@example.org", "5.1.1", True)]),
        ((DELAYED,), "delayed", [("eve@example.org", "4.4.1", False)]),
        ((DELAYED, ARRIVED), "delayed", [("eve@example.org", "4.4.1", False)]),
        ((ARRIVED,), "delivered", [("fay@example.org", "2.1.9", None)]),
        ((ARRIVED.replace("relayed", "expanded"),), "expanded", [("fay@example.org", "2.1.9", None)]),
        ((ARRIVED.replace("relayed", "delivered (to mailbox)"),), "delivered", [("fay@example.org", "2.1.9", None)]),
    ],
    ids=["two", "worst-of-three", "delayed", "delayed-and-arrived", "relayed", "expanded", "delivered"],
)
def test_the_worst_that_became_of_it_is_told_of_those_it_befell(groups, what, found):
    raw = report(*groups)

    assert notice(raw).what == what
    assert told(raw) == found


SPOOL = report("X-Spool-Name: 7").replace(b"Reporting-MTA: dns; mx.example.org", b"X-Spool: 8")
LOCAL = "Final-Recipient: rfc822; cem\nAction: failed\nStatus: 5.1.1"
DAN_ONLY = [("dan@example.org", "5.1.1", True)]
CEM_ONLY = [("cem@example.org", "5.1.1", True)]
TWO = [("cem@example.org", "5.1.1", True), ("dan@example.org", "5.2.2", False)]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (report(UNKNOWN.replace("Action: failed\n", "")), CEM_ONLY),
        (report(UNKNOWN.replace("Action: failed\n", "").replace("Status: 5.1.1\n", "")), CEM_ONLY),
        (report(UNKNOWN.replace("Status: 5.1.1\n", "")), CEM_ONLY),
        (report(UNKNOWN.replace("5.1.1\n", "5.0.0\n")), CEM_ONLY),
        (report(UNKNOWN.replace("rfc822; ", "")), CEM_ONLY),
        (report(UNKNOWN.replace("rfc822; cem@example.org", "RFC822;<cem@example.org>")), CEM_ONLY),
        (report(UNKNOWN.replace("rfc822; cem@example.org", "rfc822; Cem <cem@example.org>")), CEM_ONLY),
        (report(UNKNOWN.replace("rfc822; cem@example.org", "x400; dan+40example.org")), DAN_ONLY),
        (report("Original-Recipient: rfc822;cem@example.org\n" + UNKNOWN.replace("cem@", "box7@")), CEM_ONLY),
        (report(UNKNOWN.replace("\n", "\n\n").replace("\n\n  ", "\n  ")), CEM_ONLY),
        (report(UNKNOWN + "\n" + FULL), TWO),
        (report(UNKNOWN, "Original-Recipient: rfc822; dan@example.org\n" + FULL), TWO),
        (report("Final-Recipient: rfc822; cem@example.org", "Action: failed\nStatus: 5.1.1"), CEM_ONLY),
        (report("X-Spool-Name: 7\n" + UNKNOWN), CEM_ONLY),
        (SPOOL, [("cem@example.org", "", None)]),
        (report(UNKNOWN.replace("Action: failed", "Action: failure (user unknown)")), CEM_ONLY),
        (report(LOCAL, text="<cem@example.org>: unknown user"), CEM_ONLY),
        (letter("It failed.\n\nReporting-MTA: dns; mx\n\n" + UNKNOWN), CEM_ONLY),
        (letter("It failed.\n\n" + UNKNOWN + "\n\n" + FULL), TWO),
        (report(LOCAL, text="x", copy="Subject: x\n\n"), []),
    ],
    ids=[
        "no-action", "neither-action-nor-status", "no-status", "a-status-that-says-nothing", "no-type", "brackets",
        "named", "encoded", "original-first", "blank-lines-between", "no-blank-line", "original-begins-the-second",
        "blank-line-inside", "other-fields", "only-other-fields", "action-with-words", "only-a-local-name",
        "as-plain-text", "two-as-plain-text", "nobody",
    ],
)  # fmt: skip
def test_broken_reports_are_read_as_they_were_meant(raw, found):
    assert told(raw) == found


def test_a_server_that_tells_machines_nothing_is_quoted_from_its_words_for_people():
    raw = report(
        "Final-Recipient: rfc822; cem@example.org\nAction: failed\nStatus: 5.0.0",
        text="<cem@example.org>: host mx said: 550 5.7.1 We do not like\n    your mail\n",
    )

    assert notice(raw).failures == (
        Failure("cem@example.org", "5.7.1", is_hard=True, why="host mx said: 550 5.7.1 We do not like your mail"),
    )


@pytest.mark.parametrize(
    ("group", "status", "hard"),
    [
        ("Action: failed\nStatus: 5.1.1", "5.1.1", True),
        ("Action: failed\nStatus: 5.2.2", "5.2.2", False),
        ("Action: failed\nStatus: 4.2.2", "4.2.2", False),
        ("Action: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; delivery time expired", "4.4.7", False),
        ("Action: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 mailbox disabled", "5.2.1", True),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 Mailbox quota exceeded", "5.0.0", False),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; please try again later", "5.0.0", False),
        ("Action: failed\nDiagnostic-Code: smtp; 550 no", "", True),
        ("Action: failed\nDiagnostic-Code: smtp; 451 no", "", False),
        ("Action: failed\nDiagnostic-Code: smtp; greylisted", "", False),
        ("Action: failed\nDiagnostic-Code: smtp; host 5.1.2.3 did not want it", "", None),
        ("Action: failed", "", None),
    ],
)
def test_hard_and_soft_are_told_by_status_and_words(group, status, hard):
    raw = report("Final-Recipient: rfc822; cem@example.org\n" + group)

    assert told(raw) == [("cem@example.org", status, hard)]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (report(UNKNOWN, copy="Message-ID: <a@example.net>\n\nx"), ("a@example.net",)),
        (report("Original-Envelope-Id: <b@example.net>\n\n" + UNKNOWN, copy="Subject: x\n\n"), ("b@example.net",)),
        (report("Original-Envelope-Id: 12345\n\n" + UNKNOWN, copy="Subject: x\n\n"), ()),
        (letter("No such user.\n", In_Reply_To="<c@example.net>"), ("c@example.net",)),
        (letter("No such user.\n", References="<d@example.net> <e@example.net>"), ("e@example.net", "d@example.net")),
        (letter("No such user.\n", X_Original_Message_ID="<f@example.net>"), ("f@example.net",)),
        (letter("No such user.\n\n> Message-Id: <g@example.net>\n"), ("g@example.net",)),
        (letter("No such user.\n\nMessage-Id:\n <g@example.net>\n"), ("g@example.net",)),
        (letter("No such user.\n\nMessage-ID: <notice-1@mx.example.org>\n"), ()),
    ],
)
def test_the_mail_it_speaks_of_is_named_in_many_places(raw, names):
    assert notice(raw).speaks_of == names


def complaint(fields, copy=COPY, **head):
    return multipart(
        "report",
        part("This is an abuse report.\n"),
        part(fields, "message/feedback-report"),
        part(copy, "message/rfc822"),
        Content_Type='multipart/report; report-type=feedback-report; boundary="frontier"',
        From="fbl@example.org",
        **head,
    )


@pytest.mark.parametrize(
    ("raw", "recipients"),
    [
        (complaint("Feedback-Type: abuse\nOriginal-Rcpt-To: <cem@example.org>\n"), ["cem@example.org"]),
        (
            complaint("Feedback-Type: abuse\nUser-Agent: Fbl/1\nRemoval-Recipient: cem@example.org\n"),
            ["cem@example.org"],
        ),
        (complaint("Feedback-Type: abuse\n"), ["cem@example.org"]),
        (complaint("Feedback-Type: abuse\n", COPY.replace("To: cem@example.org", "To: redacted")), []),
        (
            multipart(
                "mixed",
                part("X-HmXmrOriginalRecipient: cem@example.org\n" + COPY, "message/rfc822"),
                From="staff@example.org",
                Subject="complaint about message from 192.0.2.1",
            ),
            ["cem@example.org"],
        ),
        (
            multipart(
                "mixed", part("See"), part(COPY, "message/rfc822"), Subject="Email Feedback Report for IP 192.0.2.1"
            ),
            ["cem@example.org"],
        ),
    ],
    ids=["arf", "arf-removal", "arf-from-the-copy", "arf-redacted", "no-report-at-all", "by-the-subject"],
)
def test_complaints_say_who_was_annoyed_by_what(raw, recipients):
    heard = read(raw)

    assert heard.kind is Kind.BOUNCE
    assert notice(raw).what == "complaint"
    assert [one.recipient for one in notice(raw).failures] == recipients
    assert notice(raw).speaks_of == ("lamp-5@example.net",)


def receipt(fields, **head):
    return multipart(
        "report",
        part("A receipt.\n"),
        part(fields, "message/disposition-notification"),
        Content_Type='multipart/report; report-type=disposition-notification; boundary="frontier"',
        **head,
    )


NAMED = "Original-Message-ID: <lamp-5@example.net>\n"
DISPLAYED = "Final-Recipient: rfc822;cem@example.org\nOriginal-Message-ID: <lamp-5@example.net>\nDisposition: "


@pytest.mark.parametrize(
    ("raw", "what", "reader"),
    [
        (receipt(DISPLAYED + "manual-action/MDN-sent-manually; displayed\n"), "read", "cem@example.org"),
        (receipt(DISPLAYED + "automatic-action/MDN-sent-automatically; deleted\n"), "not_read", "cem@example.org"),
        (receipt(NAMED), "read", "ann@example.org"),
        (receipt(NAMED, Subject="Not read: The lamp"), "not_read", "ann@example.org"),
        (receipt(NAMED, Subject="Nicht gelesen: Die Lampe"), "not_read", "ann@example.org"),
        (receipt(NAMED, Subject="Non lu : La lampe"), "not_read", "ann@example.org"),
        (receipt(NAMED, Subject="Não lida: A lâmpada"), "not_read", "ann@example.org"),
        (receipt(NAMED, Subject="未読: ランプ"), "not_read", "ann@example.org"),
        (receipt(NAMED, Subject="Gelesen: Die Lampe", From=""), "read", None),
    ],
)  # fmt: skip
def test_receipts_say_whether_a_mail_was_read_and_by_whom(raw, what, reader):
    found = notice(raw)

    assert (found.what, [one.recipient for one in found.failures]) == (what, [reader] if reader else [])
    assert found.speaks_of == ("lamp-5@example.net",)
