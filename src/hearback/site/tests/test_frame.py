"""Facts about the frame around every page: who I am, where I am, how many wait, and from where news counts."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import include, path

from hearback.infra.errors import Refusal
from hearback.infra.events import latest, tell
from hearback.site.context import frame


def busy(request):
    """Look at something, then let something happen before the page is drawn."""
    tell("inbox")
    return TemplateResponse(request, "site/keys.html")


def refusing(request):
    raise Refusal("Cem is away until Monday.")


def failing(request):
    raise ZeroDivisionError


urlpatterns = [
    path("busy", busy),
    path("refusing", refusing),
    path("failing", failing),
    path("", include("hearback.site.urls")),
]


@pytest.fixture
def beas(bea, client):
    client.force_login(bea)
    return client


def count_ours(turns):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_counter (state, source_id, assignee_id, turns) VALUES ('ours', 1, 0, %s)", [turns]
        )


def nav(request, colleague):
    request.user = colleague
    return frame(request)["nav"]


def test_nobody_has_no_frame():
    request = RequestFactory().get("/")
    assert frame(request) == {}
    request.user = AnonymousUser()
    assert frame(request) == {}


def test_the_frame_says_who_i_am(beas):
    page = beas.get("/keys").content.decode()
    assert 'title="Bea Nakamura"' in page
    assert ">BN</span>" in page


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", "Inbox"),
        ("/conversations/7", "Inbox"),
        ("/people", "People"),
        ("/people/7", "People"),
        ("/peoples", None),
        ("/sources", "Sources"),
        ("/sources/7/edit", "Sources"),
        ("/import", "Sources"),
        ("/runs/7", "Sources"),
        ("/unreadable", "Sources"),
        ("/colleagues", "Colleagues"),
        ("/keys", None),
    ],
)
def test_the_frame_says_where_i_am(bea, address, place):
    links = nav(RequestFactory().get(address), bea)["links"]
    assert [link["label"] for link in links if link["current"]] == ([place] if place else [])


@pytest.mark.parametrize(("turns", "words"), [(1, "1 turn is ours"), (120, "120 turns are ours")])
def test_the_badge_counts_what_is_ours(beas, turns, words):
    count_ours(turns)
    assert words in beas.get("/keys").content.decode()


def test_the_badge_can_be_fetched_alone(beas):
    count_ours(3)
    badge = beas.get("/waiting").content.decode()
    assert "3 turns are ours" in badge
    assert 'id="waiting"' in badge
    assert "<html" not in badge


def test_without_turns_of_ours_there_is_a_place_for_the_badge(beas):
    assert 'id="waiting"' in beas.get("/keys").content.decode()


def test_the_keys_name_no_search_while_there_is_none(beas):
    page = beas.get("/keys").content.decode()
    assert "Find somebody, on the page of people" in page
    assert ">Search<" not in page


@pytest.mark.parametrize("address", ["/keys", "/design", "/waiting"])
def test_nobody_sees_pages_of_the_house(client, db, address):
    assert client.get(address).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(("address", "queries"), [("/keys", 4), ("/design", 4), ("/waiting", 4)])
def test_a_page_costs_session_colleague_news_and_counter(beas, address, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        beas.get(address)


def test_a_fragment_asks_for_no_news(beas, django_assert_num_queries):
    with django_assert_num_queries(3):
        beas.get("/waiting", headers={"HX-Request": "true"})


@pytest.mark.urls(__name__)
def test_what_happens_while_a_page_is_made_counts_as_news(beas):
    tell("inbox")
    before = latest()
    page = beas.get("/busy").content.decode()
    assert latest() > before
    assert f'<meta name="live" content="{before}" data-url="/live">' in page


@pytest.mark.urls(__name__)
def test_a_page_that_answers_a_form_begins_with_the_news_of_now(beas):
    page = beas.post("/busy").content.decode()
    assert f'<meta name="live" content="{latest()}"' in page


@pytest.mark.urls(__name__)
def test_a_refusal_is_a_page_with_its_sentence(beas):
    answer = beas.get("/refusing")
    assert answer.status_code == 409
    assert "Cem is away until Monday." in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_bug_stays_a_bug(beas):
    with pytest.raises(ZeroDivisionError):
        beas.get("/failing")
