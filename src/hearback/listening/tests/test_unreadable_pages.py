"""Facts about what could not be read: it is shown with its reason, handed out as it came, and can be read again."""

from pathlib import Path

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import words
from tests.raw_mail import fetched, mail

from hearback.channels.feed.settings import FeedSettings
from hearback.listening import bringing
from hearback.listening.actions import store
from hearback.listening.actions.heard import note_heard, note_unreadable
from hearback.listening.hearing import STUMBLED
from hearback.listening.jobs import hear_rest
from hearback.listening.models import Unheard, Unreadable
from hearback.listening.queries import PAGE
from hearback.listening.rules import REFUSED
from hearback.sources.actions import connect
from hearback.staff.models import AuditLine

RAW = mail(key="odd@example.org", subject="Odd <script>alert(1)</script>")


@pytest.fixture
def odd(cast):
    """Return the number of an arrival that could not be read."""
    return _unreadable(cast, cast.mailbox, RAW)[0]


def _unreadable(cast, source, *raws):
    kept = store(source, fetched(*raws))
    note_heard([one.number for one in kept])
    note_unreadable(source, {one.number: "It has no head." for one in kept}, at=cast.now)
    return [one.number for one in kept]


def test_it_stands_there_with_its_reason_and_where_it_lay(cast, odd):
    shown = words(cast.browser().get("/unreadable"))

    assert f"It has no head. Hello · INBOX;1;1 · {len(RAW)} B · just now Original Read again" in shown


def test_when_everything_could_be_read_that_is_said(cast):
    assert "Everything could be read" in words(cast.browser().get("/unreadable"))


def test_one_sources_can_be_seen_alone(cast, odd):
    feed = connect(kind="feed", name="Light", settings=FeedSettings(url="https://light.example/"))

    assert "Everything could be read" in words(cast.browser().get("/unreadable", {"source": feed.pk}))
    assert "It has no head." in words(cast.browser().get("/unreadable", {"source": cast.mailbox.pk}))
    assert cast.browser().get("/unreadable", {"source": 10**9}).status_code == 404
    assert "It has no head." in words(cast.browser().get("/unreadable", {"source": "x"}))


def test_a_long_list_goes_on_page_by_page(cast, django_assert_num_queries):
    _unreadable(cast, cast.mailbox, *[mail(key=f"{number}@example.org") for number in range(PAGE + 2)])
    browser = cast.browser()

    with django_assert_num_queries(8):
        first = browser.get("/unreadable", {"source": cast.mailbox.pk})
    second = browser.get(first.context["older_url"])

    assert (len(first.context["rows"]), len(second.context["rows"])) == (PAGE, 2)
    assert second.context["newer_url"]


class TestTheOriginal:
    def test_it_is_handed_out_as_it_came_and_never_shown(self, cast, odd):
        answer = cast.browser(cast.cem).get(f"/arrivals/{cast.mailbox.pk}/{odd}/original")

        assert answer.content == RAW
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == f'attachment; filename="arrival-{cast.mailbox.pk}-{odd}.eml"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"

    @pytest.mark.parametrize("path", ["/arrivals/{0}/1000000000/original", "/arrivals/1000000000/1/original"])
    def test_what_never_came_is_not_there(self, cast, path):
        assert cast.browser().get(path.format(cast.mailbox.pk)).status_code == 404

    def test_another_sources_number_opens_nothing(self, cast, odd):
        feed = connect(kind="feed", name="Light", settings=FeedSettings(url="https://light.example/"))

        assert cast.browser().get(f"/arrivals/{feed.pk}/{odd}/original").status_code == 404

    def test_nobody_gets_it_from_outside(self, cast, odd):
        assert Client().get(f"/arrivals/{cast.mailbox.pk}/{odd}/original").status_code == 302


