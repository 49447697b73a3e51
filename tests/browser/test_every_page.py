"""Facts about every page without a mail in the house: it can be read, heard, pressed, and fits the window."""

import pytest

from tests.browser.checks import WIDTHS, faults, lost_focus, sideways

ROOMS = (
    "/",
    "/people",
    "/sources",
    "/sources/connect/mail",
    "/sources/connect/feed",
    "/import",
    "/unreadable",
    "/unreached",
)
PEOPLE = (
    "/people?role=fan",
    "/people/silent",
    "/people/thanks",
    "/people/promises",
    "/people/one",
    "/people/introductions",
    "/people/mailboxes",
    "/people/ties",
    "/people/import",
    "/people/organisations",
    "/people/asks",
)
OURS = (*ROOMS, *PEOPLE, "/colleagues", "/me", "/keys", "/about-the-numbers", "/?turn=settled")
OUTSIDE = ("/sign-in", "/nowhere")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", OURS)
def test_a_page_of_the_house_keeps_the_rules(opens, bea, address, scheme):
    with opens(bea, color_scheme=scheme) as page:
        assert page.goto(address).status == 200
        assert faults(page) == []
        assert lost_focus(page, steps=25) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, sideways(page)) == (width, [])


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_page_outside_keeps_the_rules(opens, bea, complaints, address):
    with opens(None) as page:
        page.goto(address)
        assert faults(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, sideways(page)) == (width, [])
    complaints[:] = [line for line in complaints if "status of 404" not in line]


def test_the_first_page_ever_keeps_the_rules(opens, transactional_db):
    with opens(None) as page:
        page.goto("/")
        assert page.url.endswith("/first")
        assert faults(page) == []
