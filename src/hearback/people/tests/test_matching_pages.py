"""Facts about the pages of who is who: one question at a time, every answer undone, every merge taken back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import words

from hearback.people.jobs import match_new
from hearback.people.models import Identity, Likeness, Merge, Split, StopWord
from hearback.people.queries.matching import open_count, questions

SAME = "/people/same"
PAGES = [SAME, "/people/joined", "/people/apart", "/people/stop-words"]


@pytest.fixture
def smiths(cast):
    """Two that may be one, and two that are."""
    cast.asks(author="Ann Smith <ann@example.net>")
    cast.asks(author="Ann Smith <smith@gmail.com>")
    cast.asks(author="Bakari Lindqvist <zorro@example.com>")
    cast.asks(author="Bakari Lindqvist <zorro@gmail.com>")
    match_new(0)
    return cast


def person_of(handle):
    return Identity.objects.get(handle=handle).person_id


def flash(answer):
    return next(iter(answer.context["messages"]))


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_house_says_so(cast, page):
    assert cast.browser().get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_strangers_see_nothing_of_it(cast, page):
    assert Client().get(page).status_code == 302


def test_two_stand_side_by_side_with_what_speaks_for_it(smiths):
    told = words(smiths.browser().get(SAME))

    assert "1 question left" in told
    assert "ann@example.net" in told
    assert "smith@gmail.com" in told
    assert "the same name" in told


def test_each_answer_has_its_key(smiths):
    page = smiths.browser().get(SAME).content.decode()

    assert [f'data-key="{key}"' in page for key in "yns"] == [True, True, True]


@pytest.mark.parametrize("given", ["same", "different", "later"])
def test_every_answer_can_be_undone(smiths, given):
    browser = smiths.browser()
    question = questions().get()

    answer = browser.post(reverse("answer-same", args=[question.pk]), {"answer": given}, follow=True)
    browser.post(flash(answer).extra_tags)

    assert answer.redirect_chain == [(SAME, 303)]
    assert questions().get() == question
    assert person_of("ann@example.net") != person_of("smith@gmail.com")


def test_an_answer_changes_nothing_by_looking(smiths):
    assert smiths.browser().get(reverse("answer-same", args=[questions().get().pk])).status_code == 405


def test_a_question_that_is_no_more_is_refused(smiths):
    assert smiths.browser().post(reverse("answer-same", args=[0]), {"answer": "same"}).status_code < 500


def test_what_was_joined_by_itself_is_listed_confirmed_and_taken_back(smiths):
    browser = smiths.browser()
    listed = words(browser.get("/people/joined"))
    assert "by itself" in listed
    assert "the same name that few bear" in listed or "hardly anybody" in listed

    browser.post(reverse("confirm-merge", args=[Likeness.objects.get(is_by_rule=True).pk]))
    assert "confirmed" in words(browser.get("/people/joined"))
    assert "joined by themselves 1 1 100" in words(browser.get(SAME))

    browser.post(reverse("take-back-merge", args=[Merge.objects.get().pk]))
    assert "Taken back by Bea" in words(browser.get("/people/joined"))
    assert person_of("zorro@example.com") != person_of("zorro@gmail.com")


def test_an_address_is_taken_off_and_given_back(smiths):
    browser = smiths.browser()
    one = Identity.objects.get(handle="zorro@gmail.com")

    answer = browser.post(reverse("split-person", args=[one.pk]), follow=True)
    assert person_of("zorro@example.com") != person_of("zorro@gmail.com")
    assert "zorro@gmail.com from" in words(browser.get("/people/apart"))

    browser.post(flash(answer).extra_tags)
    assert person_of("zorro@example.com") == person_of("zorro@gmail.com")
    assert "Taken back" in words(browser.get("/people/apart"))
    assert Split.objects.count() == 1


@pytest.mark.parametrize("written", ["{}", "https://house.example/people/{}", " /people/{}/ "])
def test_two_people_are_made_one_by_hand(smiths, written):
    browser = smiths.browser()
    first, second = person_of("ann@example.net"), person_of("zorro@gmail.com")

    answer = browser.post(reverse("merge-person", args=[first]), {"other": written.format(second)}, follow=True)

    assert person_of("zorro@gmail.com") == first
    browser.post(flash(answer).extra_tags)
    assert person_of("zorro@gmail.com") == second


@pytest.mark.parametrize("written", ["nonsense", "", "999999999", "self"])
def test_a_merge_with_nobody_is_refused_beside_the_form(smiths, written):
    first = person_of("ann@example.net")
    before = Merge.objects.count()

    answer = smiths.browser().post(
        reverse("merge-person", args=[first]), {"other": str(first) if written == "self" else written}, follow=True
    )

    assert flash(answer).level_tag == "error"
    assert Merge.objects.count() == before


def test_the_lists_of_many_are_changed_by_an_admin(smiths):
    browser = smiths.browser()

    browser.post("/people/stop-words/set", {"word": "Team@example.org", "kind": "shared"})
    assert "team@example.org is a shared mailbox, says Bea" in words(browser.get("/people/stop-words"))
    refused = browser.post("/people/stop-words/set", {"word": "", "kind": "shared"}, follow=True)
    assert flash(refused).level_tag == "error"

    browser.post(reverse("forget-stop-word", args=[StopWord.objects.get().pk]))
    assert "Nothing was changed yet" in words(browser.get("/people/stop-words"))


def test_the_queue_costs_the_same_however_many_wait(smiths, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = smiths.browser()
    browser.get(SAME)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(SAME)
    for place in range(6):
        smiths.asks(author=f"Bo Kim <kim{place}@example{place}.org>")
    match_new(0)
    assert open_count() > 3

    with django_assert_num_queries(len(few)):
        browser.get(SAME)


def test_the_list_of_merges_costs_the_same_however_many_there_are(smiths, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = smiths.browser()
    browser.get("/people/joined")
    with CaptureQueriesContext(connection) as few:
        browser.get("/people/joined")
    smiths.asks(author="Bakari Lindqvist <zorro@web.de>")
    match_new(0)
    assert Merge.objects.count() == 2

    with django_assert_num_queries(len(few)):
        browser.get("/people/joined")


def test_a_persons_page_takes_addresses_off_and_merges(smiths):
    page = smiths.browser().get(reverse("person", args=[person_of("zorro@gmail.com")])).content.decode()

    for one in Identity.objects.filter(handle__in=["zorro@gmail.com", "zorro@example.com"]):
        assert reverse("split-person", args=[one.pk]) in page
    assert reverse("merge-person", args=[person_of("zorro@gmail.com")]) in page
    assert "Same person?" in words(smiths.browser().get("/people"))
