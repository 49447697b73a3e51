"""Facts about landing: whoever takes part goes on with a conversation, whoever does not is asked about."""

from __future__ import annotations

import pytest
from django.conf import settings as house
from tests.raw_mail import fetched, mail

from hearback.channels.contract import Proof
from hearback.conversations.actions import expect, keep_apart
from hearback.conversations.models import Apart, Conversation, Message
from hearback.conversations.queries import by_key, current, may_belong_to, messages
from hearback.conversations.rules.strangers import is_admitted
from hearback.inbox.actions import split
from hearback.inbox.answering import token_key
from hearback.inbox.rules.tokens import reply_token
from hearback.listening.actions import store
from hearback.listening.hearing import hear
from hearback.listening.rereading import reread

pytestmark = pytest.mark.django_db
UNKNOWN = Proof()
EVE = "Eve <eve@elsewhere.example>"


@pytest.fixture
def comes(mailbox, hears):
    """Let mails come in one batch as they do once a mailbox is connected: each looked at before it is heard."""
    from .conftest import NOW

    mailbox.last_heard_at = NOW
    mailbox.save()

    def say(*raws: bytes, proof: Proof = UNKNOWN) -> None:
        stored = store(mailbox, fetched(*raws))
        hear(mailbox, stored, at=NOW, proofs={one.number: proof for one in stored})

    return say


def homes() -> list[int]:
    """Return where the messages stand, in the order in which they came."""
    return list(Message.objects.order_by("id").values_list("conversation_id", flat=True))


def asked() -> list[tuple[int, int, bool]]:
    return list(Apart.objects.values_list("conversation_id", "other_id", "is_decided"))


def test_who_takes_part_goes_on_with_a_conversation(comes):
    comes(mail(key="1@example.org"))
    comes(mail("More.", key="2@example.org", answers=("1@example.org",)))

    assert len(set(homes())) == 1


@pytest.mark.parametrize(
    "author",
    ["Dan <dan@example.org>", "Cem <cem@partner.example>"],
    ids=["of-the-same-house", "who-got-a-copy"],
)
def test_whose_house_takes_part_goes_on_too(comes, author):
    comes(mail(key="1@example.org", Cc="cem@partner.example"))
    comes(mail("More.", key="2@example.org", answers=("1@example.org",), author=author))

    assert len(set(homes())) == 1
    assert asked() == []


def test_a_stranger_who_names_what_was_said_is_asked_about(comes):
    comes(mail(key="1@example.org", subject="The lamp"))
    comes(mail("Me too.", key="2@elsewhere.example", answers=("1@example.org",), author=EVE))

    first, second = homes()
    assert first != second
    assert asked() == [(second, first, False)]
    assert may_belong_to(Conversation.objects.get(pk=second)).pk == first
    assert may_belong_to(Conversation.objects.get(pk=first)) is None


def test_a_stranger_who_uses_a_reply_token_is_asked_about(comes):
    comes(mail(key="1@example.org"))
    home = by_key("1@example.org")
    expect(home, keys=[token_key(home.pk)])
    token = reply_token(home.pk, secret=house.SECRET_KEY)

    comes(mail("Me too.", key="2@elsewhere.example", author=EVE, to=f"hello+r.{token}@rotor.example"))

    first, second = homes()
    assert asked() == [(second, first, False)]


def test_what_a_stranger_says_next_lands_with_what_he_said(comes):
    comes(mail(key="1@example.org"))
    comes(mail("Me too.", key="2@elsewhere.example", answers=("1@example.org",), author=EVE))
    comes(mail("And?", key="3@elsewhere.example", answers=("1@example.org", "2@elsewhere.example"), author=EVE))

    first, second, third = homes()
    assert second == third != first
    assert len(asked()) == 1


