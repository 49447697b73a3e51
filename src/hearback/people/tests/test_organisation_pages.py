"""Facts about the pages of organisations: everything by link and button, refusals in words, and an undo for each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import words

from hearback.people.actions import affiliations, organisations
from hearback.people.models import Affiliation, Counterpart, Domain, Identity, Organisation

ALL, NEW = "/people/organisations", "/people/organisations/new"
PAGES = [ALL, NEW, f"{ALL}/doubts", f"{ALL}/suggested", f"{ALL}/signals"]


@pytest.fixture
def acme(cast):
    """An organisation with a domain, from which three have written."""
    for name in ("ann", "bo", "li"):
        cast.asks(author=f"{name.title()} <{name}@acme.example>")
    one, _ = organisations.make("Acme", by=cast.bea, at=cast.now, kinds=["isv"], depth="broad", note="Sell\nmore.")
    organisations.add_domain(one.pk, "acme.example", by=cast.bea, at=cast.now)
    return one


def page(one):
    return reverse("organisation", args=[one.pk])


def flash(answer):
    return next(iter(answer.context["messages"]))


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_house_says_so(cast, address):
    assert cast.browser().get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_strangers_see_nothing_of_it(cast, address):
    assert Client().get(address).status_code == 302


def test_an_organisation_is_made_and_unmade(cast):
    browser = cast.browser(cast.cem)
    answer = browser.post(NEW, {"name": "Acme", "kinds": ["isv", "press"], "depth": "deep"}, follow=True)

    assert answer.redirect_chain == [(page(Organisation.objects.get()), 303)]
    assert "ISV Press Depth: one to one" in words(answer)
    assert "Nobody of us is their account manager yet" in words(answer)
    browser.post(flash(answer).extra_tags)
    assert "No organisations yet" in words(browser.get(ALL))


def test_a_refusal_stands_above_what_was_typed(acme, cast):
    answer = cast.browser().post(NEW, {"name": "acme", "note": "typed", "kinds": "press"})

    assert answer.status_code == 422
    assert "There is an organisation called acme already." in words(answer)
    assert 'value="press" checked' in answer.content.decode()


def test_it_is_changed_and_changed_back(acme, cast):
    browser, url = cast.browser(), reverse("edit-organisation", args=[acme.pk])
    assert 'value="isv" checked' in browser.get(url).content.decode()
    assert browser.post(url, {"name": ""}).status_code == 422

    answer = browser.post(url, {"name": "Acme Ltd", "depth": ""}, follow=True)
    assert "no type yet" in words(answer)
    browser.post(flash(answer).extra_tags)

    assert Organisation.objects.get().kinds == ["isv"]


def test_its_page_shows_who_belongs_there_and_what_is_missing(acme, cast):
    told = words(cast.browser().get(page(acme)))

    for words_there in ("Ann", "ann@acme.example", "by their address", "96 % likely", "breadth does not mean nobody"):
        assert words_there in told


def test_it_is_removed_and_brought_back(acme, cast):
    browser = cast.browser()
    answer = browser.post(reverse("remove-organisation", args=[acme.pk]), follow=True)
    assert browser.get(page(acme)).status_code == 404

    answer = browser.post(flash(answer).extra_tags, follow=True)
    assert answer.redirect_chain == [(page(acme), 303)]


def test_a_domain_is_added_dated_and_removed(acme, cast):
    browser = cast.browser()
    add = reverse("add-domain", args=[acme.pk])
    assert "is no day" in words(browser.post(add, {"name": "a.example", "since": "2020-13-45"}, follow=True))
    assert "Many strangers" in words(browser.post(add, {"name": "gmail.com"}, follow=True))

    browser.post(add, {"name": "https://www.rind.example/x", "since": "2020-03-01"})
    row = Domain.objects.get(name="rind.example")
    change = reverse("date-domain", args=[acme.pk, row.pk])
    assert "1 Mar 2020 – 1 Mar 2024" in words(
        browser.post(change, {"since": "2020-03-01", "until": "2024-03-01"}, follow=True)
    )
    assert "until 1 Mar 2024" in words(browser.post(change, {"until": "2024-03-01"}, follow=True))
    browser.post(change, {"do": "remove"})
    assert not Domain.objects.filter(name="rind.example").exists()


def test_people_of_both_sides_are_named_and_their_time_ends(acme, cast):
    browser, ann = cast.browser(), Identity.objects.get(handle="ann@acme.example").person_id
    ours, theirs = reverse("name-ours", args=[acme.pk]), reverse("name-theirs", args=[acme.pk])
    told = words(browser.post(ours, {"colleague": cast.cem.pk, "part": "fallback"}, follow=True))
    assert "Cem Aydin fallback, when nobody else is there since 4 Mar 2026" in told
    assert "breadth does not mean nobody" not in told
    assert "Choose who it is" in words(browser.post(ours, {"colleague": "x", "part": "fallback"}, follow=True))
    assert "our sponsor" in words(
        browser.post(theirs, {"person": f"https://x.example/people/{ann}", "part": "our sponsor"}, follow=True)
    )
    assert "Choose who it is" in words(browser.post(theirs, {"person": "Ann", "part": "x"}, follow=True))

    row = Counterpart.objects.get(colleague=cast.cem)
    browser.post(reverse("end-counterpart", args=[acme.pk, row.pk]))
    cast.cem.is_active = False
    cast.cem.save()

    assert "breadth does not mean nobody" in words(browser.get(page(acme)))


def test_a_colleague_who_left_us_is_no_fallback(acme, cast):
    organisations.add_counterpart(acme.pk, part="fallback", colleague=cast.cem, by=cast.bea, at=cast.now)
    cast.cem.is_active = False
    cast.cem.save()

    told = words(cast.browser().get(page(acme)))

    assert "has left us" in told
    assert "breadth does not mean nobody" in told


@pytest.mark.parametrize(
    ("given", "said"), [("still", "still there"), ("left", "has left"), ("never", "never belonged")]
)
def test_a_doubt_is_answered_with_one_key_and_reopened(acme, cast, given, said):
    Affiliation.objects.filter(identity__handle="ann@acme.example").update(bounced_at=cast.now + timedelta(hours=1))
    affiliations.belong(None, at=cast.now)
    browser, row = cast.browser(), Affiliation.objects.get(identity__handle="ann@acme.example")
    shown = browser.get(f"{ALL}/doubts")
    assert "Mail to this address came back." in words(shown)
    assert [f'data-key="{key}"' in shown.content.decode() for key in "ynx"] == [True] * 3

    answer = browser.post(reverse("answer-affiliation", args=[row.pk]), {"answer": given}, follow=True)
    assert said in str(flash(answer))
    assert "Nobody is in doubt" in words(answer)
    browser.post(flash(answer).extra_tags)

    assert "1 in doubt" in words(browser.get(f"{ALL}/doubts"))


def test_doubts_are_skipped_one_by_one(acme, cast):
    Affiliation.objects.update(bounced_at=cast.now + timedelta(hours=1))
    affiliations.belong(None, at=cast.now)
    browser, seen, address = cast.browser(), [], f"{ALL}/doubts"
    for _ in range(3):
        shown = browser.get(address).context
        seen.append(shown["question"]["face"].name)
        address = shown["next_url"]

    assert (sorted(seen), address) == (["Ann", "Bo", "Li"], "")


def test_an_answer_leads_back_only_to_pages_of_ours(acme, cast):
    row = Affiliation.objects.first()
    url, browser = reverse("answer-affiliation", args=[row.pk]), cast.browser()

    assert browser.post(url, {"answer": "still", "to": page(acme)}).url == page(acme)
    for to in ("https://evil.example/people/", "//evil.example/people/", "/\\evil.example"):
        assert browser.post(url, {"answer": "still", "to": to}).url == f"{ALL}/doubts"
    assert "is no day" in words(browser.post(url, {"answer": "left", "until": "soon"}, follow=True))


def test_former_and_doubted_have_their_own_lists(acme, cast):
    affiliations.say_has_left(Affiliation.objects.get(identity__handle="ann@acme.example").pk, by=cast.bea, at=cast.now)
    browser = cast.browser()

    assert "ann@acme.example" in words(browser.get(f"{page(acme)}?state=former"))
    assert "ann@acme.example" not in words(browser.get(f"{page(acme)}?state=nonsense"))
    assert "Nobody is in doubt." in words(browser.get(f"{page(acme)}?state=doubt"))


def test_a_domain_of_several_is_made_an_organisation_or_never(cast):
    for name in ("ann", "bo", "li"):
        for host in ("one.example", "two.example"):
            cast.asks(author=f"{name} <{name}@{host}>")
    affiliations.suggest(at=cast.now)
    browser, url = cast.browser(), reverse("answer-suggested")
    assert "2 domains left" in words(browser.get(f"{ALL}/suggested"))

    answer = browser.post(url, {"domain": "one.example", "name": "One", "answer": "make"}, follow=True)
    assert "1 domain left" in words(answer)
    assert "Somebody has answered" in words(browser.post(url, {"domain": "one.example", "answer": "x"}, follow=True))
    answer = browser.post(url, {"domain": "two.example", "answer": "never"}, follow=True)
    assert "Nothing to suggest" in words(answer)
    answer = browser.post(flash(answer).extra_tags, follow=True)
    assert answer.redirect_chain == [(ALL, 303)]

    assert "1 domain left" in words(browser.get(f"{ALL}/suggested"))


def test_what_is_to_be_decided_stands_with_its_reason(acme, cast):
    told = words(cast.browser().get(f"{ALL}/signals"))
    assert "Breadth without a named fallback of ours." in told
    assert "3 people there spoke to us within 90 days" in told

    Organisation.objects.update(depth="deep")
    Affiliation.objects.update(seen_at=cast.now - timedelta(days=200))
    assert "Nobody there has spoken to us for 200 days" in words(cast.browser().get(f"{ALL}/signals"))
    Affiliation.objects.all().delete()
    assert "Nobody there has spoken to us yet" in words(cast.browser().get(f"{ALL}/signals"))


def test_a_person_shows_where_they_belong_and_takes_more(acme, cast):
    browser, ann = cast.browser(), Identity.objects.get(handle="ann@acme.example").person_id
    organisations.make("Guild", by=cast.bea, at=cast.now)
    told, url = {"organisation": "guild", "title": "Chair", "since": "2024-05-01"}, f"/people/{ann}/affiliations"

    assert "Belongs to" in words(browser.get(f"/people/{ann}"))
    answer = browser.post(url, told, follow=True)
    assert "Guild Chair a colleague said so · since 1 May 2024" in words(answer)
    assert "already" in words(browser.post(url, told, follow=True))
    browser.post(flash(answer).extra_tags)

    assert "Guild" not in words(browser.get(f"/people/{ann}"))


def test_pages_ask_no_more_of_the_database_for_more_people(acme, cast):
    browser = cast.browser()

    def asked(address):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            browser.get(address)
        return len(caught)

    before = [asked(address) for address in (ALL, page(acme))]
    for number in range(12):
        cast.asks(author=f"P{number} <p{number}@acme.example>")
        organisations.make(f"Other {number}", by=cast.bea, at=cast.now)
    affiliations.belong(None, at=cast.now)

    assert [asked(address) for address in (ALL, page(acme))] == before


def test_lists_go_on_and_keep_what_was_asked(cast):
    for number in range(52):
        organisations.make(f"Firm {number:03}", kinds=["press"], by=cast.bea, at=cast.now)
    browser = cast.browser()
    first = browser.get(f"{ALL}?q=firm&kind=press&depth=nonsense")
    second = browser.get(first.context["older_url"])

    assert [row["face"].name for row in second.context["rows"]] == ["Firm 050", "Firm 051"]
    assert "q=firm" in first.context["older_url"]
    assert "No organisation like that" in words(browser.get(f"{ALL}?q=zzz"))
