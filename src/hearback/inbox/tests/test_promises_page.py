"""Facts about the promises that we owe: who waits for longer than was promised, until they hear back."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import EVE, words

from hearback.people.models import Dismissal, Identity

DAY = timedelta(days=1)


def shown(cast) -> str:
    return words(cast.browser().get("/people/promises"))


def test_who_waits_for_too_long_stands_there_until_they_are_answered(cast):
    assert "No promise is owed" in shown(cast)
    talk = cast.asks(subject="The valve", ago=9 * DAY)
    cast.asks(author=EVE, subject="Just now")
    assert "Ann Archer: The valve" in shown(cast)
    assert "nobody is in charge" in shown(cast)
    assert "Just now" not in shown(cast)

    cast.answers(talk)
    assert "No promise is owed" in shown(cast)


def test_what_needs_nothing_is_put_aside_with_a_reason_and_shown_again(cast):
    cast.asks(ago=9 * DAY)
    ann, client = Identity.objects.get(handle="ann@example.org").person_id, cast.browser()
    put = client.post(f"/people/{ann}/aside/promise", {"reason": "She called"})
    assert put.url == "/people/promises"
    assert "No promise is owed" in shown(cast)
    client.post(f"/people/aside/{Dismissal.objects.get().pk}/show")
    assert "Ann Archer" in shown(cast)


def test_the_list_asks_as_many_questions_for_many_as_for_one(cast, django_assert_num_queries):
    cast.asks(ago=9 * DAY)
    client = cast.browser()
    client.get("/people/promises")
    with django_assert_num_queries(6) as one:
        client.get("/people/promises")
    for number in range(60):
        cast.asks(author=f"P{number} Q <p{number}@example.net>", ago=9 * DAY)
    with django_assert_num_queries(len(one)):
        page = client.get("/people/promises")
    assert len(page.context["rows"]) == 50
    assert len(client.get(page.context["older_url"]).context["rows"]) == 11