def test_what_we_answer_a_stranger_does_not_join_the_two(comes):
    comes(mail(key="1@example.org"))
    comes(mail("Me too.", key="2@elsewhere.example", answers=("1@example.org",), author=EVE))
    both = ("1@example.org", "2@elsewhere.example")
    us = "Rotor <hello@rotor.example>"
    comes(mail("Hello Eve.", key="3@rotor.example", answers=both, author=us, to=EVE))

    first, second, third = homes()
    assert second == third != first
    assert Conversation.objects.filter(merged_into=None).count() == 2


def test_who_is_written_to_in_the_same_batch_takes_part(comes):
    comes(mail(key="1@example.org"))
    comes(
        mail("Eve knows.", key="2@example.org", answers=("1@example.org",), Cc="eve@elsewhere.example"),
        mail("I do.", key="3@elsewhere.example", answers=("2@example.org", "1@example.org"), author=EVE),
    )

    assert len(set(homes())) == 1


def test_who_only_uses_the_address_of_somebody_who_takes_part_is_asked_about(comes):
    failed = Proof("failed", "", "example.org", was_checked=True)
    comes(mail(key="1@example.org"))
    comes(mail("Send money.", key="2@example.org", answers=("1@example.org",)), proof=failed)
    comes(mail("Now.", key="3@example.org", answers=("1@example.org", "2@example.org")), proof=failed)

    first, second, third = homes()
    assert second == third != first


@pytest.mark.parametrize("headers", [{"List_Id": "<lamps.lists.example>"}, {"Auto_Submitted": "auto-replied"}])
def test_lists_and_machines_are_not_asked_about(comes, headers):
    comes(mail(key="1@example.org"))
    comes(mail("Me too.", key="2@elsewhere.example", answers=("1@example.org",), author=EVE, **headers))

    assert len(set(homes())) == 1


def test_an_answer_that_lost_its_references_lands_by_outlooks_name_of_the_exchange(comes):
    index = {"Thread_Topic": "The lamp", "Thread_Index": "AdsQIDBAAAECAwQFBgcICQoLDA0ODw=="}
    later = index | {"Thread_Index": "AdsQIDBAAAECAwQFBgcICQoLDA0ODzEyMzQ1"}
    comes(mail(key="1@example.org", **index))
    comes(mail("More.", key="2@example.org", **later), mail("Too.", key="3@elsewhere.example", author=EVE, **later))

    first, second, third = homes()
    assert first == second != third
    assert asked() == [(third, first, False)]


def test_history_is_put_together_as_it_says(hears):
    hears(mail(key="1@example.org"))
    hears(mail("Me too.", key="2@elsewhere.example", answers=("1@example.org",), author=EVE))

    assert len(set(homes())) == 1
    assert asked() == []


def test_the_same_mail_again_asks_nothing_anew(comes):
    comes(mail(key="1@example.org"))
    stranger = mail("Me too.", key="2@elsewhere.example", answers=("1@example.org",), author=EVE)
    comes(stranger)
    first, second = homes()
    keep_apart(second, other=first)
    comes(stranger.replace(b"MIME-Version", b"X-Second: copy\nMIME-Version"))

    assert asked() == [(second, first, True)]


@pytest.mark.parametrize(
    ("handle", "taking_part", "admitted"),
    [
        ("ann@example.org", {"ann@example.org"}, True),
        ("bob@example.org", {"ann@example.org"}, True),
        ("bob@sub.example.org", {"ann@example.org"}, False),
        ("bob@gmail.com", {"ann@gmail.com"}, False),
        ("bob", {"ann"}, False),
        ("bob@example.org", set(), False),
    ],
)
def test_a_house_takes_part_together_but_not_everybody_with_one_provider(handle, taking_part, admitted):
    assert is_admitted(handle, taking_part=taking_part) is admitted


def test_reading_again_finds_what_was_split_where_it_is(cast):
    number = cast.asks()
    cast.asks_again(number)
    split(number, at_message=messages(current(number))[-1].message.id, by=cast.bea, at=cast.now)

    assert reread().changed == 0
    assert len(set(homes())) == 2
