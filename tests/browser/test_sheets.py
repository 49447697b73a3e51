"""Facts about a message as it was sent, in a real browser: it is seen whole, fits, and nothing of it acts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hearback.conversations.queries import by_key
from hearback.people.models import ShownPictures
from tests import html_mails
from tests.browser.checks import WIDTHS, faults, sideways
from tests.html_mails import html_mail, picture
from tests.raw_mail import mail

KEY = "a@example.org"


@pytest.fixture
def talk(cast):
    """Hear one mail and return the address of its conversation."""

    def heard(html, **words):
        cast.hears(html_mail(html, key=KEY, **words))
        return f"/conversations/{by_key(KEY).pk}"

    return heard


@pytest.fixture
def page(opens, cast):
    with opens(cast.bea) as page:
        page.asked = []
        page.on("requestfinished", lambda request: page.asked.append(request.url))
        page.on("requestfailed", lambda request: page.asked.append(request.url) if request.failure != "csp" else None)
        yield page


def outside(page):
    """Return what was asked of anybody but us."""
    ours = page.url.split("/conversations")[0].split("/arrivals")[0]
    return [url for url in page.asked if not url.startswith((ours, "data:"))]


def see(page, address):
    """Open a conversation and see its last message as it was sent; return what is in the frame."""
    page.goto(address)
    page.keyboard.press("h")
    expect(page.locator(".sheet-fitted")).to_be_visible()
    return page.frame_locator(".sheet-frame")


def test_one_key_shows_it_and_the_same_key_brings_the_words_back(page, talk):
    inside = see(
        page, talk(html_mails.OUTLOOK, plain="Dear Rotor,", parts=(picture(content_id="logo@stairs.example"),))
    )

    expect(inside.locator("table")).to_contain_text("900 mm")
    expect(page.locator(".words")).to_be_hidden()
    expect(inside.locator("img")).to_have_js_property("naturalWidth", 240)

    page.keyboard.press("h")
    expect(page.locator(".sheet")).to_have_count(0)
    expect(page.locator(".words")).to_contain_text("Dear Rotor")
    expect(page.get_by_role("link", name="Show as sent")).to_be_focused()


class TestTheWalls:
    """Each holds when the others are gone."""

    def nothing_happened(self, page, inside):
        page.wait_for_timeout(300)
        assert page.title() == "Your session · Hearback"
        assert outside(page) == []
        expect(inside.locator("body")).to_contain_text("All that is left of it.")

    def test_a_hostile_mail_does_nothing(self, page, talk):
        inside = see(page, talk(html_mails.HOSTILE, subject="Your session"))
        inside.locator("a", has_text="Press here").click()

        self.nothing_happened(page, inside)
        expect(inside.locator("form, input, button, script, iframe, object, svg, meta[http-equiv]")).to_have_count(0)

    @pytest.mark.parametrize("gone", ["the policy", "the sandbox of the frame"])
    def test_not_even_uncleaned(self, page, talk, complaints, gone):
        def uncleaned(route):
            answer = route.fetch()
            dropped = {"content-security-policy"} if gone == "the policy" else set()
            headers = {
                name: value for name, value in answer.headers.items() if name not in dropped | {"content-length"}
            }
            body = html_mails.HOSTILE.replace('<meta http-equiv="refresh" content="0;url=https://evil.example/">', "")
            if gone == "the policy":  # it alone keeps pictures out; the sandbox is about what acts
                body = body.replace("https://evil.example/pixel.gif", "").replace("https://evil.example/css.png", "")
                body = body.replace("<object data=", "<p data-x=").replace("src=x onerror", "src='data:,' onerror")
                body = body.replace('<base href="https://evil.example/">', "")
            route.fulfill(status=200, headers=headers, body=body)

        def unboxed(route):
            answer = route.fetch()
            route.fulfill(response=answer, body=answer.text().replace('sandbox="', 'data-no-sandbox="'))

        page.route("**/frame", uncleaned)
        if gone == "the sandbox of the frame":
            page.route("**/sheet", unboxed)
        inside = see(page, talk(html_mails.HOSTILE, subject="Your session"))

        self.nothing_happened(page, inside)
        assert complaints, "the browser says what it refused"
        complaints.clear()

    def test_a_link_opens_in_a_tab_of_its_own_that_knows_nothing_of_us(self, page, talk):
        page.context.route(
            "https://evil.example/**", lambda route: route.fulfill(body="<p>away</p>", content_type="text/html")
        )
        inside = see(page, talk(html_mails.HOSTILE, subject="Your session"))

        with page.expect_popup() as opened:
            inside.get_by_text("Leave").click()

        away = opened.value
        away.wait_for_load_state()
        assert away.url == "https://evil.example/away"
        assert away.evaluate("[window.opener, document.referrer]") == [None, ""]
        assert "/conversations/" in page.url

    def test_a_file_that_would_run_is_saved_and_not_opened(self, page, talk):
        page.goto(
            talk("<p>Look</p>", parts=(picture("page.html", content=b"<script>alert(1)</script>", kind="text/html"),))
        )

        with page.expect_download() as saved:
            page.get_by_role("link", name="page.html").click()

        assert saved.value.suggested_filename == "page.html"
        address = page.locator(".attachment").get_attribute("href")
        with page.expect_download():
            page.evaluate("address => { location.href = address }", address)


class TestPictures:
    def test_they_are_held_back_shown_once_or_always_and_never_asked_of_their_server(
        self, page, talk, cast, complaints
    ):
        inside = see(page, talk(html_mails.NEWSLETTER, plain="Dear Bea"))
        line = page.locator(".sheet-line")
        expect(line).to_contain_text("4 pictures from elsewhere are held back.")
        expect(inside.locator(".held-back").first).to_have_text("A winding stair of pale oak in morning light")
        expect(inside.locator("img")).to_have_count(0)

        line.get_by_role("link", name="Show them").click()
        expect(line).to_contain_text("4 pictures from elsewhere are shown.")
        expect(inside.locator("img")).to_have_count(4)

        line.get_by_role("button", name="Always show for ann@example.org").click()
        expect(line).to_contain_text("Pictures of ann@example.org are always shown.")
        assert ShownPictures.objects.get().colleague == cast.bea

        line.get_by_role("button", name="Hold them back again").click()
        expect(line).to_contain_text("are held back")
        expect(page.locator(".talk-subject")).to_be_visible()
        assert outside(page) == []
        complaints[:] = [one for one in complaints if "status of 404" not in one]  # nobody is at pictures.example


class TestLooks:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("name", ["NEWSLETTER", "OUTLOOK", "GMAIL", "ARABIC", "HEBREW", "WIDE"])
    def test_it_keeps_the_rules_of_a_page_and_fits(self, opens, cast, talk, name, scheme):
        address = talk(getattr(html_mails, name))
        with opens(cast.bea, color_scheme=scheme) as page:
            see(page, address)

            assert faults(page) == []
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                page.wait_for_timeout(60)
                assert (width, sideways(page)) == (width, [])
                cut = page.evaluate(
                    "() => { const frame = document.querySelector('.sheet-frame');"
                    " return frame.contentDocument.documentElement.scrollHeight - frame.clientHeight; }"
                )
                assert (width, cut <= 1) == (width, True), "all of it is seen without a second scroll bar"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_page_of_its_own_keeps_the_rules(self, opens, cast, talk, scheme):
        address = talk(html_mails.NEWSLETTER)
        with opens(cast.bea, color_scheme=scheme) as page:
            page.goto(address)
            page.goto(page.locator(".message-as-sent").get_attribute("href"))
            expect(page.locator(".sheet-fitted")).to_be_visible()

            assert faults(page) == []
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                assert (width, sideways(page)) == (width, [])

    @pytest.mark.parametrize(("name", "painted"), [("GMAIL", False), ("OUTLOOK", False), ("NEWSLETTER", True)])
    def test_in_the_dark_a_plain_mail_is_dark_and_a_painted_one_is_on_light_paper(
        self, opens, cast, talk, name, painted
    ):
        address = talk(getattr(html_mails, name))
        with opens(cast.bea, color_scheme="dark") as page:
            inside = see(page, address)
            ground = inside.locator("html").evaluate("root => getComputedStyle(root).backgroundColor")

        assert ground == ("rgb(255, 255, 255)" if painted else "rgb(31, 28, 25)")

    def test_right_to_left_is_right_to_left_in_the_words_too(self, page, talk):
        inside = see(page, talk(html_mails.ARABIC, plain=html_mails.ARABIC_PLAIN))
        assert inside.locator("body").evaluate("body => getComputedStyle(body).direction") == "rtl"

        page.keyboard.press("h")
        where = page.evaluate(
            "() => [...document.querySelectorAll('.words p')].map(line => { const range = document.createRange();"
            " range.selectNodeContents(line); const [box, all] = [range, line].map(one => one.getBoundingClientRect());"
            " return box.left - all.left > all.right - box.right ? 'right' : 'left'; })"
        )
        assert where[0] == "right"
        assert "left" in where, "the English line"


def test_what_is_open_stays_open_when_somebody_writes_again(page, talk, cast):
    address = talk(html_mails.GMAIL, plain="Thanks")
    inside = see(page, address)
    expect(page.locator("[data-live-state]")).to_have_attribute("data-state", "on")

    cast.hears(mail("And one more.\n", key="b@example.org", answers=(KEY,)))

    expect(page.locator(".message")).to_have_count(2, timeout=5_000)
    expect(page.locator(".sheet-fitted")).to_be_visible()
    expect(inside.locator("blockquote")).to_contain_text("It fits a 3 inch pipe.")


def test_without_javascript_it_is_a_page_of_its_own(opens, cast, talk, complaints):
    address = talk(html_mails.NEWSLETTER, plain="Dear Bea")
    with opens(cast.bea, java_script_enabled=False) as page:
        page.goto(address)
        page.get_by_role("link", name="Show as sent").click()
        expect(page.get_by_role("heading", name="A question")).to_be_visible()
        expect(page.frame_locator(".sheet-frame").locator("body")).to_contain_text("ready to order")

        page.get_by_role("button", name="Always show for ann@example.org").click()
        expect(page.locator(".sheet-line")).to_contain_text("Pictures of ann@example.org are always shown.")
        page.get_by_role("button", name="Hold them back again").click()
        expect(page.locator(".sheet-line")).to_contain_text("are held back")
        page.get_by_role("link", name="The conversation").click()
        expect(page.locator(".words")).to_contain_text("Dear Bea")
    complaints[:] = [one for one in complaints if "status of 404" not in one]
