"""Facts about connecting: tried first, nothing taken before it was seen, secrets never shown again."""

import re

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import field_value, words

from hearback.channels.feed.settings import FeedSettings
from hearback.channels.mail.settings import MailSettings
from hearback.channels.mail.tests.imap_server import PASSWORD, USER, Folder, imap_server
from hearback.infra.secrets import unseal
from hearback.listening.models import Arrival
from hearback.sources.actions import connect
from hearback.sources.models import Source
from hearback.sources.queries import settings_of

FEED, MAIL = "/sources/connect/feed", "/sources/connect/mail"


def filled_in(**more):
    return {"source_name": "", "promise_hours": "24", "poll_minutes": "15", **more}


def again(answer, **more):
    """Return what the browser would post from the page it was given."""
    form = answer.context["form"]
    shown = {name: value for name, value in form.data.items() if name in form.fields}
    return {**shown, "tried": field_value(answer, "tried"), **more}


@pytest.fixture
def browser(cast):
    return cast.browser()


@pytest.fixture
def tried(browser, blog):
    """The page after a blog's address was tried."""
    return browser.post(FEED, filled_in(url=f"{blog.address}/"))


def test_the_form_comes_from_the_channels_settings(browser):
    shown = words(browser.get(MAIL))

    assert "IMAP server For example imap.example.org." in shown
    assert "IMAP security How the connection is protected." not in shown  # the choices stand between
    assert "TLS STARTTLS none (unprotected)" in shown
    assert "Connect a mailbox Hearback hears a mailbox by IMAP" in shown  # SETUP.md


def test_trying_says_what_would_come_and_takes_nothing(tried, cast):
    shown = words(tried)

    assert "The Lighthouse Journal: 2 posts, the newest of 2 March 2026." in shown
    assert "Connect and hear it" in shown
    assert [one.name for one in Source.objects.all()] == ["Hello"]
    assert not Arrival.objects.exists()


def test_what_was_found_out_is_told_and_filled_in(tried, blog):
    assert f"Address: {blog.address}/feed.xml" in words(tried)
    assert field_value(tried, "url") == f"{blog.address}/feed.xml"
    assert field_value(tried, "source_name") == "The Lighthouse Journal"


def test_connecting_makes_the_source_and_has_it_heard(browser, tried, blog, cast):
    answer = browser.post(FEED, again(tried, connect="1"), follow=True)

    made = Source.objects.get(name="The Lighthouse Journal")
    assert answer.redirect_chain == [(f"/sources/{made.pk}", 303)]
    assert "“The Lighthouse Journal” is connected" in words(answer)
    assert (made.kind, made.address, made.connected_by) == ("feed", "", cast.bea)
    assert made.settings["url"] == f"{blog.address}/feed.xml"
    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"source": made.pk}]


def test_pressing_connect_twice_connects_once(browser, tried):
    first, second = (browser.post(FEED, again(tried, connect="1")) for _ in range(2))

    assert first.url == second.url
    assert Source.objects.filter(kind="feed").count() == 1


def test_connecting_without_a_try_only_tries(browser, blog):
    answer = browser.post(FEED, filled_in(url=f"{blog.address}/feed.xml", connect="1"))

    assert "2 posts" in words(answer)
    assert not Source.objects.filter(kind="feed").exists()


def test_settings_that_changed_since_the_try_are_tried_anew(browser, tried, blog):
    blog.put("/other.xml", b"<rss><channel><title>Another</title></channel></rss>")

    answer = browser.post(FEED, again(tried, url=f"{blog.address}/other.xml", connect="1"))

    assert "Another: no posts yet." in words(answer)
    assert not Source.objects.filter(kind="feed").exists()


def test_a_name_that_is_taken_is_said_at_its_field(browser, tried):
    answer = browser.post(FEED, again(tried, source_name="Hello", connect="1"))

    assert answer.context["form"].errors["source_name"] == ["There is a source called “Hello” already."]
    assert "2 posts" in words(answer)


