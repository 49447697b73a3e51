"""Facts about mail that a list sent under its own address: the author is the human who wrote it."""

from __future__ import annotations

import pytest

from hearback.channels.mail.channel import CHANNEL
from hearback.channels.mail.tests.mails import mail

LIST = {"List_Id": "Lamps <lamps.lists.example>", "List_Post": "<mailto:lamps@lists.example?x=1>"}
GOOGLE = {"Mailing_list": "list lamps@groups.example; contact lamps+owners@groups.example"}
ANN = "Ann Archer <ann@example.org>"


@pytest.mark.parametrize(
    "fields",
    [
        LIST | {"From": "Ann Archer via Lamps <lamps@lists.example>", "Reply_To": ANN},
        LIST | {"From": "Ann Archer via Lamps <lamps@lists.example>", "Reply_To": f"{ANN}, lamps@lists.example"},
        LIST | {"From": "Ann Archer via Lamps <lamps@lists.example>", "Cc": f"{ANN}, Cem <cem@example.net>"},
        LIST | {"From": "Ann Archer <lamps@lists.example>", "Reply_To": "ann@example.org"},
        LIST | {"From": "Ann Archer <ann=40example.org@dmarc.lists.example>"},
        LIST | {"From": "Ann Archer via Lamps <ann=40Example.org@dmarc.lists.example>"},
        GOOGLE | {"From": "'Ann Archer' via Lamps <lamps@groups.example>", "X_Original_From": ANN},
        GOOGLE | {"From": "'Ann Archer' via Lamps <lamps@groups.example>", "X_Original_Sender": "ann@example.org"},
    ],
    ids=["reply-to", "replies-to-the-list-too", "copy", "named", "encoded", "encoded-via", "google", "google-sender"],
)
def test_who_wrote_to_a_list_is_the_author_and_the_list_is_the_way(fields):
    message = CHANNEL.read(mail(**fields))

    assert (message.author.name, message.author.handle) == ("Ann Archer", "ann@example.org")
    (via,) = (to.identity for to in message.recipients if to.role == "via")
    assert via.handle.endswith(("@lists.example", "@dmarc.lists.example", "@groups.example"))
    assert via.handle not in message.addressed_to


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "Ann Archer via Lamps <lamps@lists.example>", "Reply_To": "x@example.org"},
        LIST | {"From": ANN, "Reply_To": "lamps@lists.example"},
        LIST | {"From": ANN, "Reply_To": "Ann at home <ann@home.example>"},
        LIST | {"From": "Ann via Lamps <lamps@lists.example>"},
        LIST | {"From": "Ann via Lamps <lamps@lists.example>", "Reply_To": "a@example.org, b@example.org"},
        LIST | {"From": "Ann via Lamps <lamps@lists.example>", "Cc": "Ann <a@example.org>, Ann <b@example.org>"},
        LIST | {"From": None},
    ],
    ids=["no-list", "replies-to-list", "own-reply-to", "nobody-told", "two-told", "two-copies", "nobody"],
)
def test_an_author_stays_who_from_says_where_the_form_does_not_prove_that_a_list_wrote_it(fields):
    message = CHANNEL.read(mail(**fields))

    written = fields.get("From")
    assert (message.author.shown if message.author else None) == (written and written.rpartition("<")[2].strip(">"))
    assert not [to for to in message.recipients if to.role == "via"]


def test_an_address_is_no_name_of_its_own():
    fields = LIST | {"From": '"ann@example.org via Lamps" <lamps@lists.example>', "Reply_To": "ann@example.org"}

    assert CHANNEL.read(mail(**fields)).author.name == ""
