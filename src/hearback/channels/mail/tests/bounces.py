"""Bounces as many programs write them, with invented people; the mail that came back is always the same."""

from __future__ import annotations

from hearback.channels.mail.tests.mails import mail, multipart, part

COPY = (
    "Return-Path: <bea@example.net>\n"
    "Received: from a.example.net by b.example.org; Mon, 3 Mar 2025\n"
    "Message-ID: <lamp-5@example.net>\nFrom: Bea <bea@example.net>\n"
    "To: cem@example.org\nSubject: The lamp\n\nHello Cem\n"
)


def letter(body: str, **fields: str) -> bytes:
    """Return a bounce that is written for people only."""
    head = {"From": "MAILER-DAEMON@mx.example.org", "Return_Path": "<>", "Subject": "failure notice"}
    return mail(body, **{**head, "To": "bea@example.net", "Message_ID": "<notice-1@mx.example.org>", **fields})


def report(*groups: str, text: str = "It did not arrive.\n", copy: str = COPY, kind: str = "delivery-status") -> bytes:
    """Return a bounce with a machine-readable report; groups stand apart by blank lines."""
    return multipart(
        "report",
        part(text),
        part("\n\n".join(("Reporting-MTA: dns; mx.example.org", *groups)) + "\n", f"message/{kind}"),
        part(copy, "message/rfc822"),
        Content_Type=f'multipart/report; report-type={kind}; boundary="frontier"',
        From="MAILER-DAEMON@mx.example.org",
        To="bea@example.net",
        Message_ID="<notice-1@mx.example.org>",
    )


UNKNOWN = (
    "Final-Recipient: rfc822; cem@example.org\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <cem@example.org>:\n    user unknown"
)
FULL = "Final-Recipient: rfc822; dan@example.org\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 quota"
DELAYED = "Final-Recipient: rfc822; eve@example.org\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Fri, 7 Mar 2025"
ARRIVED = "Final-Recipient: rfc822; fay@example.org\nAction: relayed\nStatus: 2.1.9"
