"""Facts about a page that stays open: what changes in the house appears on it without reloading."""

import time

import pytest
from django.db import connection, transaction
from playwright.sync_api import expect

from hearback.infra.events import tell


def say(turns):
    """Let so many turns be ours, as a transaction of the worker would."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO inbox_counter (state, source_id, assignee_id, turns) VALUES ('ours', 1, 0, %s)"
                " ON CONFLICT (state, source_id, assignee_id) DO UPDATE SET turns = excluded.turns",
                [turns],
            )
        tell("inbox")


@pytest.fixture
def badge(page):
    page.goto("/keys")
    expect(page.locator("[data-live-state]")).to_have_attribute("data-state", "on")
    return page.locator("#waiting .badge")


def test_a_new_turn_is_on_the_open_page_within_two_seconds(page, badge):
    page.evaluate("window.same = 1")
    expect(badge).to_have_count(0)
    began = time.monotonic()
    say(3)
    expect(badge).to_contain_text("3 turns are ours", timeout=2_000)
    assert time.monotonic() - began < 2
    assert page.evaluate("window.same") == 1
    expect(page.locator("[data-live-state]")).to_have_text("Updated just now")


def test_what_changed_while_the_line_was_cut_appears_when_it_is_back(page, badge, complaints):
    page.context.set_offline(True)
    say(5)
    page.wait_for_timeout(1_000)
    expect(badge).to_have_count(0)
    page.context.set_offline(False)
    expect(badge).to_contain_text("5 turns are ours", timeout=15_000)
    assert {line.split(":")[0] for line in complaints} <= {"Failed to load resource"}
    complaints.clear()


SEEN = """seen => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => !seen });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_tab_that_nobody_sees_holds_no_line_and_knows_everything_when_it_is_seen_again(page, badge):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/live?after=" in request.url else None)
    page.evaluate(SEEN, False)
    say(6)
    page.wait_for_timeout(1_500)
    expect(badge).to_have_count(0)
    assert asked == []

    page.evaluate(SEEN, True)

    expect(badge).to_contain_text("6 turns are ours", timeout=4_000)
    assert len(asked) == 1


def test_nine_tabs_are_open_and_each_comes_up(page, badge):
    for _ in range(8):
        tab = page.context.new_page()
        tab.goto(page.url, timeout=10_000)
        expect(tab.locator("[data-live-state]")).to_have_attribute("data-state", "on")
        tab.evaluate(SEEN, False)
    assert len(page.context.pages) == 9


def test_a_fragment_that_could_not_be_fetched_is_fetched_again(page, badge, complaints):
    page.route("**/waiting", lambda route: route.fulfill(status=503), times=2)
    say(4)
    expect(badge).to_contain_text("4 turns are ours", timeout=8_000)
    assert len(complaints) == 2
    complaints.clear()


def test_who_was_signed_out_keeps_the_page_as_it_was(page, badge, house):
    say(2)
    expect(badge).to_contain_text("2 turns are ours", timeout=4_000)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url == f"{house}/waiting" else None)
    page.context.clear_cookies()
    say(3)
    page.wait_for_timeout(4_000)
    expect(badge).to_contain_text("2 turns are ours")
    assert len(asked) == 1


def test_every_open_page_hears_of_it(opens, bea):
    with opens(bea) as one, opens(bea) as other:
        for page in (one, other):
            page.goto("/keys")
            expect(page.locator("[data-live-state]")).to_have_attribute("data-state", "on")
        say(7)
        for page in (one, other):
            expect(page.locator("#waiting .badge")).to_contain_text("7 turns are ours", timeout=4_000)


def test_what_happens_between_a_page_and_its_stream_is_on_it(opens, bea):
    def meanwhile(route):
        say(9)
        connection.close()  # the browser's callbacks have one of their own
        route.continue_()

    with opens(bea) as page:
        page.route("**/live*", meanwhile, times=1)
        page.goto("/keys")
        expect(page.locator("#waiting .badge")).to_contain_text("9 turns are ours", timeout=4_000)
