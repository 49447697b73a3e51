"""Facts about what came with a message, in a real browser: it is seen and opened where it may be, and fits."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hearback.conversations.queries import by_key
from tests.browser.checks import WIDTHS, faults, sideways
from tests.html_mails import html_mail, picture, png

LONG = "an offer with a rather long name for the spring.pdf"


@pytest.fixture
def address(cast):
    parts = (
        picture("plan.png", content=png(900, 500)),
        picture(LONG, content=b"%PDF-1.4 nothing", kind="application/pdf"),
        picture("list.xlsx", content=b"PK\x03\x04", kind="application/octet-stream"),
    )
    cast.hears(html_mail("<p>Hello</p>", parts=parts, key="a@example.org"))
    return f"/conversations/{by_key('a@example.org').pk}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_files_stand_in_a_row_and_pictures_below_at_every_width(opens, cast, address, scheme):
    with opens(cast.bea, color_scheme=scheme) as page:
        page.goto(address)
        expect(page.locator(".attachment-seen img")).to_have_js_property("naturalWidth", 900)

        assert faults(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, sideways(page)) == (width, [])
        assert page.locator(".attachments .cut").all_inner_texts() == [LONG, "list.xlsx", "plan.png"]


def test_a_pdf_opens_in_a_tab_of_its_own(opens, cast, address, complaints):
    with opens(cast.bea) as page:
        page.goto(address)
        with page.expect_popup() as opened:
            page.get_by_role("link", name=f"Open {LONG}").click()

        assert opened.value.url.endswith("/parts/1/seen")
        assert opened.value.evaluate("window.opener") is None
    complaints[:] = [line for line in complaints if "status of 404" not in line]  # a PDF names no icon, so one is tried


def test_without_javascript_files_are_saved(opens, cast, address):
    with opens(cast.bea, java_script_enabled=False) as page:
        page.goto(address)
        with page.expect_download() as saved:
            page.get_by_role("link", name="list.xlsx").click()

        assert saved.value.suggested_filename == "list.xlsx"
