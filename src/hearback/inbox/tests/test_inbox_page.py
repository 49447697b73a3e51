"""Facts about the list: it shows whose turn it is, in order, and what to do where it is empty."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.cast import EVE, mailbox, part, words
from tests.raw_mail import mail

from hearback.channels.feed.settings import FeedSettings
from hearback.conversations.queries import by_key
from hearback.inbox.actions import assign, settle
from hearback.inbox.queries.listing import PAGE
from hearback.sources.actions import connect
from hearback.sources.models import Source

HOUR = timedelta(hours=1)


def rows(response) -> list[int]:
    """Return the conversations that a page lists, in order."""
    return [int(number) for number in re.findall(r'id="row-(\d+)"', response.content.decode())]


def subjects(response) -> list[str]:
    return re.findall(r'class="row-subject">([^<]*)<', response.content.decode())


def test_what_is_ours_stands_in_the_order_of_its_promises(cast):
    late = cast.asks(subject="Asked long ago", ago=90 * HOUR)
    new = cast.asks(subject="Asked just now")
    old = cast.asks(subject="Asked yesterday", ago=30 * HOUR)

    shown = cast.browser().get("/")

    assert rows(shown) == [late, old, new]


def test_a_row_says_who_what_when_and_who_answers(cast):
    cast.hears(mail("Hello Rotor,\n\nmine leaks.\n", key="1@example.org", subject="A leak", at=cast.now - 90 * HOUR))
    number = cast.asks(subject="Another", author=EVE, ago=2 * HOUR)
    assign(number, to=cast.cem, by=cast.bea)

    shown = words(cast.browser().get("/"))

    assert "Ann Archer" in shown
    assert "A leak — Hello Rotor, mine leaks." in shown
    assert "nobody" in shown
    assert re.search(r"Eve Ito .* 2 h Another .* Cem Aydin", shown)


def test_what_is_late_says_so(cast):
    cast.asks(ago=24 * 14 * HOUR, key="1@example.org")
    cast.hears(mail("x", key="2@example.org"), at=cast.now - 24 * 14 * HOUR)

    assert re.search(r"\d+ days late", words(cast.browser().get("/")))


def test_the_tabs_count_whose_turn_it_is(cast):
    cast.asks()
    cast.answers(cast.asks())
    for _ in range(2):
        settle(cast.asks(), reason="Thanks only", by=cast.bea, at=cast.now)

    tabs = part(cast.browser().get("/?state=theirs"), 'class="tabs')

    assert re.findall(r"(\w+) <span class=\"tab-count\">(\d+)<", tabs) == [
        ("Ours", "1"),
        ("Theirs", "1"),
        ("Settled", "2"),
        ("arrive", "0"),
    ]
    assert re.search(r'state=theirs" aria-current="page"', tabs)


@pytest.mark.parametrize(("state", "listed"), [("ours", 0), ("theirs", 1), ("settled", 2)])
def test_a_tab_lists_its_turns(cast, state, listed):
    numbers = [cast.asks(), cast.asks(), cast.asks()]
    cast.answers(numbers[1])
    settle(numbers[2], reason="Thanks only", by=cast.bea, at=cast.now)

    assert rows(cast.browser().get(f"/?state={state}")) == [numbers[listed]]


def test_what_moved_last_comes_first_among_theirs_and_settled(cast):
    numbers = [cast.asks(ago=hours * HOUR) for hours in (9, 3, 6)]
    for number in numbers:
        settle(number, reason="Thanks only", by=cast.bea, at=cast.now)

    assert rows(cast.browser().get("/?state=settled")) == [numbers[1], numbers[2], numbers[0]]


def test_the_list_is_narrowed_to_a_source(cast):
    cast.asks()
    partners = mailbox("Partners", "partners@rotor.example")
    cast.hears(mail(key="p@example.org", to="partners@rotor.example"), source=partners)

    shown = cast.browser().get(f"/?source={partners.pk}")

    assert len(rows(shown)) == 1
    assert re.search(r'Ours <span class="tab-count">1<', part(shown, 'class="tabs'))
    assert f'value="{partners.pk}" selected' in part(shown, 'class="filters')


def test_the_list_is_narrowed_to_me_to_somebody_and_to_nobody(cast):
    of_bea, of_cem, of_nobody = cast.asks(), cast.asks(), cast.asks()
    assign(of_bea, to=cast.bea, by=cast.bea)
    assign(of_cem, to=cast.cem, by=cast.bea)

    asked = {who: rows(cast.browser().get(f"/?assignee={who}")) for who in ("me", cast.cem.pk, "nobody")}

    assert asked == {"me": [of_bea], cast.cem.pk: [of_cem], "nobody": [of_nobody]}
    assert rows(cast.browser(cast.cem).get("/?assignee=me")) == [of_cem]


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "source=nonsense",
        "source=99999999999999999999999999",
        "assignee=nonsense",
        "assignee=-1",
        "mark=nonsense",
        "source=%00",
    ],
)
def test_an_address_that_makes_no_sense_shows_what_is_ours(cast, query):
    number = cast.asks()

    assert rows(cast.browser().get(f"/?{query}")) == [number]


def test_a_source_that_is_gone_is_still_named_as_chosen(cast):
    shown = cast.browser().get("/?source=4711")

    assert 'value="4711" selected' in part(shown, 'class="filters')
    assert "No conversation fits what is chosen." in words(shown)


def asked(cast, *, times: int) -> list[int]:
    """Let so many strangers write at one moment; return their conversations."""
    keys = [cast.key() for _ in range(times)]
    cast.hears(*(mail(key=key, author=f"Writer {key} <{key}>") for key in keys))
    return [by_key(key).pk for key in keys]


def test_a_long_list_has_pages_that_lead_on_and_back(cast):
    numbers = asked(cast, times=2 * PAGE + 3)
    browser = cast.browser()

    first = browser.get("/")
    second = browser.get(link(first, "next"))
    third = browser.get(link(second, "next"))
    again = browser.get(link(third, "prev"))

    assert (rows(first), rows(second), rows(third)) == (
        numbers[:PAGE],
        numbers[PAGE : 2 * PAGE],
        numbers[2 * PAGE :],
    )
    assert (link(first, "prev"), link(third, "next")) == ("", "")
    assert rows(again) == rows(second)


def link(response, relation: str) -> str:
    found = re.search(rf'href="([^"]*)" rel="{relation}"', response.content.decode())
    return found[1].replace("&amp;", "&") if found else ""


def test_a_page_that_has_become_empty_leads_to_the_first(cast):
    *_others, last = asked(cast, times=PAGE + 1)
    browser = cast.browser()
    address = link(browser.get("/"), "next")
    settle(last, reason="Thanks only", by=cast.bea, at=cast.now)

    shown = browser.get(address)

    assert "This page is empty now" in words(shown)
    assert 'href="/">To the first page' in shown.content.decode()


def test_a_house_without_sources_asks_an_admin_to_connect_one(cast):
    Source.objects.all().delete()

    assert "Connect a source" in words(cast.browser().get("/"))
    assert "An admin connects a mailbox" in words(cast.browser(cast.cem).get("/"))


def test_a_house_that_has_heard_nothing_says_that_it_listens(cast):
    assert "The first message will appear here by itself." in words(cast.browser().get("/"))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("ours", "Nobody outside is waiting for us."),
        ("theirs", "the conversation waits here"),
        ("settled", "settled with a reason"),
    ],
)
def test_an_empty_tab_says_what_belongs_there(cast, state, sentence):
    number = cast.asks()
    if state != "theirs":
        cast.answers(number)
    else:
        settle(number, reason="Thanks only", by=cast.bea, at=cast.now)

    assert sentence in words(cast.browser().get(f"/?state={state}"))


def test_somebody_we_wrote_to_first_is_named(cast):
    cast.hears(
        mail(
            "Will you come?",
            key="1@rotor.example",
            author="Bea <hello@rotor.example>",
            to="Ann Archer <ann@example.org>",
        )
    )

    assert "to Ann Archer" in words(cast.browser().get("/?state=theirs"))


def test_a_message_of_nobody_is_of_somebody(cast):
    cast.hears(mail("Hello", key="1@example.org", author="", to=""))

    assert "somebody" in words(cast.browser().get("/"))


def test_a_face_has_the_same_colour_in_the_list_and_on_the_page_of_the_person(cast):
    cast.asks()
    browser = cast.browser()

    row, card = part(browser.get("/"), 'class="row '), part(browser.get("/people"), 'class="rows')

    assert re.search(r"hue-\d", row)[0] == re.search(r"hue-\d", card)[0]


def test_the_list_is_a_fragment_of_its_own_that_says_where_it_is_had_again(cast):
    number = cast.asks()

    shown = cast.browser().get(f"/turns?assignee=nobody&beside={number}")

    html = shown.content.decode()
    assert html.lstrip().startswith('<div class="turns" id="turns"')
    assert f'data-live="/turns?assignee=nobody&amp;beside={number}"' in html
    assert 'aria-current="true"' in part(shown, f'id="row-{number}"')
    assert "<html" not in html


def test_a_feed_stands_in_the_list_with_its_mark(cast):
    feed = connect(kind="feed", name="Parts Drawer", settings=FeedSettings(url="https://drawer.example/feed"))
    cast.asks()
    Source.objects.filter(pk=cast.mailbox.pk).update(kind="feed", name="Drawer")

    assert "#feed" in part(cast.browser().get("/"), 'class="row ')
    assert feed.name in words(cast.browser().get("/"))


@pytest.mark.parametrize("address", ["/", "/turns"])
def test_nobody_sees_the_list_without_signing_in(client, db, address):
    shown = client.get(address)

    assert (shown.status_code, shown["Location"].partition("?")[0]) == (302, "/sign-in")


@pytest.mark.parametrize("address", ["/", "/turns"])
def test_the_list_is_only_read(cast, address):
    assert cast.browser().post(address).status_code == 405


@pytest.mark.parametrize("address", ["/", "/?state=settled", "/?assignee=me", "/turns"])
def test_the_list_asks_the_database_the_same_number_of_questions_however_long_it_is(
    cast, address, django_assert_num_queries
):
    browser = cast.browser()
    with django_assert_num_queries(QUERIES[address]):
        browser.get(address)
    for hours in range(12):
        number = cast.asks(ago=hours * HOUR, author=f"Writer {hours} <writer{hours}@example.org>")
        assign(number, to=cast.bea, by=cast.bea)
        if hours % 2:
            settle(number, reason="Thanks only", by=cast.bea, at=cast.now)

    with django_assert_num_queries(QUERIES[address] + 1):  # what the rows show, and whom they are with
        browser.get(address)


QUERIES = {"/": 9, "/?state=settled": 9, "/?assignee=me": 9, "/turns": 8}
