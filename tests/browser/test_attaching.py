"""Facts about adding files to an answer in a real browser: chosen, dropped or pasted, they go up while one writes."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hearback.inbox.models import File, Outbound
from tests.browser.checks import WIDTHS, faults, sideways
from tests.html_mails import png

PHOTO = {"name": "photo.png", "mimeType": "image/png", "buffer": png(900, 500)}
PLAN = {"name": "a plan with a rather long name for the whole spring and summer.pdf", "mimeType": "application/pdf"}
PLAN |= {"buffer": b"%PDF-1.7 nothing"}
DROPS = """([kind, name, content]) => {
  const file = new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name, {type: "image/png"});
  const carried = new DataTransfer();
  carried.items.add(file);
  const words = {bubbles: true, cancelable: true};
  const event = kind === "paste"
    ? new ClipboardEvent("paste", {...words, clipboardData: carried})
    : new DragEvent(kind, {...words, dataTransfer: carried});
  document.querySelector("#answer-text").dispatchEvent(event);
}"""


@pytest.fixture
def address(cast):
    return f"/conversations/{cast.asks()}"


def seen(page, name: str) -> None:
    """Keep a picture of the page where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def names(page) -> list[str]:
    return page.locator(".files-list a.file-name").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_files_that_are_chosen_are_listed_at_every_width(opens, cast, address, scheme):
    with opens(cast.bea, color_scheme=scheme) as page:
        page.goto(address)
        page.locator(".files-input").set_input_files([PHOTO, PLAN])
        expect(page.locator(".files-list [data-file]")).to_have_count(2)
        page.get_by_role("button", name="Remove photo.png").click()
        expect(page.locator(".file-gone")).to_have_count(1)
        page.get_by_role("button", name="Put back photo.png").click()
        expect(page.locator(".files-list [data-file]")).to_have_count(2)
        page.get_by_role("button", name="Remove photo.png").click()
        page.locator(".files-input").set_input_files([PHOTO | {"name": "other.png"}])
        expect(page.locator(".files-list [data-file]")).to_have_count(2)

        assert faults(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, sideways(page)) == (width, [])
            seen(page, f"files-{scheme}-{width}")
        assert names(page) == [PLAN["name"], "other.png"]


def test_files_are_still_there_after_a_reload_and_leave_with_the_answer(opens, cast, address):
    with opens(cast.bea) as page:
        page.goto(address)
        page.locator(".files-input").set_input_files([PLAN])
        expect(page.locator(".files-list [data-file]")).to_have_count(1)
        page.reload()
        assert names(page) == [PLAN["name"]]
        page.locator("#answer-text").fill("Here it is.")
        page.locator("[data-send]").click()

        expect(page.locator(".message-ours .attachment")).to_have_count(1)
        seen(page, "files-left")
    assert File.objects.get().attempt == Outbound.objects.get()


def test_a_picture_that_is_pasted_stands_in_the_text(opens, cast, address):
    with opens(cast.bea) as page:
        page.goto(address)
        page.locator("#answer-text").fill("Look:")
        page.evaluate(DROPS, ["paste", "image.png", base64.b64encode(png()).decode()])

        expect(page.locator("#answer-text")).to_have_value("Look:\n[image: image.png]\n")
        page.evaluate(DROPS, ["paste", "image.png", base64.b64encode(png(90, 90)).decode()])
        expect(page.locator("#answer-text")).to_have_value("Look:\n[image: image.png]\n[image: image (2).png]\n")
        seen(page, "files-pasted")


def test_a_file_that_is_dropped_is_attached_and_can_be_put_into_the_text(opens, cast, address):
    with opens(cast.bea) as page:
        page.goto(address)
        page.evaluate(DROPS, ["dragover", "photo.png", ""])
        expect(page.locator("[data-dropping]")).to_have_count(1)
        page.evaluate(DROPS, ["drop", "photo.png", base64.b64encode(png()).decode()])
        expect(page.locator("[data-dropping]")).to_have_count(0)

        page.get_by_role("button", name="Put photo.png into the text").click()

        expect(page.locator("#answer-text")).to_have_value("[image: photo.png]\n")


def test_what_is_too_large_is_told_before_it_goes_up(opens, cast, address):
    with opens(cast.bea) as page:
        page.goto(address)
        page.evaluate("document.querySelector('[data-files]').dataset.most = '10'")
        page.locator(".files-input").set_input_files([PHOTO])

        expect(page.get_by_role("alert")).to_contain_text("photo.png is too large; a mail from here carries")
    assert not File.objects.exists()


def test_sending_waits_for_files_that_are_going_up(opens, cast, address):
    with opens(cast.bea) as page:
        page.goto(address)
        held = []
        page.route("**/files", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks what it is given
        page.locator("#answer-text").fill("Here it is.")
        page.locator(".files-input").set_input_files([PHOTO, PLAN])
        page.locator("[data-send]").click()
        expect(page.get_by_text("Sends as soon as the files are here.")).to_be_visible()
        seen(page, "files-going-up")
        assert not Outbound.objects.exists()
        page.unroute("**/files")  # which lets them go on

        expect(page.locator(".message-ours .attachment")).to_have_count(2)
    assert File.objects.filter(attempt__isnull=False).count() == 2


def test_a_file_that_does_not_arrive_is_told_and_nothing_is_sent_without_it(opens, cast, address, complaints):
    with opens(cast.bea) as page:
        page.goto(address)
        page.route("**/files", lambda route: route.abort())
        page.locator(".files-input").set_input_files([PHOTO])

        expect(page.get_by_role("alert")).to_contain_text("photo.png was not taken; try again.")
        expect(page.locator(".files-list li")).to_have_count(0)
    complaints[:] = [line for line in complaints if "ERR_FAILED" not in line]


def test_without_javascript_files_are_attached_and_removed(opens, cast, address):
    with opens(cast.bea, java_script_enabled=False) as page:
        page.goto(address)
        page.locator("#answer-text").fill("Here it is.")
        page.locator(".files-input").set_input_files([PHOTO])
        seen(page, "files-without-script")
        page.get_by_role("button", name="Attach", exact=True).click()
        assert names(page) == ["photo.png"]
        expect(page.locator("#answer-text")).to_have_value("Here it is.")
        seen(page, "files-without-script-attached")
        page.get_by_role("button", name="Remove photo.png").click()

        assert names(page) == []
        expect(page.locator("#answer-text")).to_have_value("Here it is.")


def test_enter_in_a_line_of_recipients_neither_sends_nor_removes(opens, cast, address):
    with opens(cast.bea) as page:
        page.goto(address)
        page.locator(".files-input").set_input_files([PHOTO])
        expect(page.locator(".files-list [data-file]")).to_have_count(1)
        page.locator("#answer-text").fill("Here it is.")
        page.locator(".recipient-add summary").click()
        page.locator("[name=add_cc]").fill("dan@example.org")
        page.locator("[name=add_cc]").press("Enter")

        expect(page.locator('.recipient input[value="dan@example.org"]')).to_be_checked()
        assert names(page) == ["photo.png"]
    assert not Outbound.objects.exists()
