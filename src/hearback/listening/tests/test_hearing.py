"""Facts about the way in: what is heard is kept, placed and owed an answer."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from tests.raw_mail import MONDAY, fetched, mail

from hearback.channels.mail.settings import MailSettings
from hearback.channels.registry import channels
from hearback.conversations.actions import expect
from hearback.conversations.models import Conversation, Delivery, Message
from hearback.conversations.queries import current, messages
from hearback.inbox.actions import settle
from hearback.inbox.answering import token_key
from hearback.inbox.models import Turn
from hearback.inbox.rules.tokens import reply_token
from hearback.infra.packing import unpack
from hearback.listening.actions import store
from hearback.listening.hearing import hear
from hearback.listening.models import Arrival, Unheard, Unreadable
from hearback.people.models import Identity, Person
from hearback.sources.actions import connect

pytestmark = pytest.mark.django_db


def only_turn() -> Turn:
    return Turn.objects.get()


def test_a_stranger_who_writes_gets_a_promise(hears):
    brought = hears(mail(key="1@example.org"))

    turn = only_turn()
    assert (turn.state, turn.assignee, turn.answer_due.isoformat()) == ("ours", None, "2026-03-03T10:00:00+00:00")
    assert (brought.arrivals, brought.messages, brought.conversations, brought.people) == (1, 1, 1, 1)


def test_what_came_is_kept_as_it_came(hears):
    raw = mail(key="1@example.org")

    hears(raw)

    kept = Arrival.objects.get()
    assert unpack(kept.packing, bytes(kept.raw)) == raw
    assert not Unheard.objects.exists()


def test_the_same_arrival_again_changes_nothing(hears):
    hears(mail(key="1@example.org"))

    brought = hears(mail(key="1@example.org"))

    assert brought.arrivals == 0
    assert (Message.objects.count(), Arrival.objects.count()) == (1, 1)


def test_one_mail_through_two_mailboxes_is_one_message_with_two_deliveries(hears, mailbox):
    other = connect(kind="mail", name="Partners", settings=MailSettings(), address="partners@rotor.example")
    hears(mail(key="1@example.org", Delivered_To="hello@rotor.example"))

    brought = hears(mail(key="1@example.org", Delivered_To="partners@rotor.example"), source=other)

    assert (brought.messages, brought.duplicates) == (0, 1)
    assert Message.objects.count() == 1
    assert set(Delivery.objects.values_list("source__name", flat=True)) == {"Hello", "Partners"}


def test_one_message_id_with_two_bodies_is_two_messages(hears):
    hears(mail("One thing.", key="same@example.org"))

    brought = hears(mail("Another thing.", key="same@example.org"))

    assert brought.messages == 1
    assert Message.objects.count() == 2


def test_a_stranger_who_reuses_a_message_id_does_not_enter_the_conversation(hears):
    hears(mail("One thing.", key="same@example.org"))

    hears(mail("Another thing.", key="same@example.org", author="Eve <eve@example.net>"))

    assert Conversation.objects.count() == 2


def test_an_answer_lands_in_its_conversation(hears):
    hears(mail(key="1@example.org"))

    brought = hears(mail("And the red one?", key="2@example.org", answers=("1@example.org",)))

    assert brought.conversations == 0
    assert Conversation.objects.get().message_count == 2


def test_the_same_subject_alone_joins_nothing(hears):
    hears(mail(key="1@example.org"), mail("Mine too.", key="2@example.org", author="Eve <eve@example.net>"))

    assert Conversation.objects.count() == 2


def test_a_parent_that_comes_late_joins_the_halves(hears):
    hears(mail("First branch.", key="2@example.org", answers=("1@example.org",)))
    hears(mail("Second branch.", key="3@example.org", answers=("0@example.org",)))
    assert Conversation.objects.filter(merged_into=None).count() == 2

    brought = hears(mail("The start.", key="1@example.org", answers=("0@example.org",), at=MONDAY - timedelta(days=1)))

    kept = Conversation.objects.get(merged_into=None)
    assert brought.conversations == -1
    assert [one.text.strip() for one in messages(kept)] == ["The start.", "First branch.", "Second branch."]
    assert kept.message_count == 3
    assert list(Turn.objects.values_list("conversation_id", flat=True)) == [kept.pk]
    assert current(Conversation.objects.exclude(merged_into=None).get().pk) == kept


def forest(seed: int, *, size: int) -> list[bytes]:
    """Return mails of several threads, each answering an earlier one or nothing, some naming only their parent."""
    chance = random.Random(seed)
    raws, ancestry = [], {}
    for number in range(size):
        key = f"{number}@example.org"
        parent = chance.choice(list(ancestry)) if ancestry and chance.random() < 0.8 else None
        before = (*ancestry[parent], parent) if parent else ()
        ancestry[key] = before
        named = before if chance.random() < 0.7 else before[-1:]
        at = MONDAY + timedelta(minutes=number)
        author = f"Writer {number % 7} <writer{number % 7}@example.org>"
        raws.append(
            mail(f"Words number {number}.", key=key, answers=named, at=at, author=author, subject=f"About {number}")
        )
    return raws


def shape() -> dict[str, tuple]:
    """Return what the order of arrival must not change: who is together, and what each conversation shows."""
    rows = {}
    for conversation in Conversation.objects.filter(merged_into=None):
        said = tuple(one.message.key for one in messages(conversation))
        turn = Turn.objects.get(pk=conversation.pk)
        rows[said[0]] = (said, conversation.subject, conversation.preview, conversation.message_count, turn.state)
    return rows


class Forget(Exception):
    """Takes everything back that was heard meanwhile."""


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_gives_the_same_conversations(hears, seed):
    raws = forest(seed, size=60)
    with suppress(Forget), transaction.atomic():
        hears(*raws)
        in_order = shape()
        raise Forget

    shuffled = random.Random(seed + 100).sample(raws, len(raws))
    while shuffled:
        some, shuffled = shuffled[:7], shuffled[7:]
        hears(*some)

    assert shape() == in_order


def test_an_arrival_that_cannot_be_read_is_a_visible_thing(hears):
    brought = hears(b"\x00\x01\x02 no mail at all", mail(key="1@example.org"))

    assert (brought.messages, brought.unreadable) == (1, 1)
    assert Unreadable.objects.get().reason
    assert Arrival.objects.count() == 2


class Stumbling:
    """The mail channel with a bug for one word."""

    def __init__(self, real):
        self.real = real

    def __getattr__(self, name):
        return getattr(self.real, name)

    def read(self, raw):
        if b"trip" in raw:
            raise ZeroDivisionError
        return self.real.read(raw)


def test_a_mail_that_we_stumble_over_does_not_stop_the_others(hears, monkeypatch, caplog):
    monkeypatch.setitem(channels(), "mail", Stumbling(channels()["mail"]))

    brought = hears(mail("trip", key="1@example.org"), mail(key="2@example.org"))

    assert (brought.messages, brought.unreadable) == (1, 1)
    assert "arrival not read" in caplog.text


def test_our_own_mail_makes_it_their_turn(hears):
    hears(mail(key="1@example.org"))

    hears(
        mail(
            "It does.",
            key="2@rotor.example",
            author="Bea <hello@rotor.example>",
            to="ann@example.org",
            answers=("1@example.org",),
            at=MONDAY + timedelta(hours=1),
        )
    )

    assert only_turn().state == "theirs"


def test_an_old_answer_of_ours_that_comes_late_does_not_answer_a_newer_question(hears):
    hears(
        mail(
            "Second question.",
            key="3@example.org",
            answers=("1@example.org", "2@rotor.example"),
            at=MONDAY + timedelta(hours=2),
        )
    )

    hears(
        mail(
            "It does.",
            key="2@rotor.example",
            author="Bea <hello@rotor.example>",
            answers=("1@example.org",),
            at=MONDAY + timedelta(hours=1),
        )
    )

    assert only_turn().state == "ours"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
        ({"List_Unsubscribe": "<mailto:off@example.net>", "Precedence": "bulk"}, "bulk"),
    ],
    ids=["auto-reply", "newsletter"],
)
def test_what_a_machine_says_is_not_our_turn(hears, headers, kind):
    hears(mail(key="1@example.org", **headers))

    turn = only_turn()
    assert (Message.objects.get().kind, turn.state) == (kind, "settled")
    assert turn.reason


def test_an_auto_reply_leaves_the_turn_where_it_was(hears):
    hears(mail(key="1@example.org"))
    hears(
        mail(
            "It does.",
            key="2@rotor.example",
            author="Bea <hello@rotor.example>",
            answers=("1@example.org",),
            at=MONDAY + timedelta(hours=1),
        )
    )

    hears(
        mail(
            "I am away.",
            key="3@example.org",
            answers=("2@rotor.example",),
            at=MONDAY + timedelta(hours=2),
            Auto_Submitted="auto-replied",
        )
    )

    assert only_turn().state == "theirs"


def test_history_is_settled_when_it_is_asked_for(hears):
    hears(mail(key="1@example.org"), settle_before=MONDAY + timedelta(days=1))

    turn = only_turn()
    assert (turn.state, turn.reason) == ("settled", "It was history when it was imported.")


def test_a_new_question_opens_what_was_settled(hears, django_user_model):
    bea = django_user_model.objects.create(email="bea@rotor.example", name="Bea")
    hears(mail(key="1@example.org"))
    settle(only_turn().pk, reason="Thanks only", by=bea, at=MONDAY)

    hears(mail("One more?", key="2@example.org", answers=("1@example.org",), at=MONDAY + timedelta(hours=3)))

    assert (only_turn().state, only_turn().reason) == ("ours", "")


def test_a_signed_token_in_the_address_proves_the_conversation(hears, settings):
    hears(mail(key="1@example.org"))
    home = Conversation.objects.get()
    expect(home, keys=[token_key(home.pk)])
    token = reply_token(home.pk, secret=settings.SECRET_KEY)

    hears(mail("From my phone.", key="9@example.org", to=f"hello+r.{token}@rotor.example"))

    assert Conversation.objects.get().message_count == 2


def test_a_forged_token_proves_nothing(hears):
    hears(mail(key="1@example.org"))
    forged = reply_token(Conversation.objects.get().pk, secret="not ours")

    hears(mail("Let me in.", key="9@example.org", author="Eve <eve@example.net>", to=f"hello+r.{forged}@rotor.example"))

    assert Conversation.objects.count() == 2


def test_everybody_named_is_somebody_once(hears):
    hears(mail(key="1@example.org", Cc="Cem <CEM@example.org>, ann@example.org"))
    hears(mail(key="2@example.org", author="Cem Aydin <cem@example.org>"))

    assert Person.objects.count() == Identity.objects.count() == 3
    cem = Identity.objects.get(handle="cem@example.org")
    assert (cem.name, cem.person.name, cem.spoke_at is not None) == ("Cem Aydin", "Cem Aydin", True)


def test_a_date_from_the_future_is_not_believed(hears):
    hears(mail(key="1@example.org", at=MONDAY + timedelta(days=400)))

    assert Message.objects.get().said_at == Message.objects.get().heard_at


def test_the_promise_counts_from_the_question_that_is_still_open(hears, mailbox):
    def later(days):
        return MONDAY + timedelta(days=days)

    raws = [
        mail("First?", key="1@example.org"),
        mail(
            "Yes.", key="2@rotor.example", author="Bea <hello@rotor.example>", answers=("1@example.org",), at=later(1)
        ),
        mail("Second?", key="3@example.org", answers=("2@rotor.example",), at=later(2)),
    ]
    step = fetched(*raws)
    moments = {one.fingerprint: later(day) for day, one in enumerate(step.arrivals)}

    hear(mailbox, store(mailbox, step, heard_at=moments), at=later(9))

    assert only_turn().answer_due == later(3)
