"""Facts about the pages of who knows whom: every number opens to its acts, every decision can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import EVE, words

from hearback.people.actions.ties import count_ties
from hearback.people.models import Act, Dismissal, Gesture, Identity, Introduction, Mailbox, Tie

DAY = timedelta(days=1)


@pytest.fixture
def ann(cast) -> int:
    """Ann asked and Bea answered, three times within a month."""
    for ago in (30, 20, 10):
        talk = cast.asks(ago=(ago + 1) * DAY)
        cast.answers(talk, ago=ago * DAY)
    count_ties(at=cast.now)
    return Identity.objects.get(handle="ann@example.org").person_id


def test_a_person_s_page_tells_who_of_us_knows_them(cast, ann):
    shown = words(cast.browser().get(f"/people/{ann}"))

    assert "Who of us knows them" in shown
    assert "Bea Nakamura" in shown
    assert "6 exchanges" in shown or "3 exchanges" in shown


def test_who_is_known_to_nobody_has_a_page_that_says_so(cast):
    cast.asks(author=EVE, to="Somebody <other@example.org>")
    eve = Identity.objects.get(handle="eve@example.net").person_id

    assert "Nobody yet, as far as we heard." in words(cast.browser().get(f"/people/{eve}"))
    assert "Nothing was exchanged yet" in words(cast.browser().get(f"/people/{eve}/ties"))


def test_ties_tell_each_direction_and_what_they_were_counted_from(cast, ann):
    shown = words(cast.browser().get(f"/people/{ann}/ties"))

    assert "All of us" in shown
    assert "They towards us" in shown
    assert "3 from them, 3 from us" in shown
    assert "the last 10 days ago" in shown


def test_a_past_day_looks_at_nothing_after_it(cast, ann):
    day = (cast.now - 15 * DAY).date()
    shown = words(cast.browser().get(f"/people/{ann}/ties?on={day}"))

    assert "2 from them, 2 from us" in shown
    assert "Back to today" in shown
    before = (cast.now - 100 * DAY).date()
    assert "Nothing was exchanged yet" in words(cast.browser().get(f"/people/{ann}/ties?on={before}"))
    assert cast.browser().get(f"/people/{ann}/ties?on=2026-99-99").status_code == 200


@pytest.mark.parametrize(
    ("days", "words_of_it"),
    [((200, 120, 5, 4, 3), "growing"), ((210, 200, 190, 180, 170, 160, 150, 140, 130, 120), "cooling")],
)
def test_a_tie_that_grows_or_cools_says_so(cast, days, words_of_it):
    for ago in days:
        cast.answers(cast.asks(ago=(ago + 1) * DAY), ago=ago * DAY)
    count_ties(at=cast.now)
    ann = Identity.objects.get(handle="ann@example.org").person_id

    assert words_of_it in words(cast.browser().get(f"/people/{ann}"))
    assert words_of_it in words(cast.browser().get(f"/people/{ann}/ties"))


def test_every_number_opens_to_its_acts(cast, ann):
    client = cast.browser()
    shown = words(client.get(f"/people/{ann}/ties/0"))
    with_bea = words(client.get(f"/people/{ann}/ties/{cast.bea.pk}?on={(cast.now - 15 * DAY).date()}"))

    assert shown.count("Conversation") >= 6
    assert with_bea.count("Bea Nakamura answered") == 2
    assert client.get(f"/people/{ann}/ties/999").status_code == 404
    assert "Nothing was exchanged up to then" in words(client.get(f"/people/{ann}/ties/{cast.cem.pk}"))


def test_many_acts_come_in_pages(cast, ann):
    for _ in range(30):
        cast.answers(cast.asks(ago=2 * DAY), ago=DAY)
    client = cast.browser()
    first = client.get(f"/people/{ann}/ties/0")
    older = client.get(first.context["older_url"])

    assert len(first.context["rows"]) == 50
    assert len(older.context["rows"]) == Act.objects.count() - 50
    assert older.context["newer_url"]


def test_somebody_merged_leads_to_who_they_are_now(cast, ann):
    cast.asks(author=EVE)
    eve = Identity.objects.get(handle="eve@example.net").person_id
    cast.browser().post(f"/people/{ann}/merge", {"other": eve})

    assert cast.browser().get(f"/people/{eve}/ties").url == f"/people/{ann}/ties"
    assert cast.browser().get("/people/99999/ties").status_code == 404


def test_a_gesture_is_noted_counts_and_can_be_taken_back(cast, ann):
    client, before = cast.browser(), Act.objects.count()
    told = {"kind": "met", "way": "ours", "on": str((cast.now - DAY).date()), "words": "At the fair"}
    client.post(f"/people/{ann}/gestures", told)
    assert "Bea Nakamura met : At the fair" in words(client.get(f"/people/{ann}/ties")).replace(" met:", " met :")
    assert Act.objects.count() == before + 1

    client.post(f"/people/gestures/{Gesture.objects.get().pk}/remove")
    assert Act.objects.count() == before
    client.post(f"/people/gestures/{Gesture.objects.get().pk}/restore")
    assert Act.objects.count() == before + 1


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"kind": "sang"}, "Choose what it was."),
        ({"kind": "met", "on": "2030-01-01"}, "That day is still to come."),
        ({"kind": "met", "words": "x" * 3000}, "That is longer than 2,000 characters."),
    ],
)
def test_a_gesture_that_cannot_be_is_refused_in_words(cast, ann, told, why):
    client = cast.browser()
    shown = client.post(f"/people/{ann}/gestures", told)

    assert why in words(client.get(shown.url))
    assert not Gesture.objects.exists()


def test_what_somebody_did_for_us_is_owed_until_it_is_thanked_for(cast, ann):
    client = cast.browser()
    client.post(f"/people/{ann}/gestures", {"kind": "helped", "way": "theirs", "words": "found the leak", "on": "bad"})
    assert "Ann Archer helped: found the leak" in words(client.get("/people/thanks"))

    client.post(f"/people/{ann}/gestures", {"kind": "thanked", "way": "ours"})
    assert "No thanks are owed" in words(client.get("/people/thanks"))


def test_thanks_that_need_not_be_said_are_put_aside_and_shown_again(cast, ann):
    client = cast.browser()
    client.post(f"/people/{ann}/gestures", {"kind": "helped", "way": "theirs"})
    client.post(f"/people/{ann}/aside/thanks", {"reason": "It is her job"})
    assert "No thanks are owed" in words(client.get("/people/thanks"))

    client.post(f"/people/aside/{Dismissal.objects.get().pk}/show")
    assert "Ann Archer" in words(client.get("/people/thanks"))
    shown = client.post(f"/people/{ann}/aside/thanks", {"reason": " "})
    assert "Say why; others will want to know." in words(client.get(shown.url))


def test_who_fell_silent_stands_in_the_list_until_they_are_put_aside(cast):
    for ago in range(60, 200, 7):
        cast.asks(ago=ago * DAY)
    count_ties(at=cast.now)
    client = cast.browser()
    ann = Identity.objects.get(handle="ann@example.org").person_id
    shown = words(client.get("/people/silent"))
    assert "Ann Archer" in shown
    assert "usually every 7 days" in shown

    put = client.post(f"/people/{ann}/aside/silence", {"reason": "She retired"})
    assert "Nobody fell silent" in words(client.get("/people/silent"))
    client.post(f"/people/aside/{Dismissal.objects.get().pk}/show")
    assert "Ann Archer" in words(client.get("/people/silent"))
    assert put.status_code == 303
    assert client.post(f"/people/{ann}/aside/jokes", {"reason": "x"}).status_code == 303
    assert Dismissal.objects.count() == 1


def test_who_is_known_by_one_of_us_is_listed(cast, ann):
    assert "Ann Archer" in words(cast.browser().get("/people/one"))
    Tie.objects.filter(is_house=True).update(known_by=2)
    assert "Nobody is known by one of us alone" in words(cast.browser().get("/people/one"))


def test_an_introduction_is_asked_for_agreed_to_made_and_taken_back(cast, ann):
    cem, bea = cast.browser(cast.cem), cast.browser()
    cem.post(f"/people/{ann}/introduction", {"through": cast.bea.pk, "words": "About valves"})
    again = cem.post(f"/people/{ann}/introduction", {"through": cast.bea.pk})
    assert "You have asked Bea Nakamura already." in words(cem.get(again.url))
    one = Introduction.objects.get()
    assert "Cem Aydin asks you: About valves" in words(bea.get("/people/introductions"))
    assert "You asked Bea Nakamura" in words(cem.get("/people/introductions"))

    refused = cem.post(f"/people/introductions/{one.pk}", {"state": "made"})
    assert "Only Bea Nakamura can say so." in words(cem.get(refused.url))
    bea.post(f"/people/introductions/{one.pk}", {"state": "agreed"})
    bea.post(f"/people/introductions/{one.pk}", {"state": "made"})
    assert Gesture.objects.get(removed_at=None).kind == "introduced"
    bea.post(f"/people/introductions/{one.pk}?state=asked")
    assert not Gesture.objects.filter(removed_at=None).exists()
    cem.post(f"/people/introductions/{one.pk}?state=dropped")
    late = bea.post(f"/people/introductions/{one.pk}", {"state": "agreed"})
    assert "That was decided meanwhile." in words(bea.get(late.url))


def test_nobody_is_asked_for_what_is_nobody_s(cast, ann):
    client = cast.browser()
    assert "Choose a colleague." in words(client.get(client.post(f"/people/{ann}/introduction", {"through": "x"}).url))
    own = client.post(f"/people/{ann}/introduction", {"through": cast.bea.pk})
    assert "You know them yourself." in words(client.get(own.url))
    nobody = client.post("/people/99999/introduction", {"through": cast.cem.pk})
    assert nobody.status_code == 303
    strange = client.post("/people/introductions/99999", {"state": "agreed"})
    assert "There is no such request of yours." in words(client.get(strange.url))
    assert "No introductions" in words(client.get("/people/introductions"))


def test_a_mailbox_takes_no_part_when_its_owner_says_so(cast, ann):
    client, cem = cast.browser(), cast.browser(cast.cem)
    cem.post(f"/people/mailboxes/{cast.mailbox.pk}", {"colleague": cast.cem.pk})
    count_ties(at=cast.now)

    assert not Tie.objects.exists()
    assert "Nothing was exchanged up to then" in words(client.get(f"/people/{ann}/ties/0"))
    assert Mailbox.objects.get().colleague == cast.cem
    assert "Hello" in words(client.get("/people/mailboxes"))


def test_another_colleague_s_mailbox_is_not_one_s_own_to_decide(cast):
    Mailbox.objects.create(source=cast.mailbox, colleague=cast.bea, at=cast.now, by=cast.bea)
    cem = cast.browser(cast.cem)
    shown = cem.post(f"/people/mailboxes/{cast.mailbox.pk}", {"colleague": cast.cem.pk})

    assert "This is another colleague's mailbox" in words(cem.get(shown.url))
    assert Mailbox.objects.get().colleague == cast.bea


def test_the_page_of_figures_says_when_there_is_too_little_past(cast, ann):
    assert "Too little past to try it on" in words(cast.browser().get("/people/ties"))
    assert "Too little past" in words(cast.browser(cast.cem).get("/people/ties"))