@pytest.mark.parametrize(
    ("path", "said"),
    [("/gone", "There is nothing at {}/gone (404)."), ("/plain", "There is no feed at {}/plain.")],
)
def test_what_the_outside_says_no_to_is_one_sentence_and_what_was_typed_stays(browser, blog, path, said):
    blog.put("/plain", b"hello", Content_Type="text/html")

    answer = browser.post(FEED, filled_in(url=f"{blog.address}{path}", source_name="Mine"))

    assert answer.context["form"].non_field_errors() == [said.format(blog.address)]
    assert field_value(answer, "url") == f"{blog.address}{path}"
    assert field_value(answer, "source_name") == "Mine"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"url": ""}, "url"), ({"poll_minutes": "often"}, "poll_minutes"), ({"promise_hours": "0"}, "promise_hours")],
)
def test_what_cannot_be_right_is_said_at_its_field(browser, blog, wrong, field):
    answer = browser.post(FEED, filled_in(url=f"{blog.address}/feed.xml") | wrong)

    assert answer.context["form"].errors[field]
    assert not blog.asked


@pytest.mark.parametrize("kind", ["pigeon", "..", "contract"])
def test_only_channels_that_are_there_can_be_connected(browser, kind):
    assert browser.get(f"/sources/connect/{kind}").status_code == 404


class TestAMailbox:
    @pytest.fixture
    def server(self):
        with imap_server() as served:
            served.folders["INBOX"] = Folder()
            served.folders["INBOX"].put(b"Subject: one\r\n\r\nx", b"Subject: two\r\n\r\nx")
            yield served

    def typed(self, server, **more):
        box = {"address": USER, "imap_host": "127.0.0.1", "imap_port": str(server.port), "imap_security": "none"}
        rest = {
            "imap_password": PASSWORD,
            "folders": "INBOX",
            "since": "all",
            "when_removed": "keep",
            "smtp_port": "587",
        }
        return filled_in(**box, **rest, smtp_security="starttls", **more)

    def test_it_is_connected_by_its_address_with_its_password_sealed(self, browser, server):
        tried = browser.post(MAIL, self.typed(server))
        browser.post(MAIL, again(tried, connect="1", imap_password=""))

        made = Source.objects.get(name=USER)
        assert made.address == USER
        assert "imap_password" not in made.settings
        assert settings_of(made).imap_password == PASSWORD

    def test_it_says_how_much_there_is(self, browser, server):
        shown = words(browser.post(MAIL, self.typed(server)))

        assert "INBOX holds 2 messages, the oldest of 2 March 2026; nothing on the server will be changed." in shown

    def test_it_offers_where_to_begin_with_counts(self, browser, server):
        shown = words(browser.post(MAIL, self.typed(server)))

        assert "Everything 2 messages What came since" in shown
        assert "Only what comes from now on 0 messages" in shown

    @pytest.mark.parametrize(("begin", "since"), [("all", "all"), ("now", "now"), ("", "all"), ("1999-01-01", "all")])
    def test_where_to_begin_is_chosen_when_connecting(self, browser, server, begin, since):
        tried = browser.post(MAIL, self.typed(server))
        browser.post(MAIL, again(tried, connect="1", begin=begin))

        assert Source.objects.get(name=USER).settings["since"] == since

    @pytest.mark.parametrize("right", [True, False])
    def test_no_page_ever_holds_the_password(self, browser, server, right):
        password = PASSWORD if right else "a wrong kite"

        answer = browser.post(MAIL, self.typed(server) | {"imap_password": password})

        assert ("INBOX holds" in words(answer)) is right
        assert password not in answer.content.decode()
        assert 'placeholder="kept as it is"' in answer.content.decode()

    def test_a_wrong_password_is_one_sentence(self, browser, server):
        answer = browser.post(MAIL, self.typed(server) | {"imap_password": "wrong"})

        assert "password" in answer.context["form"].non_field_errors()[0]

    def test_a_password_is_kept_over_another_mistake(self, browser, server):
        wrong = browser.post(MAIL, self.typed(server) | {"imap_port": "many"})
        right = browser.post(MAIL, again(wrong, imap_port=str(server.port), imap_password=""))

        assert wrong.context["form"].errors["imap_port"]
        assert "INBOX holds" in words(right)

    def test_a_password_sealed_for_one_admin_opens_for_no_other(self, cast, browser, server):
        tried = browser.post(MAIL, self.typed(server))
        cast.cem.role = "admin"
        cast.cem.save()

        answer = cast.browser(cast.cem).post(MAIL, again(tried, imap_password="", connect="1"))

        assert answer.context["form"].errors["imap_password"]

    def test_a_seal_that_is_not_ours_is_no_password(self, browser, server):
        answer = browser.post(MAIL, self.typed(server) | {"imap_password": "", "tried": "gibberish"})

        assert answer.context["form"].errors["imap_password"]


