"""Facts about the time line of a person: what was said and done over all channels, in its order, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import EVE, words

from hearback.people.models import Identity

DAY = timedelta(days=1)


@pytest.fixture
def ann(cast) -> int:
    talk = cast.asks(subject="The valve", ago=5 * DAY)
    cast.answers(talk, "It fits.\n", subject="Re: The valve", ago=4 * DAY)
    return Identity.objects.get(handle="ann@example.org").person_id


def lines(cast, person: int, asked: str = "", by=None) -> list[str]:
    shown = cast.browser(by).get(f"/people/{person}/timeline{asked}")
    return [line["words"] for line in shown.context["lines"]]


def test_what_was_said_and_answered_stands_with_what_was_done(cast, ann):
    client = cast.browser()
    client.post(f"/people/{ann}/gestures", {"kind": "met", "way": "ours", "on": str((cast.now - 3 * DAY).date())})
    client.post(f"/people/{ann}/roles", {"kind": "fan"})
    cast.asks(author=EVE)
    client.post(f"/people/{ann}/merge", {"other": Identity.objects.get(handle="eve@example.net").person_id})

    shown = lines(cast, ann)
    assert set(shown[:3]) == {"Noted as fan", "Two were found to be one", "Does the blue one fit a 3 inch pipe?"}
    assert shown[3:] == ["Bea Nakamura met", "It fits.", "Does the blue one fit a 3 inch pipe?"]
    asked = "Does the blue one fit a 3 inch pipe?"
    assert lines(cast, ann, "?only=said") == [asked, "It fits.", asked]


def test_a_personal_note_is_on_its_writer_s_line_alone(cast, ann):
    cast.browser(cast.cem).post(f"/people/{ann}/notes", {"words": "Likes tea", "is_personal": "yes"})

    assert "Cem Aydin noted: Likes tea" in lines(cast, ann, by=cast.cem)
    assert "Cem Aydin noted: Likes tea" not in lines(cast, ann)


def test_a_long_past_comes_in_pages_without_losing_what_lies_between(cast, ann, django_assert_num_queries):
    for ago in range(10, 60):
        cast.asks(f"Question {ago}\n", ago=ago * DAY)
    client = cast.browser()
    client.post(f"/people/{ann}/gestures", {"kind": "helped", "way": "theirs", "on": str((cast.now - 55 * DAY).date())})
    first = client.get(f"/people/{ann}/timeline")
    assert len(first.context["lines"]) == 40
    with django_assert_num_queries(12):
        older = client.get(first.context["older_url"])

    assert [line["words"] for line in older.context["lines"]].count("Ann Archer helped") == 1
    assert len(older.context["lines"]) == 13
    assert older.context["newer_url"]


def test_the_page_is_led_to_and_tells_when_there_is_nothing(cast, ann):
    client = cast.browser()
    assert "Everything on one time line" in words(client.get(f"/people/{ann}"))
    cast.asks(to="new@example.net, hello@rotor.example")
    nobody = Identity.objects.get(handle="new@example.net").person_id
    assert "Nothing was said yet" in words(client.get(f"/people/{nobody}/timeline"))
    assert client.get("/people/99999/timeline").status_code == 404
    client.post(f"/people/{ann}/merge", {"other": nobody})
    assert client.get(f"/people/{nobody}/timeline").url == f"/people/{ann}/timeline"
