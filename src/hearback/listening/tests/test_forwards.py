"""Facts about mail that a colleague passes on to the house."""

from __future__ import annotations

import pytest
from tests.raw_mail import mail

from hearback.conversations.models import Message
from hearback.conversations.queries import messages
from hearback.inbox.models import Turn
from hearback.listening.rereading import reread
from hearback.staff.models import Colleague

pytestmark = pytest.mark.django_db

ANN = "Ann Archer <ann@rotor.example>"
PASSED_ON = """Can somebody take this?

From: Tom Tiler <tom@tiles.example>
Sent: Tuesday, 3 February 2026 17:45
To: Ann Archer <ann@rotor.example>
Subject: Wet lamps

My lamps are wet.
"""


@pytest.fixture(autouse=True)
def ann(db) -> Colleague:
    return Colleague.objects.create(email="ann@rotor.example", name="Ann Archer")


def passed_on(author: str = ANN, **kwargs: str) -> bytes:
    return mail(PASSED_ON, key="1@rotor.example", author=author, subject="FW: Wet lamps", **kwargs)


def heard() -> tuple[str, bool, str]:
    """Return who wrote the one message, whether it is ours, and whose turn it is."""
    message = Message.objects.select_related("author").get()
    assert message.author
    return message.author.handle, message.is_ours, Turn.objects.get().state


def test_it_is_by_whom_it_was_written_and_waits_for_an_answer(hears):
    hears(passed_on())

    assert heard() == ("tom@tiles.example", False, "ours")
    assert Message.objects.get().preview == "My lamps are wet."


def test_the_page_can_say_who_passed_it_on_and_what_that_one_added(hears):
    hears(passed_on(Reply_To="Ann <ann@home.example>"))

    (said,) = messages(Message.objects.get().conversation)
    added = [said.text[span.start : span.end].strip() for span in said.spans if span.name == "Ann Archer"]
    assert ["via", "Ann Archer", "ann@rotor.example"] in said.message.recipients
    assert "reply_to" not in {role for role, *_rest in said.message.recipients}
    assert added == ["Can somebody take this?"]


def test_reading_it_again_changes_nothing(hears):
    hears(passed_on())

    assert reread().changed == 0
    assert heard()[0] == "tom@tiles.example"


@pytest.mark.parametrize("to", ["Supplies <order@bricks.example>", "hello@rotor.example, order@bricks.example"])
def test_what_goes_to_others_as_well_is_the_colleagues_own_word_to_them(hears, to):
    hears(passed_on(to=to))

    assert heard() == ("ann@rotor.example", True, "theirs")


def test_what_an_outsider_passes_on_is_the_outsiders(hears):
    hears(passed_on(author="Vera Vine <vera@vines.example>"))

    assert heard() == ("vera@vines.example", False, "ours")


def test_what_a_colleague_passes_on_from_a_colleague_stays_ours(hears):
    raw = mail(PASSED_ON.replace("tom@tiles", "bea@rotor"), key="1@rotor.example", author=ANN, subject="FW: Wet lamps")
    Colleague.objects.create(email="bea@rotor.example", name="Bea")

    hears(raw)

    assert heard()[:2] == ("ann@rotor.example", True)
