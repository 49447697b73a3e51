"""Facts about answers on their way: how far each got stands in the conversation, and a person decides in doubt."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from tests.cast import EVE, part, words
from tests.raw_mail import mail

from hearback.channels.contract import ChannelError, Receipt, SendUnsureError
from hearback.channels.mail.tests.smtp_server import smtp_server
from hearback.channels.registry import channels
from hearback.conversations.queries import by_key, current, messages
from hearback.inbox.actions import move
from hearback.inbox.answering import Written, answer, send
from hearback.inbox.models import Draft, Outbound
from hearback.infra.errors import Refusal
from hearback.sources.models import Source

HOUR = timedelta(hours=1)


@pytest.fixture
def smtp(cast):
    """A server that takes the mailbox's answers: what it got, and whom it refuses."""
    with smtp_server() as (box, port):
        source = cast.mailbox
        Source.objects.filter(pk=source.pk).update(settings=source.settings | {"smtp_port": port})
        yield box


def written(cast, number: int, text: str = "It does.", **more) -> Outbound:
    """Let Bea write an answer; nothing has left the house yet."""
    return answer(number, written=Written(text, press=uuid4(), **more), by=cast.bea, at=cast.now)


def leaves(cast, attempt: Outbound, *, is_last_try: bool = True) -> Outbound:
    """Let the worker try once."""
    send(attempt.pk, at=cast.now, is_last_try=is_last_try)
    attempt.refresh_from_db()
    return attempt


def taken(box) -> list:
    return [message_from_bytes(bytes(envelope.content), policy=default) for envelope in box.envelopes]


def test_an_answer_without_a_quote_quotes_nothing(cast, smtp):
    leaves(cast, written(cast, cast.asks(), with_quote=False))

    assert ">" not in taken(smtp)[0].get_body(("plain",)).get_content()


def test_who_was_not_taken_is_told_under_the_answer(cast, smtp):
    number = cast.asks(Cc="Dan <dan@example.org>")
    smtp.refused["dan@example.org"] = "550 no such person"

    leaves(cast, written(cast, number))

    read = cast.browser().get(f"/conversations/{number}")
    told = words(part(read, 'class="outbound '))
    assert told.startswith("Sent, but not to everybody. Not taken for dan@example.org")
    assert "no such person" in told


def test_a_sent_answer_says_so_in_the_conversation(cast, smtp):
    number = cast.asks()
    leaves(cast, written(cast, number))

    assert words(part(cast.browser().get(f"/conversations/{number}"), 'class="outbound ')) == "Sent"


def test_a_sent_answer_says_so_where_it_was_moved_to(cast, smtp):
    number, other = cast.asks(), cast.asks(author="Eve <eve@example.net>")
    leaves(cast, written(cast, number))
    ours = next(one.message.id for one in messages(current(number)) if one.message.is_ours)

    move(number, message=ours, to=other, by=cast.bea, at=cast.now)

    assert words(part(cast.browser().get(f"/conversations/{other}"), 'class="outbound ')) == "Sent"


def test_a_server_that_is_away_for_a_moment_leaves_the_answer_waiting(cast):
    attempt = written(cast, cast.asks())

    with pytest.raises(ChannelError):
        leaves(cast, attempt, is_last_try=False)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.tries) == ("queued", 1)
    read = cast.browser().get(f"/conversations/{attempt.conversation_id}")
    assert "Queued Tried once:" in words(part(read, 'class="outbound '))


def test_a_server_that_stays_away_makes_the_answer_fail_with_its_why(cast):
    attempt = leaves(cast, written(cast, cast.asks()))

    assert attempt.state == "failed"
    told = words(part(cast.browser().get(f"/conversations/{attempt.conversation_id}"), 'class="outbound '))
    assert told.startswith(f"Not sent. {attempt.trouble}")
    assert told.endswith("Try again Back to the draft")


class Breaking:
    """The mail channel on a line that breaks where the other side may have taken the message."""

    def __init__(self, real, error=None):
        self.real, self.error, self.sent = real, error, 0

    def __getattr__(self, name):
        return getattr(self.real, name)

    def send(self, settings, *, composed, recipients, point_of_no_return):
        point_of_no_return()
        self.sent += 1
        if self.error:
            raise self.error
        return Receipt("taken")


@pytest.fixture
def breaking(monkeypatch):
    channel = Breaking(channels()["mail"], SendUnsureError("The line broke at the end."))
    monkeypatch.setitem(channels(), "mail", channel)
    return channel


