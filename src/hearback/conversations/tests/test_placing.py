"""Facts about placing: what belongs together stands together, with the same sums in whatever order it came."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from django.contrib.postgres.search import SearchQuery

from hearback.channels.contract import Kind
from hearback.conversations.actions import expect, place, remember_again
from hearback.conversations.models import Conversation, Delivery, Message, Participant, Text
from hearback.conversations.queries import by_key, current, messages
from hearback.people.models import Identity

pytestmark = pytest.mark.django_db

SUMS = ("subject", "preview", "message_count", "started_at", "last_said_at", "last_outside_at", "last_asked_at")


def sums(conversation: Conversation) -> tuple:
    identity = conversation.identity
    values = tuple(getattr(conversation, name) for name in SUMS)
    return (*values, conversation.last_answered_at, identity and identity.handle)


def standing() -> list[Conversation]:
    return list(Conversation.objects.filter(merged_into=None).order_by("pk"))


def test_nothing_said_changes_nothing(db):
    assert place([]).placed == ()


def test_a_conversation_says_what_its_messages_come_to(voice):
    place(
        [
            voice("b@x", hour=1, author="bea", answers=("a@x",), is_ours=True, is_owed=False, subject="Re: Pipes"),
            voice("a@x", hour=0, author="ann", subject="Re: Pipes", words="Does it fit?"),
            voice("c@x", hour=2, author="cem", answers=("a@x", "b@x"), is_owed=False, words="I am away."),
        ]
    )

    (conversation,) = standing()
    assert (conversation.subject, conversation.preview, conversation.message_count) == ("Pipes", "I am away.", 3)
    assert conversation.identity.handle == "cem@example.org"
    moments = (conversation.last_asked_at, conversation.last_answered_at, conversation.last_outside_at)
    assert [moment.hour for moment in moments] == [9, 10, 11]


def test_a_message_of_nobody_has_nobody(voice):
    place([voice("a@x", author="")])

    (conversation,) = standing()
    assert conversation.identity is None
    assert messages(conversation)[0].author is None


def thread(voice) -> list:
    """Ann asks, Bea answers, Cem and Ann go on in two branches, a machine speaks last."""
    return [
        voice("a@x", hour=0),
        voice("b@x", hour=1, author="bea", answers=("a@x",), is_ours=True, is_owed=False),
        voice("c@x", hour=2, author="cem", answers=("a@x", "b@x")),
        voice("d@x", hour=3, answers=("a@x",)),
        voice("e@x", hour=4, answers=("c@x",), is_owed=False, kind=Kind.AUTO_REPLY),
        voice("f@x", hour=5, author="bea", answers=("d@x",), is_ours=True, is_owed=False),
    ]


@pytest.mark.parametrize("seed", range(12))
def test_any_order_in_any_batches_gives_the_same_sums(voice, seed):
    voices, chance = thread(voice), random.Random(seed)
    chance.shuffle(voices)

    while voices:
        size = chance.randint(1, 3)
        place(voices[:size])
        voices = voices[size:]

    (conversation,) = standing()
    assert sums(conversation) == (
        *("About a@x", "Words of f@x.", 6),
        *(thread(voice)[place].said_at for place in (0, 5, 4, 3, 5)),
        "ann@example.org",
    )
    assert [one.message.key for one in messages(conversation)] == ["a@x", "b@x", "c@x", "d@x", "e@x", "f@x"]


def test_halves_that_join_keep_the_address_of_each(voice):
    place([voice("b@x", hour=1, answers=("a@x", "lost@x"))])
    place([voice("c@x", hour=2, answers=("other@x",))])
    young, old = (by_key(key).pk for key in ("c@x", "b@x"))
    assert young != old

    placing = place([voice("d@x", hour=3, answers=("a@x", "other@x"))])

    assert dict(placing.joined) == {young: old}
    assert current(young).pk == current(old).pk == old
    assert sorted(current(young).parts) == sorted([old, young])


def test_a_conversation_that_took_others_takes_them_along(voice):
    place([voice("a@x"), voice("b@x", hour=1), voice("c@x", hour=2)])
    first, second, third = (by_key(key).pk for key in ("a@x", "b@x", "c@x"))
    place([voice("d@x", hour=3, answers=("b@x", "c@x"))])

    place([voice("e@x", hour=4, answers=("a@x", "c@x"))])

    (conversation,) = standing()
    assert (conversation.pk, conversation.message_count) == (first, 5)
    assert {current(number).pk for number in (first, second, third)} == {first}


def test_a_message_stays_where_it_was_born(voice):
    place([voice("a@x"), voice("b@x", hour=1)])
    born_in = dict(Message.objects.values_list("key", "conversation_id"))

    place([voice("c@x", hour=2, answers=("a@x", "b@x"))])

    assert dict(Message.objects.exclude(key="c@x").values_list("key", "conversation_id")) == born_in
    assert len(messages(standing()[0])) == 3


def test_the_same_again_is_one_more_delivery(voice):
    place([voice("a@x")])

    placing = place([voice("a@x"), voice("a@x")])

    assert [one.is_new for one in placing.placed] == [False, False]
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 3)
    assert standing()[0].message_count == 1


def test_the_same_twice_in_one_batch_is_one_message(voice):
    placing = place([voice("a@x"), voice("a@x")])

    assert [one.is_new for one in placing.placed] == [True, False]
    assert standing()[0].message_count == 1


def test_what_left_from_here_was_never_delivered(voice):
    place([voice("a@x", arrival=None)])

    assert Message.objects.count() == 1
    assert not Delivery.objects.exists()


def test_messages_without_a_name_go_by_what_they_say(voice):
    place([voice("", words="One."), voice("", words="Two."), voice("", words="One.")])

    assert (len(standing()), Message.objects.count()) == (2, 2)


def test_a_name_that_somebody_else_has_used_joins_nothing(voice):
    place([voice("a@x")])
    place([voice("a@x", author="eve", words="Let me in.")])

    assert len(standing()) == 2


def test_a_name_that_two_use_in_one_batch_belongs_to_the_first(voice):
    place([voice("a@x"), voice("a@x", author="eve", words="Let me in."), voice("b@x", hour=1, answers=("a@x",))])

    assert [one.message.key for one in messages(by_key("a@x"))] == ["a@x", "b@x"]
    assert len(standing()) == 2


def test_what_is_expected_lands_where_it_is_expected(voice):
    place([voice("a@x")])
    home = by_key("a@x")

    expect(home, keys=["ours@x", "a@x"])
    place([voice("b@x", hour=1, answers=("ours@x",))])

    assert by_key("b@x").pk == home.pk


def test_who_speaks_and_who_is_spoken_to_takes_part(voice):
    cem = voice("c@x", author="cem").author
    place([replace(voice("a@x"), spoken_to=(cem,)), replace(voice("b@x", answers=("a@x",)), spoken_to=(cem,))])

    taking_part = Participant.objects.values_list("identity__handle", flat=True)
    assert sorted(taking_part) == ["ann@example.org", "cem@example.org"]


def again(one) -> list:
    """Return a voice with where its message is, as a second reading hands it over."""
    message = Message.objects.get(key=one.message.key)
    return [(message.conversation_id, message.id, one)]


def test_reading_the_same_again_changes_nothing(voice):
    one = voice("a@x")
    place([one])

    assert remember_again(again(one)) == 0


def test_what_is_read_otherwise_now_is_written_again(voice):
    one = voice("a@x")
    place([one])
    text = "Quite other words."
    better = replace(
        one.message,
        subject="Pipes",
        text=text,
        spans=(replace(one.message.spans[0], end=len(text)),),
        link="https://x.example",
    )

    assert remember_again(again(replace(one, message=better, is_owed=False, why="A machine spoke."))) == 1

    (read,) = messages(by_key("a@x"))
    assert (read.text, read.message.subject, read.message.preview) == ("Quite other words.", "Pipes", text)
    assert (read.message.is_owed, read.message.why, read.message.link) == (
        False,
        "A machine spoke.",
        "https://x.example",
    )
    assert Text.objects.filter(search=SearchQuery("pipes", config="simple")).exists()


def test_a_name_of_what_it_says_that_is_taken_is_left(voice):
    one, other = voice("a@x", words="One."), voice("a@x", words="Two.")
    place([one, other])
    message = Message.objects.get(preview="Two.")

    remember_again([(message.conversation_id, message.id, one)])

    assert Message.objects.count() == len(set(Message.objects.values_list("identity_key", flat=True))) == 2


def test_people_are_never_made_twice(voice):
    voice("a@x")
    voice("b@x")

    assert Identity.objects.count() == 1
