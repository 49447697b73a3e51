"""Facts about sending: what the other side says decides what becomes of an answer, and nothing leaves twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from types import SimpleNamespace
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import gather, words

from hearback.channels.contract import ChannelError
from hearback.channels.mail.tests.smtp_server import scripted_server, smtp_server
from hearback.channels.registry import channels
from hearback.conversations.queries import current, messages
from hearback.inbox import jobs
from hearback.inbox.actions import attempts, save_draft
from hearback.inbox.answering import Written, answer, send
from hearback.inbox.models import Draft, Outbound, Turn
from hearback.infra.errors import Refusal
from hearback.infra.secrets import seal
from hearback.people.models import Identity
from hearback.sources.models import Source
from hearback.sources.tests.provider_servers import provider_server
from hearback.staff.models import AuditLine

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Desk:
    """Bea at her desk: Ann and Cem have asked, and she answers."""

    def __init__(self, *, smtp_port: int) -> None:
        self.cast = gather(NOON, smtp_port=smtp_port)
        self.number = self.cast.asks("Does it fit?", Cc="Dan <dan@example.org>")

    def writes(self, text="It does.", **more) -> Outbound:
        return answer(self.number, written=Written(text, press=uuid4(), **more), by=self.cast.bea, at=NOON)

    def attempt(self) -> Outbound:
        return Outbound.objects.get()

    def said(self) -> list[str]:
        return [one.text.strip() for one in messages(current(self.number))]

    def decides(self, choice: str, *, by=None) -> Outbound:
        return attempts.decide(self.attempt().pk, choice=choice, by=by or self.cast.bea, at=NOON)


@pytest.fixture
def post():
    """Give a server that takes mail, and a desk whose answers go there."""
    with smtp_server() as (box, port):
        yield box, Desk(smtp_port=port)


@pytest.fixture
def desk(db):
    """Give a desk in front of a port that nobody listens at."""
    return Desk(smtp_port=9)


def tried(attempt: Outbound, *, is_last_try=False) -> Outbound:
    send(attempt.pk, at=NOON, is_last_try=is_last_try)
    attempt.refresh_from_db()
    return attempt


def unsure(desk: Desk) -> Outbound:
    attempt = desk.writes()
    attempts.hand_over(attempt.pk)
    return tried(attempt)


def test_an_answer_that_is_taken_is_sent_and_it_is_their_turn(post):
    _, desk = post

    attempt = tried(desk.writes())

    assert (attempt.state, attempt.sent_at, attempt.tries) == ("sent", NOON, 1)
    assert "taken as 17" in attempt.remark
    assert attempt.trouble == ""
    assert Turn.objects.get().state == "theirs"
    assert desk.said()[-1].startswith("It does.")
    assert messages(current(desk.number))[-1].message.why == "Bea Nakamura answered."


def test_it_leaves_for_everybody_with_the_words_that_thread_it(post):
    box, desk = post

    attempt = tried(desk.writes())

    (envelope,) = box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hello@rotor.example", ["ann@example.org", "dan@example.org"])
    mail = message_from_bytes(envelope.content)
    asked = messages(current(desk.number))[0].message.key
    assert (mail["Message-ID"], mail["In-Reply-To"]) == (f"<{attempt.key}>", f"<{asked}>")


def test_the_signature_stands_below(post):
    box, desk = post
    desk.cast.bea.signature = "Bea\nRotor"

    tried(desk.writes("It does.\r\n\r\n"))

    assert b"It does.\r\n\r\n-- \r\nBea\r\nRotor" in box.envelopes[0].content


def test_a_second_try_of_what_was_sent_sends_nothing(post):
    box, desk = post
    attempt = tried(desk.writes())

    tried(attempt)

    assert len(box.envelopes) == 1
    assert attempt.tries == 1


def test_what_is_sent_is_one_message_when_our_own_mailbox_hears_it_too(post):
    box, desk = post
    tried(desk.writes())

    brought = desk.cast.hears(box.envelopes[0].content)

    assert (brought.messages, brought.duplicates) == (0, 1)
    assert len(desk.said()) == 2


def test_the_reply_that_comes_back_is_ours_again(post):
    _, desk = post
    attempt = tried(desk.writes())

    back = desk.cast.asks("Thank you! And the red one?", answers=(attempt.key,), ago=timedelta(hours=-1))

    assert back == desk.number
    assert Turn.objects.get().state == "ours"


def test_who_was_not_taken_is_named(post):
    box, desk = post
    box.refused["dan@example.org"] = "550 no such person"

    attempt = tried(desk.writes())

    assert attempt.state == "sent"
    assert attempt.trouble == "Not taken for dan@example.org: 550 no such person"


def test_a_lasting_refusal_fails_at_once_with_the_servers_words(post):
    box, desk = post
    box.refused = dict.fromkeys(("ann@example.org", "dan@example.org"), "550 no such person")

    attempt = tried(desk.writes())

    assert attempt.state == "failed"
    assert "550 no such person" in attempt.trouble
    assert desk.said() == ["Does it fit?"]
    assert Turn.objects.get().state == "ours"


def test_a_refusal_that_may_pass_is_tried_again_until_the_last_try(post):
    box, desk = post
    box.refused = dict.fromkeys(("ann@example.org", "dan@example.org"), "451 come back later")
    attempt = desk.writes()

    with pytest.raises(ChannelError, match="come back later"):
        tried(attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.tries) == ("queued", 1)
    assert "come back later" in attempt.trouble

    tried(attempt, is_last_try=True)
    assert (attempt.state, attempt.tries) == ("failed", 2)


def test_a_server_that_is_not_there_is_tried_again(desk):
    attempt = desk.writes()

    with pytest.raises(ChannelError):
        tried(attempt)

    attempt.refresh_from_db()
    assert attempt.state == "queued"


def test_the_second_way_out_takes_over_and_the_answer_says_so(post):
    box, desk = post
    first = desk.cast.mailbox.settings
    ways = {"second_host": "127.0.0.1", "second_port": first["smtp_port"], "second_security": "none", "smtp_port": 9}
    Source.objects.update(settings={**first, **ways})

    attempt = tried(desk.writes())

    assert attempt.state == "sent"
    assert len(box.envelopes) == 1
    assert attempt.remark.startswith("By 127.0.0.1 (not 127.0.0.1: 127.0.0.1, port 9, does not answer")
    assert "It left by 127.0.0.1 (not" in messages(current(desk.number))[-1].message.why
    assert "By 127.0.0.1 (not 127.0.0.1: " in words(desk.cast.browser().get(f"/conversations/{desk.number}"))


def test_a_name_that_a_provider_gave_brings_the_reply_home(desk):
    with provider_server() as provider:
        provider.says(201, {"messageId": "<17@relay.example>"})
        ways = {"provider": "brevo", "provider_url": provider.url, "smtp_host": ""}
        Source.objects.update(settings={**desk.cast.mailbox.settings, **ways}, secrets=seal({"provider_key": "k"}))
        attempt = tried(desk.writes())

    assert attempt.remark == "Brevo took it as <17@relay.example>."
    assert desk.cast.asks("Thank you!", answers=("17@relay.example",), ago=timedelta(hours=-1)) == desk.number


def test_a_line_that_breaks_before_the_end_of_the_mail_is_tried_again(db):
    with scripted_server(b"220 hello", b"250 hello", b"250 sender", None) as script:
        attempt = Desk(smtp_port=script.port).writes()
        with pytest.raises(ChannelError):
            tried(attempt)

    attempt.refresh_from_db()
    assert attempt.state == "queued"


def test_a_line_that_breaks_after_the_end_of_the_mail_leaves_it_to_a_person(db):
    lines = (b"220 hello", b"250 hello", b"250 sender", b"250 ann", b"250 dan", b"354 go on", None)
    with scripted_server(*lines) as script:
        attempt = tried(Desk(smtp_port=script.port).writes())

    assert b"It does." in script.mail
    assert attempt.state == "unsure"
    assert "may be sent" in attempt.trouble


def test_a_try_that_was_killed_in_the_middle_leaves_it_to_a_person(desk):
    attempt = unsure(desk)

    assert (attempt.state, attempt.trouble) == ("unsure", attempts.INTERRUPTED)


def test_what_another_worker_hands_over_is_not_handed_over_twice(desk, monkeypatch):
    attempt = desk.writes()

    class Slow:
        """The mail channel whose line is so slow that another worker is first."""

        def __getattr__(self, name):
            return getattr(mail, name)

        def send(self, settings, *, composed, recipients, point_of_no_return):
            attempts.hand_over(attempt.pk)
            point_of_no_return()
            raise AssertionError("it was handed over twice")

    mail = channels()["mail"]
    monkeypatch.setitem(channels(), "mail", Slow())

    assert tried(attempt).state == "sending"


def test_an_attempt_that_is_sending_for_long_is_shown_to_a_person(desk):
    attempt = desk.writes()
    attempts.begin(attempt.pk, at=NOON)
    attempts.hand_over(attempt.pk)

    jobs.find_stuck(0)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.trouble) == ("unsure", attempts.INTERRUPTED)


def test_an_attempt_that_was_begun_just_now_is_left_alone(desk):
    attempt = desk.writes()
    attempts.begin(attempt.pk, at=datetime.now(UTC))
    attempts.hand_over(attempt.pk)

    jobs.find_stuck(0)

    attempt.refresh_from_db()
    assert attempt.state == "sending"


@pytest.mark.parametrize(("tries_before", "state"), [(0, "queued"), (jobs.TRIES - 1, "failed")], ids=["first", "last"])
def test_the_job_tries_so_many_times_and_no_more(desk, tries_before, state):
    attempt = desk.writes()
    context = SimpleNamespace(job=SimpleNamespace(attempts=tries_before))

    try:
        jobs.send(context, attempt=attempt.pk)
    except ChannelError:
        assert state == "queued"

    attempt.refresh_from_db()
    assert attempt.state == state


@pytest.mark.parametrize("state", ["failed", "unsure"])
def test_again_sends_the_same_mail_once_more(post, state):
    box, desk = post
    attempt = desk.writes()
    Outbound.objects.update(state=state, trouble="The line broke.")
    ProcrastinateJob.objects.all().delete()

    desk.decides("again")

    assert ProcrastinateJob.objects.get().args == {"attempt": attempt.pk}
    assert tried(attempt).state == "sent"
    assert message_from_bytes(box.envelopes[0].content)["Message-ID"] == f"<{attempt.key}>"


def test_arrived_takes_it_as_said(desk):
    unsure(desk)

    attempt = desk.decides("arrived")

    assert (attempt.state, attempt.sent_at, attempt.trouble) == ("sent", NOON, "")
    assert desk.said()[-1].startswith("It does.")
    assert Turn.objects.get().state == "theirs"


def test_a_copy_that_comes_after_arrived_adds_nothing(desk):
    attempt = unsure(desk)
    desk.decides("arrived")

    assert desk.cast.hears(bytes(attempt.composed)).messages == 0


@pytest.mark.parametrize("state", ["queued", "failed", "unsure"])
def test_drop_gives_the_words_back(desk, state):
    attempt = desk.writes(to="Ann <ann@example.org>", cc="dan@example.org, eve@example.org")
    Outbound.objects.update(state=state)

    desk.decides("drop")

    draft = Draft.objects.get()
    assert (draft.text, draft.recipients) == (
        "It does.",
        ["Ann <ann@example.org>", "dan@example.org, eve@example.org"],
    )
    assert tried(attempt).state == "dropped"
    assert desk.said() == ["Does it fit?"]


def test_words_that_were_begun_since_stay_below_those_that_come_back(desk):
    desk.writes()
    Outbound.objects.update(state="failed")
    save_draft(desk.number, by=desk.cast.bea, text="By the way", at=NOON)

    desk.decides("drop")

    assert Draft.objects.get().text == "It does.\n\nBy the way"


def test_a_decision_is_in_the_trail(desk):
    unsure(desk)

    desk.decides("drop", by=desk.cast.cem)

    line = AuditLine.objects.order_by("pk").last()
    assert (line.verb, line.colleague, line.subject) == ("decide drop", desk.cast.cem, f"conversation:{desk.number}")


@pytest.mark.parametrize("choice", ["again", "arrived", "drop"])
@pytest.mark.parametrize("state", ["sending", "sent", "dropped"])
def test_what_is_decided_is_decided(desk, state, choice):
    desk.writes()
    Outbound.objects.update(state=state)

    with pytest.raises(Refusal, match="nothing to decide"):
        desk.decides(choice)


def test_what_waits_to_be_sent_is_not_sent_twice(desk):
    desk.writes()

    with pytest.raises(Refusal, match="nothing to decide"):
        desk.decides("again")


def test_a_choice_that_is_none_is_refused(desk):
    unsure(desk)

    with pytest.raises(Refusal, match="Choose"):
        desk.decides("sing")


def test_a_source_without_an_address_gives_message_ids_that_cannot_collide(desk):
    Source.objects.update(address="")

    assert desk.writes().key.endswith("@hearback.invalid")


def test_what_we_send_makes_known_whom_we_wrote_to(post):
    _, desk = post

    tried(desk.writes(to="Eve <eve@example.org>", cc=""))

    assert Identity.objects.get(handle="eve@example.org").name == "Eve"
