"""Facts about recipients in a real browser: what is doubtful about them is told while one writes, in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hearback.inbox.actions.letterheads import set_letterhead
from tests.browser.checks import WIDTHS, faults, sideways


def seen(page, name: str) -> None:
    """Keep a picture of the page where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_told_follows_the_recipients(opens, cast, scheme):
    number = cast.asks(Cc="Dan <dan@example.org>, Dag <dag@rotor.example>")
    set_letterhead(cast.mailbox, name="{name} at Rotor", signature="{name}\nRotor Ltd.", by=cast.bea)
    with opens(cast.bea, color_scheme=scheme) as page:
        page.goto(f"/conversations/{number}")
        assert page.locator(".doubt").count() == 0
        page.locator(".recipient-add summary").click()
        page.locator("[name=add_cc]").fill("Gina <gina@gmial.com>, no-reply@shop.example")
        page.locator("[name=add_cc]").press("Tab")
        expect(page.locator(".doubt-doubt")).to_have_count(2)
        page.locator('.recipient input[value="Dan <dan@example.org>"]').focus()
        page.keyboard.press("Space")

        expect(page.locator(".doubt-gone")).to_contain_text("Dan was addressed and gets no answer.")
        assert page.evaluate("document.activeElement.value") == "Dan <dan@example.org>"
        seen(page, f"doubts-{scheme}")
        page.wait_for_timeout(900)  # until the draft is saved
        page.reload()
        expect(page.locator(".recipient-doubt")).to_have_count(2)
        page.locator(".composer-sender summary").click()
        assert faults(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert (width, sideways(page)) == (width, [])
            seen(page, f"doubts-{scheme}-{width}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letterhead_is_seen_before_it_is_kept(opens, cast, scheme):
    with opens(cast.bea, color_scheme=scheme) as page:
        page.goto(f"/sources/{cast.mailbox.pk}")
        page.get_by_role("link", name="Name and signature").click()
        page.get_by_label("Name").fill("{name} at Rotor")
        page.get_by_label("Signature").fill("{name}\nRotor Ltd., 2 Mill Lane\n{signature}")
        page.get_by_role("button", name="Preview").click()

        expect(page.locator(".letterhead-from")).to_contain_text("Bea Nakamura at Rotor <hello@rotor.example>")
        assert faults(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert (width, sideways(page)) == (width, [])
            seen(page, f"letterhead-{scheme}-{width}")


def test_a_message_is_moved_by_hand(opens, cast):
    pump = cast.asks(subject="The pump", author="Eve <eve@elsewhere.example>")
    lamp = cast.asks(subject="The lamp")
    cast.asks_again(lamp, "The pump drips.")
    with opens(cast.bea) as page:
        page.goto(f"/conversations/{lamp}")
        page.locator(".message details.to summary").last.click()
        form = page.locator("form[action$='/move']").last
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert (width, sideways(page)) == (width, [])
            seen(page, f"move-{width}")
        assert faults(page) == []
        form.locator("[name=other]").fill(str(pump))
        form.locator("button").click()

        expect(page.get_by_text("The message stands here now.")).to_be_visible()
        assert page.url.endswith(f"/conversations/{pump}")
