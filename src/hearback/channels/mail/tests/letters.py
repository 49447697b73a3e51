"""An answer to compose in tests, and what comes out of it."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

from hearback.channels.contract import HeardIdentity
from hearback.channels.mail.composing import compose
from hearback.channels.mail.settings import MailSettings
from hearback.channels.outgoing import Reply

OURS = MailSettings(address="team@example.org", name="The team")
ANN = HeardIdentity("mail", "ann@example.net", "Ann")
REPLY = Reply(
    key="token.1@example.org",
    reply_token="tok3n",
    author_name="Bea",
    to=(ANN,),
    cc=(),
    subject="Opening hours",
    text="At nine.",
    said_at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
    answers="question@example.net",
)


def composed(*, ours=OURS, **changes) -> bytes:
    return compose(ours, replace(REPLY, **changes))


def parsed(**changes):
    return email.message_from_bytes(composed(**changes), policy=email.policy.default)


def plain(**changes) -> str:
    return parsed(**changes).get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(**changes) -> str:
    page = parsed(**changes).get_body(("html",)).get_content().replace("\r\n", "\n")
    return page.partition("<body>\n")[2].partition("</body>")[0]
