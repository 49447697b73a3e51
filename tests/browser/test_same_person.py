"""Facts about the questions of who is who in a real browser: answered by one key, undone, at home on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hearback.people.jobs import match_new
from tests.browser.checks import faults, sideways


@pytest.fixture
def smiths(cast):
    """Two that may be one, and two that are."""
    for author in ("Ann Smith <ann@example.net>", "Ann Smith <smith@gmail.com>"):
        cast.asks(author=author)
    for author in ("Bakari Lindqvist <zorro@example.com>", "Bakari Lindqvist <zorro@gmail.com>"):
        cast.asks(author=author)
    match_new(0)
    return cast


def test_one_key_answers_and_the_answer_is_undone(opens, smiths):
    with opens(smiths.bea) as page:
        page.goto("/people/same")
        expect(page.locator(".matching-side")).to_have_count(2)

        page.keyboard.press("y")
        expect(page.get_by_text("They are one person now.")).to_be_visible()
        expect(page.get_by_text("Nobody to compare")).to_be_visible()

        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".matching-side")).to_have_count(2)


def test_an_answer_needs_no_script(opens, smiths):
    with opens(smiths.bea, java_script_enabled=False) as page:
        page.goto("/people/same")
        page.get_by_role("button", name="Different").click()

        expect(page.get_by_text("Nobody to compare")).to_be_visible()


@pytest.mark.parametrize("address", ["/people/same", "/people/joined", "/people/apart", "/people/stop-words"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_or_is_at_fault(opens, smiths, address, width):
    with opens(smiths.bea, viewport={"width": width, "height": 844}) as page:
        page.goto(address)

        assert faults(page) == []
        assert sideways(page) == []
