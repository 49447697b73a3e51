"""Facts about joining conversations on the page, keeping them apart, and taking both back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import words
from tests.raw_mail import mail

from hearback.conversations.models import Apart, Conversation
from hearback.conversations.queries import current, messages
from hearback.inbox.actions import join, settle, split, undo
from hearback.inbox.models import Turn
from hearback.infra.errors import Refusal
from hearback.staff.models import AuditLine

HOUR = timedelta(hours=1)


@pytest.fixture
def two(cast) -> tuple[int, int]:
    """Two conversations, the second of which may belong to the first."""
    first = cast.asks("The lamp is dark.", subject="The lamp", ago=3 * HOUR)
    second = cast.asks("It still is.", subject="Still dark", author="Eve <eve@elsewhere.example>", ago=HOUR)
    Apart.objects.create(conversation_id=second, other_id=first)
    return first, second


def page(cast, number: int) -> str:
    return words(cast.browser().get(f"/conversations/{number}", follow=True))


def said_in(number: int) -> list[str]:
    return [one.text.strip() for one in messages(current(number))]


def row(number: int) -> dict:
    return Conversation.objects.values().get(pk=number)


def turn(number: int) -> dict:
    return Turn.objects.values().get(pk=number)


def test_a_page_asks_whether_it_belongs_to_another_conversation(cast, two):
    first, second = two

    assert "This may belong to The lamp ." in page(cast, second)
    assert "This may belong to" not in page(cast, first)


def test_joined_conversations_are_one_and_can_be_parted_again(cast, two):
    first, second = two
    before = [(row(number), turn(number)) for number in two]
    browser = cast.browser()

    answer = browser.post(f"/conversations/{second}/join", {"other": first})

    assert answer["Location"] == f"/conversations/{first}"
    assert said_in(second) == said_in(first) == ["The lamp is dark.", "It still is."]
    assert current(first).message_count == 2
    assert not Turn.objects.filter(pk=second).exists()
    assert "These are one conversation now." in words(browser.get(f"/conversations/{first}"))

    browser.post(f"/conversations/{first}/undo/{AuditLine.objects.get(verb='join').pk}")

    assert [(row(number), turn(number)) for number in two] == before
    assert (said_in(first), said_in(second)) == (["The lamp is dark."], ["It still is."])
    assert Apart.objects.get().is_decided


def test_what_was_parted_stays_apart_whatever_mail_says(cast, two):
    first, second = two
    joined = join(second, other=first, by=cast.bea, at=cast.now)
    undo(joined.line, conversation=first, by=cast.bea, at=cast.now)
    keys = [one.message.key for number in two for one in messages(current(number))]

    cast.hears(mail("Both.", key="both@example.org", answers=tuple(keys), at=cast.now))

    assert current(second).pk == second
    assert said_in(second) == ["It still is.", "Both."]


def test_conversations_that_stay_apart_are_not_asked_about_again(cast, two):
    first, second = two
    browser = cast.browser()

    browser.post(f"/conversations/{second}/apart", {"other": first})
    assert "This may belong to" not in page(cast, second)

    browser.post(f"/conversations/{second}/undo/{AuditLine.objects.get(verb='keep apart').pk}")
    assert "This may belong to" in page(cast, second)


def test_what_waits_for_an_answer_does_so_in_a_conversation_that_was_settled(cast, two):
    first, second = two
    settle(first, reason="Thanks only", by=cast.bea, at=cast.now)

    joined = join(second, other=first, by=cast.bea, at=cast.now)
    assert Turn.objects.get(pk=first).state == "ours"

    undo(joined.line, conversation=first, by=cast.bea, at=cast.now)
    assert Turn.objects.get(pk=first).state == "settled"


def test_what_came_meanwhile_stays_where_it_was_heard(cast, two):
    first, second = two
    joined = join(second, other=first, by=cast.bea, at=cast.now - HOUR)
    cast.asks_again(first, "Hello?", ago=timedelta())

    undo(joined.line, conversation=first, by=cast.bea, at=cast.now)

    assert said_in(first) == ["The lamp is dark.", "Hello?"]
    assert current(first).message_count == 2


def test_parts_of_a_joined_conversation_go_with_it_and_come_back(cast, two):
    first, second = two
    third = cast.asks("And the bulb.", subject="The bulb", ago=HOUR)
    join(third, other=second, by=cast.bea, at=cast.now)
    joined = join(second, other=first, by=cast.bea, at=cast.now)
    assert current(third).pk == first

    undo(joined.line, conversation=first, by=cast.bea, at=cast.now)
    assert current(third).pk == second
    assert current(second).message_count == 2


@pytest.mark.parametrize("other", ["the same", "nothing", "gone"])
def test_there_have_to_be_two(cast, two, other):
    first, second = two
    typed = {"the same": f"http://testserver/conversations/{first}?x=1", "nothing": "x", "gone": "999999"}[other]

    answer = cast.browser().post(f"/conversations/{first}/join", {"other": typed})

    assert answer.status_code == (303 if other == "the same" else 404)
    assert current(second).pk == second


def test_it_can_be_too_late_to_take_it_back(cast, two):
    first, second = two
    joined = join(second, other=first, by=cast.bea, at=cast.now)
    undo(joined.line, conversation=first, by=cast.bea, at=cast.now)

    with pytest.raises(Refusal):
        undo(joined.line, conversation=first, by=cast.bea, at=cast.now)
    with pytest.raises(Refusal):
        join(second, other=999_999, by=cast.bea, at=cast.now)


def test_nobody_asks_twice(cast, two):
    first, second = two
    browser = cast.browser()
    for _press in range(2):
        browser.post(f"/conversations/{second}/apart", {"other": first})
    line = AuditLine.objects.get(verb="keep apart").pk
    for _press in range(2):
        browser.post(f"/conversations/{second}/undo/{line}")

    assert not Apart.objects.get().is_decided
    assert AuditLine.objects.filter(verb="undo").count() == 1


def test_a_conversation_is_split_at_a_message_and_answers_follow(cast):
    number = cast.asks("The lamp is dark.", subject="The lamp", ago=5 * HOUR)
    cast.answers(number, "We come.", ago=4 * HOUR)
    cast.asks_again(number, "And a chair, please.", subject="Re: A chair", ago=3 * HOUR)
    cast.asks_again(number, "A red one.", ago=2 * HOUR)
    chair = messages(current(number))[2].message
    browser = cast.browser()

    answer = browser.post(f"/conversations/{number}/split", {"message": chair.id})

    new = int(answer["Location"].rpartition("/")[2])
    assert (said_in(number), said_in(new)) == (
        ["The lamp is dark.", "We come."],
        ["And a chair, please.", "A red one."],
    )
    assert (current(new).subject, current(new).message_count, current(number).message_count) == ("A chair", 2, 2)
    assert (Turn.objects.get(pk=number).state, Turn.objects.get(pk=new).state) == ("theirs", "ours")
    assert "This is a conversation of its own now." in words(browser.get(f"/conversations/{new}"))

    keys = [one.message.key for one in [*messages(current(number)), *messages(current(new))]]
    cast.hears(mail("With arms.", key="arms@example.org", answers=tuple(keys), at=cast.now))
    assert said_in(new)[-1] == "With arms."

    browser.post(f"/conversations/{new}/undo/{AuditLine.objects.get(verb='split').pk}")
    assert current(new).pk == number
    assert current(number).message_count == 5
    assert Turn.objects.get(pk=number).state == "ours"


def test_a_page_offers_to_split_at_every_message_but_the_first_and_to_join_by_hand(cast):
    number = cast.asks("The lamp is dark.", ago=3 * HOUR)
    cast.answers(number, "We come.", ago=2 * HOUR)
    cast.asks_again(number, "When?", ago=HOUR)

    html = cast.browser().get(f"/conversations/{number}").content.decode()

    assert html.count(f'action="/conversations/{number}/split"') == 2
    assert html.count(f'action="/conversations/{number}/join"') == 1


@pytest.mark.parametrize("asked", ["first", "x", "999999"])
def test_a_conversation_is_not_split_where_nothing_stays_before(cast, asked):
    number = cast.asks("The lamp is dark.")
    typed = messages(current(number))[0].message.id if asked == "first" else asked

    answer = cast.browser().post(f"/conversations/{number}/split", {"message": typed})

    assert answer["Location"] == f"/conversations/{number}"
    assert Conversation.objects.count() == 1


def test_what_was_split_and_asks_nothing_is_settled_and_cannot_be_mended_twice(cast):
    number = cast.asks("The lamp is dark.", ago=3 * HOUR)
    cast.asks_again(number, "Out of office.", ago=HOUR)
    last = messages(current(number))[-1].message
    type(last).objects.filter(id=last.id).update(is_owed=False)

    made = split(number, at_message=last.id, by=cast.bea, at=cast.now)
    assert Turn.objects.get(pk=made.kept).reason == "Nothing in it is owed an answer."

    undo(made.line, conversation=made.kept, by=cast.bea, at=cast.now)
    with pytest.raises(Refusal):
        undo(made.line, conversation=made.kept, by=cast.bea, at=cast.now)
