"""Facts about a message as it was sent: its page, its fragment, the document in its frame, and its pictures."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests import html_mails
from tests.cast import part, words
from tests.html_mails import html_mail, picture, png
from tests.raw_mail import mail

from hearback.channels.feed.settings import FeedSettings
from hearback.conversations.models import Message
from hearback.conversations.queries import by_key
from hearback.infra.http import Web
from hearback.infra.sheets import MOST_CHARACTERS
from hearback.infra.tests.loopback import site
from hearback.listening.models import Arrival
from hearback.listening.pages import attached
from hearback.people.models import Identity, ShownPictures
from hearback.sources.actions import connect
from hearback.staff.models import AuditLine

KEY = "a@example.org"
LETTER = html_mail(html_mails.NEWSLETTER, plain="Dear Bea", key=KEY, subject="The letter")


@pytest.fixture
def hears(cast):
    """Hear one mail and return the address of its arrival."""

    def heard(raw=LETTER):
        cast.hears(raw)
        return f"/arrivals/{cast.mailbox.pk}/{Arrival.objects.latest('id').id}"

    return heard


def conversation(cast):
    return cast.browser().get(f"/conversations/{by_key(KEY).pk}")


class TestInTheConversation:
    def test_a_message_with_html_can_be_seen_as_it_was_sent(self, cast, hears):
        address = hears()

        shown = part(conversation(cast), "message-as-sent")

        assert f'href="{address}/as-sent"' in shown
        assert f'hx-get="{address}/sheet"' in shown
        assert 'data-key="h"' in shown

    def test_a_message_of_words_alone_cannot(self, cast, hears):
        hears(mail(key=KEY))

        assert "Show as sent" not in words(conversation(cast))

    def test_the_words_stay_in_front(self, cast, hears):
        hears()

        assert "Dear Bea Show as sent" in words(conversation(cast))


class TestThePage:
    def test_it_shows_who_wrote_and_the_frame(self, cast, hears):
        address = hears()
        shown = cast.browser(cast.cem).get(f"{address}/as-sent")

        assert "The letter Ann Archer · 2 Mar · Download the original" in words(shown)
        assert f'src="{address}/frame"' in part(shown, "sheet-frame")
        assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in part(shown, "sheet-frame")
        assert f'href="/conversations/{by_key(KEY).pk}"' in part(shown, "way-back")

    def test_it_costs_a_fixed_number_of_queries(self, cast, hears, django_assert_num_queries):
        address, browser = hears(), cast.browser()

        with django_assert_num_queries(9):
            browser.get(f"{address}/as-sent")

    @pytest.mark.parametrize("ending", ["as-sent", "sheet", "frame"])
    def test_there_is_none_of_what_has_no_html_or_is_not_here(self, cast, hears, ending):
        address = hears(mail(key=KEY))

        assert cast.browser().get(f"{address}/{ending}").status_code == 404
        assert cast.browser().get(f"/arrivals/{cast.mailbox.pk}/987654/{ending}").status_code == 404
        assert cast.browser().get(f"/arrivals/987654/1/{ending}").status_code == 404

    @pytest.mark.parametrize("ending", ["as-sent", "sheet", "frame", "parts/0", "parts/0/seen", "original"])
    def test_nobody_from_outside_sees_it(self, hears, ending):
        assert Client().get(f"{hears()}/{ending}").status_code == 302

    def test_far_too_long_html_is_refused_with_a_sentence(self, cast, hears):
        address = hears(html_mail("a" * (MOST_CHARACTERS + 1), plain="Dear Bea", key=KEY))

        assert "too long to be shown as it was sent" in words(cast.browser().get(f"{address}/as-sent"))
        assert cast.browser().get(f"{address}/frame").status_code == 404

    def test_a_posts_addresses_lead_to_where_it_stood(self, cast):
        feed = connect(kind="feed", name="Light", settings=FeedSettings(url="https://light.example/"))
        entry = (
            b'<rss version="2.0"><channel><title>Light</title><link>https://light.example/</link><item><guid>1</guid>'
            b"<title>Lamps</title><link>https://light.example/1/</link>"
            b"<description>&lt;p&gt;On &lt;a href='two.html'&gt;two&lt;/a&gt;&lt;/p&gt;</description>"
            b"</item></channel></rss>"
        )
        cast.hears(entry, source=feed)
        arrival = Arrival.objects.latest("id").id

        shown = cast.browser().get(f"/arrivals/{feed.pk}/{arrival}/frame").content.decode()

        assert 'href="https://light.example/1/two.html"' in shown


class TestTheFrame:
    def test_it_can_do_nothing_and_only_our_page_may_hold_it(self, cast, hears, settings):
        settings.ADDRESS = "https://hear.rotor.example"
        answer = cast.browser().get(f"{hears()}/frame")
        policy = dict(one.split(" ", 1) for one in answer["Content-Security-Policy"].split("; "))

        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
        here, outside = "http://testserver", "https://hear.rotor.example"
        assert policy["img-src"] == (f"data: {here}/arrivals/ {here}/pictures/ {outside}/arrivals/ {outside}/pictures/")
        assert policy["sandbox"] == "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        assert "allow-scripts" not in answer["Content-Security-Policy"]
        assert (policy["frame-ancestors"], answer["X-Frame-Options"]) == ("'self'", "SAMEORIGIN")
        assert answer["Referrer-Policy"] == "no-referrer"

    def test_it_holds_the_letter_and_nothing_of_the_page(self, cast, hears):
        shown = cast.browser().get(f"{hears()}/frame").content.decode()

        assert "<title>The letter</title>" in shown
        assert '<body bgcolor="#eceff1" style="margin:0;padding:0;font-family:Helvetica,Arial,sans-serif">' in shown
        assert ".card {border-radius:6px}" in shown
        assert "<script" not in shown
        assert "csrf" not in shown

    def test_a_plain_one_follows_the_readers_theme_and_a_painted_one_lies_on_light_paper(self, cast, hears):
        plain, painted = hears(html_mail(html_mails.GMAIL, key="b@example.org")), hears()
        browser = cast.browser()
        browser.cookies["theme"] = "dark"

        assert 'data-theme="dark"' in browser.get(f"{plain}/frame").content.decode()
        assert (
            'class="sheet-document sheet-painted" data-theme="light"'
            in browser.get(f"{painted}/frame").content.decode()
        )

    def test_pictures_that_came_along_are_shown(self, cast, hears):
        address = hears(html_mail(html_mails.OUTLOOK, parts=(picture(content_id="logo@stairs.example"),), key=KEY))
        browser = cast.browser()

        where = re.search(r'<img [^>]*src="([^"]+)"', browser.get(f"{address}/frame").content.decode())[1]

        assert where == f"{address}/parts/0/seen"
        assert browser.get(where).content == png()


class TestPicturesFromElsewhere:
    def test_they_are_held_back_until_somebody_asks(self, cast, hears):
        address, browser = hears(), cast.browser()

        held, shown = browser.get(f"{address}/sheet"), browser.get(f"{address}/sheet?pictures=shown")

        assert "4 pictures from elsewhere are held back. Show them Always show for ann@example.org" in words(held)
        assert "4 pictures from elsewhere are shown. Hold them back Always show for ann@example.org" in words(shown)
        assert "/pictures/" not in browser.get(f"{address}/frame").content.decode()
        assert browser.get(f"{address}/frame?pictures=shown").content.decode().count('src="/pictures/') == 4

    def test_a_mail_without_any_says_nothing_of_them(self, cast, hears):
        assert "elsewhere" not in words(cast.browser().get(f"{hears(html_mail(html_mails.GMAIL))}/sheet"))

    def test_a_colleague_decides_for_a_sender_and_takes_it_back(self, cast, hears):
        address, browser = hears(), cast.browser(cast.cem)

        done = browser.post(f"{address}/pictures/always", follow=True)
        again = browser.post(f"{address}/pictures/always", follow=True)

        assert "Pictures of ann@example.org are always shown. Hold them back again" in words(done)
        assert "always shown" in words(again)
        assert "/pictures/" in cast.browser().get(f"{address}/frame").content.decode()
        ann = Identity.objects.get(handle="ann@example.org")
        assert ShownPictures.objects.get(identity=ann).colleague == cast.cem

        held = browser.post(f"{address}/pictures/held", HTTP_HX_REQUEST="true", follow=True)
        browser.post(f"{address}/pictures/held")

        assert "are held back" in words(held)
        assert "The letter" not in words(held), "a fragment answers a fragment"
        lines = (
            AuditLine.objects.filter(subject=f"identity:{ann.pk}").order_by("pk").values_list("verb", "colleague__name")
        )
        assert list(lines) == [("show pictures", "Cem Aydin"), ("hold pictures", "Cem Aydin")]

    def test_whoever_only_says_that_they_are_the_sender_gets_no_pictures_shown(self, cast, hears):
        address, browser = hears(), cast.browser()
        browser.post(f"{address}/pictures/always")
        ann = Identity.objects.get(handle="ann@example.org")
        forger = Identity.objects.create(
            namespace="unproven",
            handle=ann.handle,
            shown=ann.shown,
            person=ann.person,
            home=ann.person,
            first_met_at=cast.now,
        )
        Message.objects.update(author=forger)

        assert "are held back" in words(browser.get(f"{address}/sheet"))

    def test_it_cannot_be_decided_by_looking_nor_for_nobody(self, cast, hears):
        address = hears(LETTER.replace(b"From: Ann Archer <ann@example.org>\n", b""))

        assert cast.browser().get(f"{address}/pictures/always").status_code == 405
        assert cast.browser().post(f"{address}/pictures/always").status_code == 404
        assert "Always show" not in words(cast.browser().get(f"{address}/sheet"))
        assert cast.browser().post(f"{hears()}/pictures/sometimes").status_code == 404

    def test_an_address_too_long_for_ours_is_left_out(self, cast, hears):
        address = hears(html_mail(f"<img src='https://t.example/{'a' * 5000}'>", key=KEY))

        assert "<img" not in cast.browser().get(f"{address}/frame?pictures=shown").content.decode()


class TestTheWayOut:
    """Pictures are fetched in our name."""

    @pytest.fixture
    def elsewhere(self, monkeypatch):
        with site() as found:
            monkeypatch.setattr(attached, "WEB", Web(allowed=frozenset({found.host_and_port})))
            yield found

    def shown(self, cast, hears, address):
        frame = f"{hears(html_mail(f'<img src={address}>', key=KEY))}/frame?pictures=shown"
        return re.search(r'src="(/pictures/[^"]+)"', cast.browser().get(frame).content.decode())[1]

    def test_a_picture_is_fetched_without_a_word_about_the_reader(self, cast, hears, elsewhere):
        elsewhere.put("/a.png", png(), Content_Type="text/html", Set_Cookie="a=b")

        answer = cast.browser().get(
            self.shown(cast, hears, f"{elsewhere.address}/a.png"), HTTP_REFERER="http://testserver/"
        )

        assert (answer.content, answer["Content-Type"]) == (png(), "image/png")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, max-age=86400, immutable"
        assert "a" not in answer.cookies
        ((_path, asked),) = elsewhere.asked
        assert not {"cookie", "referer", "x-forwarded-for"} & asked.keys()

    @pytest.mark.parametrize(
        "body",
        [b"<svg onload='x'/>", b"<html>", b"", png() + b"0" * 5_000_000],
        ids=["svg", "html", "nothing", "too large"],
    )
    def test_what_is_no_picture_or_too_large_is_not_passed_on(self, cast, hears, elsewhere, body):
        elsewhere.put("/a.png", body, Content_Type="image/png")

        assert cast.browser().get(self.shown(cast, hears, f"{elsewhere.address}/a.png")).status_code == 404

    def test_nobody_inside_our_network_is_asked(self, cast, hears):
        with site() as inside:
            inside.put("/a.png", png())

            assert cast.browser().get(self.shown(cast, hears, f"{inside.address}/a.png")).status_code == 404
            assert inside.asked == []

    def test_only_addresses_that_a_mail_of_ours_names_are_fetched(self, cast, hears, elsewhere):
        token = self.shown(cast, hears, f"{elsewhere.address}/a.png")

        assert cast.browser().get(token[:-1]).status_code == 404
        assert cast.browser().get("/pictures/x").status_code == 404
        assert Client().get(token).status_code == 302
        assert elsewhere.asked == []

    def test_slow_servers_never_take_all_threads(self, cast, hears, elsewhere):
        token = self.shown(cast, hears, f"{elsewhere.address}/a.png")
        for _ in range(attached.AT_ONCE):
            attached._free.acquire()
        try:
            assert cast.browser().get(token).status_code == 503
        finally:
            for _ in range(attached.AT_ONCE):
                attached._free.release()
