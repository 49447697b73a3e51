"""Facts about the pages of sources: how each stands, and who may do what with it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import part, words
from tests.raw_mail import mail

from hearback.channels.feed.settings import FeedSettings
from hearback.channels.mail.settings import MailSettings
from hearback.infra.models import Event
from hearback.listening.actions.heard import note_unreadable
from hearback.listening.actions.runs import ask_for_run
from hearback.listening.jobs import fetch_source
from hearback.listening.models import Arrival, Comparison, Run
from hearback.sources.actions import connect, note_try
from hearback.sources.models import Source
from hearback.staff.models import AuditLine

BOX = MailSettings(address="care@rotor.example", imap_host="imap.rotor.example", imap_password="a red kite")


@pytest.fixture
def box(cast):
    return connect(kind="mail", name="Care", settings=BOX, address=BOX.address, by=cast.bea)


@pytest.fixture
def feed(cast):
    return connect(kind="feed", name="Lighthouse", settings=FeedSettings(url="https://light.example/feed"), by=cast.bea)


def row(cast, name, browser=None):
    """Return what the list says about a source."""
    listed = part((browser or cast.browser()).get("/sources"), 'id="sources-list"')
    return next(words(f"<li{one}") for one in listed.split("<li")[1:] if f">{name}</a>" in one)


def fetches():
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="hearback.listening.jobs.fetch_source")]


def test_a_new_source_awaits_its_first_look(cast, feed):
    assert row(cast, "Lighthouse") == "Lighthouse light.example/feed · nothing yet First look nothing heard yet"


def test_a_source_says_what_it_brought_and_when(cast, box):
    cast.hears(mail(key="1@example.org"), mail(key="2@example.org"), source=box)
    note_try(box, at=cast.now - timedelta(minutes=3), heard=True)

    assert row(cast, "Care") == (
        "Care care@rotor.example · 2 conversations · 2 are ours Listening last heard 3 min ago"
    )


@pytest.mark.parametrize(("lasting", "state"), [(True, "Needs you"), (False, "Trying again")])
def test_trouble_stands_in_place_of_counts_and_can_be_tried_again(cast, box, lasting, state):
    note_try(box, at=cast.now, heard=False, trouble="The password is wrong.", lasting=lasting)

    assert row(cast, "Care") == f"Care The password is wrong. {state} nothing heard yet Try now"
    assert "Try now" not in row(cast, "Care", cast.browser(cast.cem))


def test_an_archive_tells_its_last_import(cast):
    archive = connect(kind="mail", name="Old", settings=MailSettings())
    run = ask_for_run(archive, path="/old.mbox")

    assert "Importing" in row(cast, "Old")

    Run.objects.filter(pk=run.pk).update(state=Run.DONE, ended_at=cast.now - timedelta(days=2))
    assert row(cast, "Old") == "Old nothing yet Archive last import 2 Mar"


def test_a_mailbox_without_imap_is_for_imports_only(cast):
    assert "For imports only" in row(cast, "Hello")


def test_what_could_not_be_read_is_told(cast, box):
    cast.hears(mail(key="1@example.org"), source=box)
    note_unreadable(box, {Arrival.objects.get().id: "No head."}, at=cast.now)

    assert "1 arrival could not be read" in words(cast.browser().get("/sources"))


def test_an_empty_house_offers_what_can_be_connected(cast):
    Source.objects.all().delete()

    shown = cast.browser().get("/sources")

    assert "Nothing is connected yet" in words(shown)
    assert [kind["label"] for kind in shown.context["kinds"]] == ["Mailbox", "Feed", "Mail archive"]


def test_a_colleague_looks_and_connects_nothing(cast):
    shown = cast.browser(cast.cem).get("/sources")

    assert "An admin connects sources." in words(shown)
    assert "/sources/connect" not in shown.content.decode()


def test_the_list_alone_is_the_lists_part_of_the_page(cast, box):
    alone = cast.browser().get("/sources/list").content.decode()

    assert f'data-live-on="source:{box.pk}' in alone or f"source:{box.pk} " in alone
    assert "<html" not in alone


def test_more_sources_need_no_more_queries(cast, django_assert_num_queries):
    for number in range(8):
        made = connect(kind="feed", name=f"Feed {number}", settings=FeedSettings(url=f"https://f{number}.example/"))
        ask_for_run(made, path=f"/{number}")
    browser = cast.browser()

    with django_assert_num_queries(9):
        browser.get("/sources")


class TestASourcesPage:
    def test_it_shows_how_the_source_is_set_without_its_secrets(self, cast, box):
        shown = cast.browser().get(f"/sources/{box.pk}")

        assert "IMAP server imap.rotor.example" in words(shown)
        assert "IMAP password kept, encrypted" in words(shown)
        assert "Plus addresses no" in words(shown)
        assert "a red kite" not in shown.content.decode()

    def test_it_opens_also_when_its_secrets_do_not(self, cast, box):
        Source.objects.filter(pk=box.pk).update(secrets=b"sealed with a key that is gone")

        assert cast.browser().get(f"/sources/{box.pk}").status_code == 200

    def test_it_shows_who_connected_it_and_what_is_promised(self, cast, box):
        shown = words(cast.browser().get(f"/sources/{box.pk}"))

        assert "Connected" in shown
        assert "by Bea Nakamura" in shown
        assert "Promise 24 hours" in shown

    @pytest.mark.parametrize(
        ("lasting", "said"),
        [(True, "This will not get better by itself"), (False, "It is tried again every few minutes")],
    )
    def test_trouble_says_what_to_do(self, cast, box, lasting, said):
        note_try(box, at=cast.now, heard=False, trouble="The password is wrong.", lasting=lasting)

        shown = words(cast.browser().get(f"/sources/{box.pk}"))

        assert f"The password is wrong. {said}" in shown

    def test_its_imports_stand_with_their_numbers(self, cast, box):
        run = ask_for_run(box, path="/data/old.mbox", by=cast.bea)
        Run.objects.filter(pk=run.pk).update(
            state=Run.DONE, seen=12_000, already_here=1, duplicates=2, messages=11_990, unreadable=7
        )

        assert "old.mbox Done 11,990 3 7 just now Bea Nakamura" in words(cast.browser().get(f"/sources/{box.pk}"))

    def test_a_colleague_reads_and_has_no_buttons(self, cast, box):
        shown = part(cast.browser(cast.cem).get(f"/sources/{box.pk}"), 'id="source-state"')

        assert "<form" not in shown
        assert "Settings" in words(shown)
        assert f"/sources/{box.pk}/edit" not in shown

    def test_its_changing_part_has_an_address_of_its_own(self, cast, box):
        browser = cast.browser()

        whole, alone = browser.get(f"/sources/{box.pk}"), browser.get(f"/sources/{box.pk}/state")

        assert words(part(whole, 'id="source-state"')) == words(alone)

    def test_more_imports_need_no_more_queries(self, cast, box, django_assert_num_queries):
        for number in range(7):
            ask_for_run(box, path=f"/{number}", by=cast.bea)
        browser = cast.browser()

        with django_assert_num_queries(11):
            browser.get(f"/sources/{box.pk}")

    def test_a_source_that_is_not_there_is_said(self, cast):
        assert cast.browser().get("/sources/1000000000").status_code == 404


class TestPausing:
    def test_pausing_can_be_undone(self, cast, box):
        browser = cast.browser()

        paused = browser.post(f"/sources/{box.pk}/pause", follow=True)

        assert paused.redirect_chain == [(f"/sources/{box.pk}", 303)]
        assert "“Care” is paused. Undo" in words(paused)
        assert "Paused" in row(cast, "Care")
        assert "Go on" in row(cast, "Care")

        browser.post(f"/sources/{box.pk}/go-on")

        assert "Paused" not in row(cast, "Care")
        assert fetches() == [{"source": box.pk}]

    def test_pausing_twice_is_pausing_once(self, cast, box):
        for _ in range(2):
            cast.browser().post(f"/sources/{box.pk}/pause")

        assert AuditLine.objects.filter(verb="pause", subject=f"source:{box.pk}").count() == 1

    def test_open_pages_are_told(self, cast, box):
        cast.browser().post(f"/sources/{box.pk}/pause")

        assert Event.objects.filter(topic=f"source:{box.pk}").exists()


class TestListeningNow:
    def test_a_look_is_asked_for(self, cast, box):
        answer = cast.browser().post(f"/sources/{box.pk}/listen", follow=True)

        assert "Looking now." in words(answer)
        assert fetches() == [{"source": box.pk}]

    def test_a_paused_source_is_left_alone(self, cast, box):
        cast.browser().post(f"/sources/{box.pk}/pause")

        answer = cast.browser().post(f"/sources/{box.pk}/listen")

        assert (answer.status_code, "This source is paused." in words(answer)) == (409, True)
        assert fetches() == []

    def test_secrets_that_do_not_open_are_trouble_of_the_source(self, cast, box):
        Source.objects.filter(pk=box.pk).update(secrets=b"sealed with a key that is gone")

        fetch_source(source=box.pk)

        assert "The stored passwords cannot be opened" in row(cast, "Care")
        assert "Needs you" in row(cast, "Care")


class TestComparing:
    def test_a_comparison_is_asked_for(self, cast, box):
        assert "Comparing now." in words(cast.browser().post(f"/sources/{box.pk}/compare", follow=True))

    @pytest.mark.parametrize(
        ("there", "missing", "sentence", "said"),
        [
            (1, 0, "", "just now: 1 mail on the server, and all are here"),
            (1_234, 0, "", "just now: 1,234 mails on the server, and all are here"),
            (1_234, 2, "", "just now: 1,234 mails on the server; 2 were missing until then"),
            (0, 0, "The server is away.", "just now, and it broke off: The server is away."),
        ],
    )
    def test_what_was_found_stands_on_the_page(self, cast, box, there, missing, sentence, said):
        Comparison.objects.create(
            source=box, compared_at=timezone.now(), there=there, missing=missing, sentence=sentence
        )

        assert said in words(cast.browser().get(f"/sources/{box.pk}"))

    def test_an_archive_has_no_server_to_compare_with(self, cast):
        kept = connect(kind="mail", name="Old list", settings=MailSettings())

        assert "/compare" not in cast.browser().get(f"/sources/{kept.pk}").content.decode()


@pytest.mark.parametrize("act", ["pause", "go-on", "listen", "compare"])
class TestWhoMayAct:
    def test_a_colleague_may_not(self, cast, box, act):
        answer = cast.browser(cast.cem).post(f"/sources/{box.pk}/{act}")

        assert answer.status_code == 409
        assert "Only an admin" in words(answer)
        assert fetches() == []

    def test_nobody_may_from_outside(self, box, act):
        assert Client().post(f"/sources/{box.pk}/{act}").url.startswith("/sign-in")

    def test_it_takes_a_press_not_a_link(self, cast, box, act):
        assert cast.browser().get(f"/sources/{box.pk}/{act}").status_code == 405

    def test_it_takes_a_source(self, cast, act):
        assert cast.browser().post(f"/sources/1000000000/{act}").status_code == 404


@pytest.mark.parametrize(
    "page", ["/sources", "/sources/list", "/sources/1", "/sources/1/state", "/import", "/unreadable"]
)
def test_nobody_looks_from_outside(db, page):
    assert Client().get(page).status_code == 302
