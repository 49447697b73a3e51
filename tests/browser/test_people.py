"""Facts about the people in a real browser: walked through by keyboard, found by a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hearback.people.actions.ties import count_ties
from tests.browser.checks import faults, sideways
from tests.cast import ANN, EVE

HOUR = timedelta(hours=1)


@pytest.fixture
def town(cast):
    """Ann, then Eve, then Dan have written; Ann has a long address."""
    cast.asks(author=ANN, subject="The blue pump", ago=HOUR)
    cast.asks(author=EVE, subject="A hum", ago=2 * HOUR)
    cast.asks(author=f"Dan <{'d' * 60}@{'x' * 40}.example.org>", ago=3 * HOUR)
    return cast


@pytest.fixture
def page(opens, town):
    with opens(town.bea) as page:
        yield page


def test_somebody_is_found_and_opened_by_keyboard(page):
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.locator(".person-row-name").first).to_have_text("Ann Archer")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")

    expect(page.locator("h1")).to_have_text("Eve Ito")
    page.get_by_role("link", name="A hum").click()
    expect(page.locator(".talk-subject")).to_have_text("A hum")


def test_a_word_finds_them_without_a_script_too(opens, town):
    with opens(town.bea, java_script_enabled=False) as page:
        page.goto("/people")
        page.get_by_role("searchbox").fill("arch")
        page.keyboard.press("Enter")

        expect(page.locator(".person-row-name")).to_have_text(["Ann Archer"])


def test_two_keys_change_the_order(page):
    page.goto("/people")
    page.keyboard.press("2")

    expect(page.locator("[aria-current=page].tab")).to_have_text("By name")
    expect(page.locator(".person-row-name").last).to_have_text("Eve Ito")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_long_addresses_break_nothing(opens, town, width, scheme):
    with opens(town.bea, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        page.goto("/people")
        assert (sideways(page), faults(page)) == ([], [])

        page.locator(".person-row").last.click()

        expect(page.locator("h1")).to_have_text("Dan")
        assert (sideways(page), faults(page)) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_that_is_known_of_somebody_keeps_the_rules(opens, town, scheme):
    talk = town.asks(subject="The blue pump", ago=30 * HOUR)
    town.answers(talk, ago=29 * HOUR)
    count_ties(at=town.now)
    with opens(town.bea, color_scheme=scheme) as page:
        page.goto("/people?by=name&q=ann")
        page.locator("a.person-row").click()
        page.get_by_text("Add or change").click()
        page.get_by_label("Role", exact=True).select_option("partner")
        page.get_by_role("button", name="Give the role").click()
        expect(page.get_by_text("partner").first).to_be_visible()
        address = page.url
        for path in (address, f"{address}/ties", f"{address}/ties/0", f"{address}/timeline", "/people?role=partner"):
            page.goto(path)
            assert (path, faults(page)) == (path, [])
            for width in (320, 390, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                assert (path, width, sideways(page)) == (path, width, [])
