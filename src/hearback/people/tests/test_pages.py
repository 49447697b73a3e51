"""Facts about the pages of people: who stands there, in which order, and who is found."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import OURS, part, words
from tests.raw_mail import mail

from hearback.people.models import Identity, Person
from hearback.people.queries import PAGE

DAY = timedelta(days=1)
PEOPLE = "/people"


def names(answer):
    return [row["face"].name for row in answer.context["rows"]]


def person_of(handle):
    return Identity.objects.get(handle=handle).person_id


def page_of(handle):
    return reverse("person", args=[person_of(handle)])


@pytest.fixture
def three(cast):
    """Ann spoke last, Eve yesterday, Émile (whose address alone we know) two days ago; Dag was only written to."""
    cast.asks(author="émile@example.net", ago=2 * DAY)
    cast.asks(author="Eve Ito <eve@example.net>", ago=DAY, to=f"{OURS}, Dag Holm <dag@example.org>")
    cast.asks(author="Ann Archer <ann@example.org>")
    return cast


def test_whoever_spoke_last_comes_first(three):
    answer = three.browser().get(PEOPLE)

    assert names(answer) == ["Ann Archer", "Eve Ito", "émile@example.net"]
    assert "Ann Archer ann@example.org just now" in words(answer)


def test_speaking_again_brings_somebody_to_the_top(three):
    three.asks(author="émile@example.net", ago=timedelta(hours=1))

    assert names(three.browser().get(PEOPLE)) == ["Ann Archer", "émile@example.net", "Eve Ito"]


def test_an_old_mail_that_arrives_late_changes_no_order(three):
    three.asks(author="Eve Ito <eve@example.net>", ago=90 * DAY)

    assert names(three.browser().get(PEOPLE)) == ["Ann Archer", "Eve Ito", "émile@example.net"]
    assert "Known since 4 Dec 2025" in words(three.browser().get(page_of("eve@example.net")))


def test_by_name_everybody_stands_and_those_without_a_name_last(three):
    answer = three.browser().get(PEOPLE, {"by": "name"})

    assert names(answer) == ["Ann Archer", "Dag Holm", "Eve Ito", "émile@example.net"]
    assert "Dag Holm dag@example.org only written to" in words(answer)


def test_we_are_not_among_the_people(three):
    three.answers(three.asks())

    assert OURS not in words(three.browser().get(PEOPLE, {"by": "name"}))
    assert "Bea Nakamura" not in names(three.browser().get(PEOPLE))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ann", ["Ann Archer"]),
        ("arch", ["Ann Archer"]),
        ("ANN ARCHER", ["Ann Archer"]),
        ("archer ann", ["Ann Archer"]),
        ("eve@", ["Eve Ito"]),
        ("EVE@EXAMPLE.NET", ["Eve Ito"]),
        ("ém", ["émile@example.net"]),
        ("example", []),
        ("ann & eve", []),
        ("'", []),
        ("%", []),
        ("a:* | b\\", []),
        ("zz", []),
    ],
)
def test_somebody_is_found_by_the_start_of_a_word_or_an_address(three, asked, found):
    answer = three.browser().get(PEOPLE, {"q": asked})

    assert names(answer) == found
    assert found or "Nobody by that name" in words(answer)


def test_what_is_searched_for_is_shown_and_not_obeyed(three):
    answer = three.browser().get(PEOPLE, {"q": '"><script>'})

    assert "<script>" not in answer.content.decode().replace('<script type="module"', "").replace("<script src", "")


def test_an_empty_house_says_what_will_come(cast):
    assert "Nobody has spoken to us yet" in words(cast.browser().get(PEOPLE))


@pytest.mark.parametrize(("asked", "words_of_pager"), [({}, ("Older", "Newer")), ({"by": "name"}, ("After", "Before"))])
def test_a_long_list_goes_on_page_by_page(cast, asked, words_of_pager):
    cast.hears(*[_letter(number) for number in range(PAGE + 3)])
    browser = cast.browser()

    first = browser.get(PEOPLE, asked)
    second = browser.get(first.context["older_url"])
    back = browser.get(second.context["newer_url"])

    assert (len(names(first)), len(names(second))) == (PAGE, 3)
    assert names(back) == names(first)
    assert words_of_pager[0] in words(first)
    assert words_of_pager[1] in words(second)


def _letter(number):
    return mail(author=f"Person {number:03} <p{number}@example.org>", key=f"p{number}@example.org")


def test_more_people_need_no_more_queries(cast, django_assert_num_queries):
    cast.hears(*[_letter(number) for number in range(20)])
    browser = cast.browser()

    with django_assert_num_queries(10):
        browser.get(PEOPLE)
    with django_assert_num_queries(10):
        browser.get(PEOPLE, {"q": "person"})


class TestAPersonsPage:
    def test_it_shows_who_it_is_and_what_was_talked_about(self, three):
        number = three.asks(author="Ann Archer <ann@example.org>", subject="A second thing")

        shown = words(three.browser().get(page_of("ann@example.org")))

        assert "Ann Archer" in shown
        assert "ann@example.org" in shown
        assert "A second thing" in shown
        assert "Known since 4 Mar 2026" in shown
        assert "Last heard just now" in shown
        assert f'href="/conversations/{number}"' in three.browser().get(page_of("ann@example.org")).content.decode()

    def test_it_says_that_somebody_was_only_written_to(self, three):
        shown = words(three.browser().get(page_of("dag@example.org")))

        assert "never; only written to" in shown
        assert "A question" in shown

    def test_whose_turn_it_is_stands_beside_each(self, three):
        three.answers(three.asks(author="Ann Archer <ann@example.org>", subject="Answered"))

        talks = part(three.browser().get(page_of("ann@example.org")), 'class="talks"')
        assert re.findall(r'aria-label="([^"]+)".*?class="cut">([^<]+)', talks) == [
            ("Their turn", "Answered"),
            ("Our turn", "A question"),
        ]

    def test_a_talkative_person_has_pages(self, three):
        for number in range(30):  # the thirty-first is what Ann asked at first
            three.asks(subject=f"Matter {number}", ago=timedelta(hours=number + 1))
        browser = three.browser()

        first = browser.get(page_of("ann@example.org"))
        older = first.content.decode().split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]

        assert "Matter 28" in words(first)
        assert "Matter 29" not in words(first)
        assert "Matter 29" in words(browser.get(older))

    def test_their_other_names_are_told(self, three):
        Identity.objects.create(
            namespace="web",
            handle="blog.example/ann",
            shown="Ann the Archer",
            name="Ann the Archer",
            person_id=person_of("ann@example.org"),
            home_id=person_of("ann@example.org"),
            first_met_at=three.now,
        )

        shown = words(three.browser().get(page_of("ann@example.org")))

        assert "Also called Ann the Archer" in shown
        assert "blog.example/ann" in shown
        assert "and 1 more" in words(three.browser().get(PEOPLE))

    def test_somebody_merged_leads_to_who_they_are_now(self, three):
        kept, gone = person_of("ann@example.org"), person_of("eve@example.net")
        Person.objects.filter(pk=gone).update(merged_into=kept)

        answer = three.browser().get(reverse("person", args=[gone]))

        assert answer.url == reverse("person", args=[kept])
        assert "Eve Ito" not in names(three.browser().get(PEOPLE, {"by": "name"}))

    def test_somebody_without_any_address_has_a_page(self, cast):
        nobody = Person.objects.create(first_met_at=cast.now)

        shown = words(cast.browser().get(reverse("person", args=[nobody.pk])))

        assert "somebody" in shown
        assert "None yet." in shown

    @pytest.mark.parametrize("number", [0, 10**12, 10**30])
    def test_nobody_there_is_said(self, cast, number):
        answer = cast.browser().get(f"/people/{number}")

        assert answer.status_code == 404
        assert "There is nothing here" in words(answer)

    def test_queries_do_not_grow_with_conversations(self, three, django_assert_num_queries):
        for number in range(10):
            three.asks(subject=f"Matter {number}")
        browser, page = three.browser(), page_of("ann@example.org")

        with django_assert_num_queries(23):
            browser.get(page)


def test_every_colleague_may_look(three):
    browser = three.browser(three.cem)

    assert browser.get(PEOPLE).status_code == 200
    assert browser.get(page_of("ann@example.org")).status_code == 200


def test_nobody_may_look_from_outside(three):
    assert Client().get(PEOPLE).url == "/sign-in?next=/people"
    assert Client().get(page_of("ann@example.org")).status_code == 302