class TestChanging:
    @pytest.fixture
    def feed(self, cast, blog):
        return connect(kind="feed", name="Light", settings=FeedSettings(url=f"{blog.address}/feed.xml"), by=cast.bea)

    def posted(self, feed, **more):
        return {"source_name": feed.name, "promise_hours": "48", **feed.settings, **more} | (
            {} if feed.settings.get("inside") else {"inside": ""}
        )

    def test_the_form_shows_how_it_is(self, browser, feed, blog):
        shown = browser.get(f"/sources/{feed.pk}/edit")

        assert field_value(shown, "url") == f"{blog.address}/feed.xml"
        assert field_value(shown, "source_name") == "Light"

    def test_what_is_tried_well_is_saved(self, browser, feed):
        answer = browser.post(f"/sources/{feed.pk}/edit", self.posted(feed, source_name="Lamp"), follow=True)

        feed.refresh_from_db()
        assert "Saved." in words(answer)
        assert (feed.name, feed.promise_hours) == ("Lamp", 48)

    def test_what_cannot_be_reached_is_not_saved_unless_one_insists(self, browser, feed, blog):
        blog.put("/feed.xml", b"", status=404)

        refused = browser.post(f"/sources/{feed.pk}/edit", self.posted(feed, source_name="Lamp"))
        feed.refresh_from_db()
        assert "Nothing is saved yet." in words(refused)
        assert feed.name == "Light"

        assert "Save all the same" in words(refused)
        browser.post(f"/sources/{feed.pk}/edit", self.posted(feed, source_name="Lamp", anyway="1"))
        feed.refresh_from_db()
        assert feed.name == "Lamp"

    def test_a_name_that_is_taken_is_said(self, browser, feed):
        answer = browser.post(f"/sources/{feed.pk}/edit", self.posted(feed, source_name="Hello"))

        assert answer.context["form"].errors["source_name"]

    def test_an_empty_password_keeps_the_old_one_and_a_new_address_is_taken(self, cast, browser):
        box = MailSettings(address="care@rotor.example", imap_host="127.0.0.1", imap_port=9, imap_password="a red kite")
        source = connect(kind="mail", name="Care", settings=box, address=box.address, by=cast.bea)
        typed = {**source.settings, "plus_addressing": "", "address": "team@rotor.example", "imap_password": ""}

        browser.post(f"/sources/{source.pk}/edit", filled_in(**typed, source_name="Care", anyway="1"))

        source.refresh_from_db()
        assert unseal(bytes(source.secrets)) == {"imap_password": "a red kite"}
        assert source.address == "team@rotor.example"

    def test_secrets_that_do_not_open_are_typed_anew(self, cast, browser):
        box = MailSettings(address="care@rotor.example", imap_host="127.0.0.1", imap_port=9, imap_password="a red kite")
        source = connect(kind="mail", name="Care", settings=box, address=box.address, by=cast.bea)
        Source.objects.filter(pk=source.pk).update(secrets=b"sealed with a key that is gone")
        typed = {**source.settings, "plus_addressing": "", "imap_password": "a blue kite"}

        assert browser.get(f"/sources/{source.pk}/edit").status_code == 200
        browser.post(f"/sources/{source.pk}/edit", filled_in(**typed, source_name="Care", anyway="1"))

        assert settings_of(Source.objects.get(pk=source.pk)).imap_password == "a blue kite"


@pytest.mark.parametrize("address", [FEED, "/sources/1/edit"])
class TestWhoMayConnect:
    def test_a_colleague_may_not(self, cast, address):
        answer = cast.browser(cast.cem).get(address)

        assert answer.status_code == 403
        assert "This page is for admins." in words(answer)
        assert cast.browser(cast.cem).post(address, filled_in(url="http://127.0.0.1:9/")).status_code == 403

    def test_nobody_may_from_outside(self, cast, address):
        assert Client().get(address).status_code == 302
        assert Client().post(address, filled_in()).status_code == 302


def test_help_and_errors_belong_to_their_fields(browser):
    shown = browser.post(FEED, filled_in(url="")).content.decode()

    described = re.search(r'name="url"[^>]*aria-describedby="([^"]+)"', shown)[1].split()
    assert all(f'id="{one}"' in shown for one in described)
    assert re.search(r'name="url"[^>]*aria-invalid="true"', shown)