def test_where_the_line_broke_at_the_end_a_person_decides(cast, breaking):
    attempt = leaves(cast, written(cast, cast.asks()))

    assert attempt.state == "unsure"
    told = words(part(cast.browser().get(f"/conversations/{attempt.conversation_id}"), 'class="outbound '))
    assert told == "Perhaps sent. The line broke at the end. It arrived Send it again"


@pytest.fixture
def failed(cast):
    """An answer that failed."""
    return leaves(cast, written(cast, cast.asks(Cc="Dan <dan@example.org>"), "It does, and more."))


def decides(cast, attempt, choice, *, by=None):
    return cast.browser(by).post(f"/attempts/{attempt.pk}/{choice}", follow=True)


def test_a_failed_answer_is_tried_again_under_the_same_name(cast, failed):
    read = decides(cast, failed, "again")

    assert "It is on its way again." in words(part(read, 'id="flashes"'))
    with smtp_server() as (box, port):
        Source.objects.filter(pk=cast.mailbox.pk).update(settings=cast.mailbox.settings | {"smtp_port": port})
        leaves(cast, failed)
        assert [left["Message-ID"] for left in taken(box)] == [f"<{failed.key}>"]
    assert failed.state == "sent"


def test_a_failed_answer_goes_back_to_the_draft_of_who_takes_it_up(cast, failed):
    read = decides(cast, failed, "drop", by=cast.cem)

    failed.refresh_from_db()
    assert failed.state == "dropped"
    assert "its words are your draft again" in words(part(read, 'id="flashes"'))
    draft = Draft.objects.get()
    assert (draft.colleague, draft.text) == (cast.cem, "It does, and more.")
    assert "It does, and more.</textarea>" in part(read, 'class="composer"')
    assert "Not sent" not in words(part(read, 'id="thread"'))


def test_its_words_come_before_what_was_begun_since(cast, failed):
    page = cast.browser()
    page.post(f"/conversations/{failed.conversation_id}/draft", {"text": "Something else"}, headers={"X-Draft": "1"})

    decides(cast, failed, "drop")

    assert Draft.objects.get().text == "It does, and more.\n\nSomething else"


def test_an_answer_that_waits_can_be_taken_back(cast, breaking):
    attempt = written(cast, cast.asks())

    read = decides(cast, attempt, "drop")

    assert "It was not sent" in words(part(read, 'id="flashes"'))
    assert (leaves(cast, attempt).state, breaking.sent) == ("dropped", 0)


def test_an_answer_that_waits_needs_no_second_send(cast):
    attempt = written(cast, cast.asks())

    assert "nothing to decide" in words(part(decides(cast, attempt, "again"), 'id="flashes"'))


def test_who_knows_that_it_arrived_makes_it_sent(cast, breaking):
    attempt = leaves(cast, written(cast, cast.asks()))

    read = decides(cast, attempt, "arrived")

    attempt.refresh_from_db()
    assert attempt.state == "sent"
    assert cast.turn(attempt.conversation_id).state == "theirs"
    assert "knows that the answer arrived" in words(part(read, 'id="thread"'))


def test_an_unsure_answer_is_sent_again(cast, breaking):
    attempt = leaves(cast, written(cast, cast.asks()))

    read = decides(cast, attempt, "again")

    attempt.refresh_from_db()
    assert attempt.state == "queued"
    assert "had the answer sent again" in words(part(read, 'id="thread"'))


def test_another_choice_is_refused(cast, failed):
    assert "Choose to send it, to take it" in words(part(decides(cast, failed, "nonsense"), 'id="flashes"'))


def test_what_is_decided_about_nothing_is_not_here(cast):
    assert cast.browser().post("/attempts/4711/again").status_code == 404


def test_deciding_takes_a_press_by_somebody_who_works_here(cast, client, failed):
    assert cast.browser().get(f"/attempts/{failed.pk}/again").status_code == 405
    assert client.post(f"/attempts/{failed.pk}/again")["Location"].startswith("/sign-in")


def test_a_message_of_our_own_is_followed_up_to_those_it_went_to(cast, smtp):
    cast.hears(mail("Will you come?", key="1@rotor.example", author="Bea <hello@rotor.example>", to=EVE))

    leaves(cast, written(cast, by_key("1@rotor.example").pk))

    assert taken(smtp)[0]["To"] == EVE


def test_what_only_machines_said_cannot_be_answered(cast):
    number = cast.asks("I am away.", Auto_Submitted="auto-replied")

    with pytest.raises(Refusal, match="nothing here that a person would read"):
        written(cast, number)

    assert "nothing here that a person would read" in words(cast.browser().get(f"/conversations/{number}"))
