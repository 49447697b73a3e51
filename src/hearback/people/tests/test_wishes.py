"""Facts about what people want: they say it themselves, every line is kept, and letters keep to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.cast import words

from hearback.infra.errors import Refusal
from hearback.people.actions import merge
from hearback.people.actions.wishes import (
    IMPORTED,
    TOLD,
    answer_ask,
    ask,
    note_consents,
    note_rhythm,
    note_unasked,
    open_ask,
)
from hearback.people.models import Ask, Consent, Identity, Rhythm, Unasked
from hearback.people.queries.wishes import held_back, known_wishes, token_of, wishes_address
from hearback.people.rules.wishes import CAP, NEVER, PURPOSES, Wishes, why_not
from hearback.staff.models import AuditLine

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NEWS = {"news": True}


class TestWhetherALetterMayGo:
    @pytest.mark.parametrize(
        ("wishes", "sent", "reason"),
        [
            (Wishes(), (), "They were never asked about news."),
            (Wishes({"news": False}), (), "They do not want news."),
            (Wishes({"news": True}, NEVER), (), "They want to be written to only in answer."),
            (Wishes({"news": True}), (), ""),
            (Wishes({"news": True}, 7), (NOON - 7 * DAY,), ""),
            (
                Wishes({"news": True}, 7),
                (NOON - 40 * DAY, NOON - 6 * DAY),
                "Once a week at most: the last letter went 6 days ago.",
            ),
            (Wishes({"news": True}, 30), (NOON - DAY,), "Once a month at most: the last letter went yesterday."),
            (Wishes({"news": True}, 30), (NOON,), "Once a month at most: the last letter went today."),
            (Wishes({"news": True}, 30), (NOON + DAY,), ""),
            (Wishes({"news": True}), (NOON - DAY,) * CAP, "4 letters went to them within 30 days; nobody gets more."),
            (Wishes({"news": True}), (NOON - 30 * DAY,) * CAP, ""),
        ],
    )
    def test_it_keeps_to_what_they_said(self, wishes, sent, reason):
        assert why_not(wishes, purpose="news", sent=sent, at=NOON) == reason

    def test_what_is_no_purpose_is_an_error_of_ours(self):
        with pytest.raises(KeyError):
            why_not(Wishes(), purpose="advertising", sent=(), at=NOON)


@pytest.fixture
def ann(cast) -> Identity:
    cast.asks()
    return Identity.objects.get(handle="ann@example.org")


@pytest.fixture
def eve(cast) -> Identity:
    cast.asks(author="Eve Ito <eve@example.net>")
    return Identity.objects.get(handle="eve@example.net")


def page_of(identity: Identity, more: str = "") -> str:
    return f"/wishes/{token_of(identity.pk)}{more}"


class TestTheirOwnPage:
    def test_they_say_how_often_and_what_about(self, cast, ann):
        browser = Client()
        assert "ann@example.org" in words(browser.get(page_of(ann)))

        done = browser.post(page_of(ann), {"days": "30", "news": "yes"}, follow=True)

        assert "This holds from now on" in words(done)
        known = known_wishes(ann.person_id)
        assert known.wishes.days == 30
        assert known.wishes.given == {key: key == "news" for key in PURPOSES}
        line = known.lines["news"]
        assert (line.wording, line.way, line.by) == (PURPOSES["news"].wording, "link", None)
        assert line.proof == "the link sent to ann@example.org"
        assert AuditLine.objects.filter(subject=f"person:{ann.person_id}", verb="note rhythm").count() == 1

    def test_saying_it_twice_adds_nothing(self, ann):
        for _ in range(2):
            Client().post(page_of(ann), {"days": "any", "news": "yes"})

        assert (Consent.objects.count(), Rhythm.objects.count()) == (len(PURPOSES), 0)

    def test_every_line_is_kept_when_they_change_their_mind(self, ann):
        Client().post(page_of(ann), {"days": "7", "news": "yes"})
        Client().post(page_of(ann), {"days": "any"})

        lines = Consent.objects.filter(purpose="news").order_by("pk").values_list("is_given", flat=True)
        assert list(lines) == [True, False]
        assert list(Rhythm.objects.order_by("pk").values_list("days", flat=True)) == [7, None]
        assert known_wishes(ann.person_id).wishes.days is None

    @pytest.mark.parametrize("days", ["", "5", "x", "None"])
    def test_a_rhythm_that_is_none_is_refused_and_nothing_is_noted(self, ann, days):
        answer = Client().post(page_of(ann), {"days": days, "news": "yes"})

        assert (answer.status_code, Consent.objects.count()) == (422, 0)
        assert "Choose how often" in words(answer)

    @pytest.mark.parametrize("token", ["1", "1.x", "x.y", "..", "0.abc"])
    @pytest.mark.parametrize("more", ["", "/stop", "/ask"])
    def test_a_link_that_we_did_not_make_leads_nowhere(self, ann, token, more):
        assert Client().post(f"/wishes/{token}{more}").status_code == 404

    def test_a_link_of_another_is_not_made_by_changing_its_number(self, ann, eve):
        forged = f"{eve.pk}.{token_of(ann.pk).partition('.')[2]}"

        assert Client().get(f"/wishes/{forged}").status_code == 404

    def test_their_link_is_an_address_of_the_house(self, ann):
        link = wishes_address(ann.pk, house="https://hearback.example/")

        assert link == f"https://hearback.example{page_of(ann)}"
        assert Client().get(page_of(ann)).headers["Cache-Control"].count("no-store") == 1


class TestStopping:
    def test_one_click_of_a_mail_program_stops_all_letters(self, ann):
        browser = Client(enforce_csrf_checks=True)

        answer = browser.post(page_of(ann, "/stop"), {"List-Unsubscribe": "One-Click"})

        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, "text/plain")
        assert not answer.cookies
        assert known_wishes(ann.person_id).wishes.days == NEVER
        assert Rhythm.objects.get().way == "one click"
        assert held_back([ann.person_id], purpose="news", at=NOON)

    @pytest.mark.parametrize("method", ["get", "head"])
    @pytest.mark.parametrize("more", ["/stop", ""])
    def test_opening_an_address_changes_nothing(self, ann, method, more):
        getattr(Client(), method)(page_of(ann, more))

        assert (Rhythm.objects.count(), Consent.objects.count(), Ask.objects.count()) == (0, 0, 0)

    def test_the_button_on_the_page_leads_back_to_it(self, ann):
        browser = Client()
        assert "Stop all letters" in words(browser.get(page_of(ann)))

        done = browser.post(page_of(ann, "/stop?page=1"), follow=True)

        assert "no more letters" in words(done)
        assert "Stop all letters" not in words(done)
        browser.post(page_of(ann, "/stop"))
        assert Rhythm.objects.count() == 1


class TestWhoseWishes:
    def test_they_hold_over_all_addresses_of_a_person(self, cast, ann, eve):
        Client().post(page_of(eve), {"days": "0"})
        assert known_wishes(ann.person_id).wishes.days is None

        merge(kept=ann.person_id, gone=eve.person_id, by=cast.bea, at=cast.now)

        assert known_wishes(ann.person_id).wishes.days == NEVER

    def test_who_may_not_be_written_to_is_told_with_the_reason(self, cast, ann, eve):
        note_consents(ann, NEWS, way=TOLD, proof="said so on the phone", by=cast.bea, at=cast.now)
        note_consents(eve, NEWS, way=IMPORTED, at=cast.now)
        people = [ann.person_id, eve.person_id]
        assert held_back(people, purpose="news", at=cast.now) == {}

        for number in range(CAP):
            note_unasked([eve.pk], purpose="news", origin=f"letter:{number}", at=cast.now)
            note_unasked([eve.pk], purpose="news", origin=f"letter:{number}", at=cast.now)

        assert Unasked.objects.count() == CAP
        assert list(held_back(people, purpose="news", at=cast.now)) == [eve.person_id]
        assert set(held_back(people, purpose="questions", at=cast.now)) == set(people)

    def test_it_costs_the_same_for_many(self, cast, ann, eve, django_assert_num_queries):
        with django_assert_num_queries(4):
            held_back([ann.person_id, eve.person_id], purpose="news", at=cast.now)


class TestWhatColleaguesNote:
    def test_they_note_what_they_were_told_with_how_they_know(self, cast, ann):
        browser = cast.browser()
        address = f"/people/{ann.person_id}/consents"

        browser.post(address, {"identity": ann.pk, "news": "yes", "questions": "no", "proof": "at the spring dinner"})

        shown = words(browser.get(f"/people/{ann.person_id}/wishes"))
        assert "at the spring dinner" in shown
        assert PURPOSES["news"].wording in shown
        assert known_wishes(ann.person_id).wishes.given == {"news": True, "questions": False}
        again = browser.post(address, {"identity": ann.pk, "news": "yes", "proof": "again"}, follow=True)
        assert "known already" in words(again)

    def test_without_proof_nothing_is_noted(self, cast, ann):
        answer = cast.browser().post(
            f"/people/{ann.person_id}/consents", {"identity": ann.pk, "news": "yes", "proof": " "}, follow=True
        )

        assert "Say how you know" in words(answer)
        assert Consent.objects.count() == 0

    @pytest.mark.parametrize("identity", ["", "x", "0"])
    def test_an_address_of_nobody_is_not_noted_for(self, cast, ann, identity):
        answer = cast.browser().post(f"/people/{ann.person_id}/consents", {"identity": identity, "news": "yes"})

        assert answer.status_code == 404

    def test_the_address_of_another_person_is_not_noted_for(self, cast, ann, eve):
        said = {"identity": eve.pk, "news": "yes", "proof": "told me"}

        assert cast.browser().post(f"/people/{ann.person_id}/consents", said).status_code == 404

    def test_what_is_no_purpose_is_refused(self, ann):
        with pytest.raises(Refusal, match="no purpose"):
            note_consents(ann, {"advertising": True}, way=IMPORTED, at=NOON)
        with pytest.raises(Refusal, match="one of"):
            note_rhythm(ann, 5, way=IMPORTED, at=NOON)

    def test_the_page_of_who_was_merged_leads_on(self, cast, ann, eve):
        gone = eve.person_id
        merge(kept=ann.person_id, gone=gone, by=cast.bea, at=cast.now)
        browser = cast.browser()

        assert browser.get(f"/people/{gone}/wishes")["Location"] == f"/people/{ann.person_id}/wishes"
        assert browser.get("/people/999999/wishes").status_code == 404

    def test_nobody_sees_the_ledger_without_signing_in(self, ann):
        assert Client().get(f"/people/{ann.person_id}/wishes")["Location"].startswith("/sign-in")
        assert Client().get("/people/asks")["Location"].startswith("/sign-in")


class TestWhatTheyAskFor:
    def test_it_stands_in_a_list_until_it_is_done(self, cast, ann):
        Client().post(page_of(ann, "/ask"), {"what": "copy", "words": "By mail, please."})
        Client().post(page_of(ann, "/ask"), {"what": "copy", "words": "By mail, please."})
        browser = cast.browser()
        shown = words(browser.get("/people/asks"))
        assert "Ann Archer : Send me everything" in shown.replace("Archer:", "Archer :")
        assert shown.count("By mail, please.") == 1
        assert "asked; somebody will answer you" in words(Client().get(page_of(ann)))

        done = browser.post(f"/people/asks/{Ask.objects.get().pk}/answer", {"answer": "Sent on 4 March."}, follow=True)

        assert "Done by Bea" in words(done)
        browser.post(f"/people/asks/{Ask.objects.get().pk}/open")
        assert Ask.objects.get().done_at is None

    def test_asked_again_the_words_add_up(self, ann):
        ask(ann, Ask.FORGETTING, words="Forget me.", at=NOON)
        ask(ann, Ask.FORGETTING, words="Please!", at=NOON)

        assert Ask.objects.get().words == "Forget me.\n\nPlease!"

    @pytest.mark.parametrize(("what", "why"), [("correction", "Say what is wrong"), ("money", "cannot be asked for")])
    def test_what_cannot_be_asked_is_refused_with_the_reason(self, ann, what, why):
        answer = Client().post(page_of(ann, "/ask"), {"what": what, "words": " "})

        assert (answer.status_code, Ask.objects.count()) == (422, 0)
        assert why in words(answer)

    def test_it_is_done_once_and_with_words(self, cast, ann):
        asked = ask(ann, Ask.COPY, words="", at=NOON)
        with pytest.raises(Refusal, match="Say what was done"):
            answer_ask(asked.pk, answer=" ", by=cast.bea, at=NOON)
        answer_ask(asked.pk, answer="Sent.", by=cast.bea, at=NOON)
        with pytest.raises(Refusal, match="done already"):
            answer_ask(asked.pk, answer="Sent.", by=cast.bea, at=NOON)
        ask(ann, Ask.COPY, words="Once more.", at=NOON)
        with pytest.raises(Refusal, match="open already"):
            open_ask(asked.pk, by=cast.bea, at=NOON)

    def test_the_list_says_so_when_nobody_asked(self, cast):
        assert "Nobody has asked" in words(cast.browser().get("/people/asks"))

    def test_the_list_comes_in_pages(self, cast, ann):
        for number in range(51):
            Ask.objects.create(identity=ann, what="copy", words=f"No {number}.", at=NOON, done_at=NOON)
        browser = cast.browser()
        first = browser.get("/people/asks")
        older = first.content.decode().split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]

        assert "No 0." not in words(first)
        assert "No 0." in words(browser.get(older))