class TestReadingAgain:
    def test_it_leaves_the_list_and_is_heard(self, cast, odd):
        answer = cast.browser().post(f"/unreadable/{cast.mailbox.pk}/{odd}/again", follow=True)

        assert "It is read again." in words(answer)
        assert [job.args for job in ProcrastinateJob.objects.all()] == [{"source": cast.mailbox.pk}]

        hear_rest(source=cast.mailbox.pk)

        assert not Unreadable.objects.exists()
        assert "Odd" in words(cast.browser().get("/"))

    def test_twice_is_once(self, cast, odd):
        for _ in range(2):
            assert cast.browser().post(f"/unreadable/{cast.mailbox.pk}/{odd}/again").status_code == 303

        assert Unheard.objects.count() == 1

    def test_what_was_read_already_is_left_alone(self, cast):
        number = cast.asks()

        cast.browser().post(f"/unreadable/{cast.mailbox.pk}/{number}/again")

        assert not Unheard.objects.exists()

    def test_a_colleague_sees_and_may_not(self, cast, odd):
        browser = cast.browser(cast.cem)

        assert "Read again" not in words(browser.get("/unreadable"))
        assert browser.post(f"/unreadable/{cast.mailbox.pk}/{odd}/again").status_code == 409
        assert Unreadable.objects.exists()

    def test_all_of_them_are_read_again_by_one_press(self, cast, odd):
        _unreadable(cast, cast.mailbox, *[mail(key=f"{number}@example.org") for number in range(3)])

        shown = cast.browser().get("/unreadable")
        answer = cast.browser().post("/unreadable/again", follow=True)

        assert "Read all 4 again" in words(shown)
        assert "4 are read again. What still says nothing comes back to this list." in words(answer)
        assert [job.args for job in ProcrastinateJob.objects.all()] == [{"source": cast.mailbox.pk}]
        hear_rest(source=cast.mailbox.pk)
        assert not Unreadable.objects.exists()
        line = AuditLine.objects.get(verb="read again")
        assert (line.subject, line.detail, line.colleague) == (f"source:{cast.mailbox.pk}", {"count": 4}, cast.bea)

    def test_only_those_of_the_source_and_kind_that_are_looked_at(self, cast, odd):
        feed = connect(kind="feed", name="Light", settings=FeedSettings(url="https://light.example/"))
        _unreadable(cast, feed, b"no feed")

        answer = cast.browser().post(f"/unreadable/again?source={feed.pk}&kind=unreadable", follow=True)

        assert "1 is read again." in words(answer)
        assert answer.redirect_chain == [(f"/unreadable?source={feed.pk}&kind=unreadable", 303)]
        assert [one.source_id for one in Unreadable.objects.all()] == [cast.mailbox.pk]

    def test_a_colleague_may_not_read_all_again(self, cast, odd):
        assert cast.browser(cast.cem).post("/unreadable/again").status_code == 409
        assert cast.browser().get("/unreadable/again").status_code == 405
        assert Unreadable.objects.exists()


class TestRefused:
    @pytest.fixture
    def refused(self, cast, odd):
        kept = store(cast.mailbox, fetched(mail(key="ours@example.org")))
        note_heard([one.number for one in kept])
        note_unreadable(cast.mailbox, {one.number: STUMBLED for one in kept}, at=cast.now)
        return kept[0].number

    def test_they_are_a_list_of_their_own(self, cast, refused):
        browser = cast.browser()

        both = words(browser.get("/unreadable"))
        ours = words(browser.get("/unreadable?kind=refused"))
        theirs = words(browser.get("/unreadable?kind=unreadable"))

        assert "All 2 Unreadable 1 Refused 1" in both
        assert STUMBLED in ours
        assert "It has no head." not in ours
        assert "It has no head." in theirs
        assert STUMBLED not in theirs
        assert "It has no head." in words(browser.get("/unreadable?kind=odd"))

    def test_the_reasons_are_told_apart_by_how_they_begin(self):
        source = Path(bringing.__file__).read_text(encoding="utf-8")

        assert STUMBLED.startswith(REFUSED[0])
        assert f'f"{REFUSED[1]}: ' in source
