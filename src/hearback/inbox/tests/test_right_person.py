"""Facts about who is suggested to answer a conversation, and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import words

from hearback.conversations.models import Conversation
from hearback.inbox.models import Outbound, Turn
from hearback.inbox.queries.right_person import right_person

HOUR = timedelta(hours=1)


def answered(cast, number: int, by, *, ago: timedelta = HOUR) -> None:
    """Let a colleague have answered a conversation from here."""
    cast_number = Outbound.objects.count()
    Outbound.objects.create(
        conversation_id=number,
        source=cast.mailbox,
        colleague=by,
        press=f"00000000-0000-0000-0000-{cast_number:012}",
        key=f"{cast_number}@rotor.example",
        text="It does.",
        composed=b"",
        state=Outbound.SENT,
        queued_at=timezone.now() - ago,
        sent_at=timezone.now() - ago,
    )


def fits(number: int):
    return right_person(Conversation.objects.get(pk=number), at=timezone.now())


@pytest.fixture
def known(cast) -> int:
    """A question of Ann's, to whom Bea has answered about valves before."""
    answered(cast, cast.asks(subject="The valve", ago=9 * HOUR), cast.bea, ago=8 * HOUR)
    return cast.asks(subject="Another valve", ago=HOUR)


def test_who_answered_the_person_and_the_matter_before_is_suggested(cast, known):
    assert [one.colleague for one in fits(known)] == [cast.bea]


def test_the_page_tells_why_and_offers_to_put_them_in_charge(cast, known):
    shown = cast.browser().get(f"/conversations/{known}/who")

    assert "Ann Archer once" in words(shown)
    assert f'name="colleague" value="{cast.bea.pk}"' in shown.content.decode()


def test_one_press_on_a_suggestion_puts_them_in_charge(cast, known):
    cast.browser().post(f"/conversations/{known}/assign", {"colleague": cast.bea.pk})

    assert Turn.objects.get(pk=known).assignee == cast.bea
    assert "has one open turn" in words(cast.browser().get(f"/conversations/{known}/who"))


def test_the_menu_fetches_the_suggestions_when_it_opens(cast, known):
    page = cast.browser().get(f"/conversations/{known}").content.decode()

    assert f'hx-get="/conversations/{known}/suggested"' in page
    assert "Suggested: Bea" in words(cast.browser().get(f"/conversations/{known}/suggested"))


def test_where_nobody_has_answered_anything_the_page_says_so(cast):
    number = cast.asks()

    assert fits(number) == []
    assert "Nothing tells yet who should answer" in words(cast.browser().get(f"/conversations/{number}/who"))


def test_answers_in_the_same_conversation_suggest_nobody(cast):
    number = cast.asks(ago=9 * HOUR)
    answered(cast, number, cast.bea)

    assert fits(number) == []


def test_somebody_who_left_is_not_suggested(cast, known):
    cast.bea.is_active = False
    cast.bea.save()

    assert fits(known) == []


@pytest.mark.parametrize("before", [0, 6])
def test_the_questions_to_the_database_do_not_grow(cast, known, before, django_assert_max_num_queries):
    for _ in range(before):
        answered(cast, cast.asks(ago=9 * HOUR), cast.bea)
    conversation = Conversation.objects.select_related("identity").get(pk=known)

    with django_assert_max_num_queries(4):
        right_person(conversation, at=timezone.now())


def test_nobody_sees_it_who_is_not_signed_in(cast, known, client):
    assert client.get(f"/conversations/{known}/who").status_code == 302
