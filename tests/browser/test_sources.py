"""Facts about sources in a real browser: a blog is connected, an archive imported, while the page watches."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hearback.infra.tests.loopback import site
from hearback.listening.actions import runs
from hearback.listening.jobs import bring_run, fetch_source
from hearback.listening.models import Run
from hearback.sources.models import Source
from tests.browser.checks import faults, sideways
from tests.raw_mail import mail, mbox

PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
FEED = b"""<rss version="2.0"><channel><title>The Lighthouse Journal</title><item><title>Fog</title><guid>fog</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>
<description>What do you do about it?</description></item></channel></rss>"""
LIVE_MS = 2_000  # what happens is on the open page within two seconds


@pytest.fixture
def blog():
    with site() as served:
        served.put("/", b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">', Content_Type="text/html")
        served.put("/feed.xml", FEED, Content_Type="application/rss+xml")
        yield served


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "old letters.mbox"
    path.write_bytes(mbox(*[mail(key=f"{n}@example.org", author=f"P{n} <p{n}@example.org>") for n in range(3)]))
    return path


def listening(page):
    """Wait until the page hears what happens."""
    expect(page.locator("[data-live-state]")).to_have_attribute("data-state", "on")


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_blog_is_tried_seen_and_connected(opens, cast, blog, viewport):
    with opens(cast.bea, viewport=viewport) as page:
        page.goto("/sources")
        page.get_by_role("link", name="Feed").click()
        page.get_by_label("Address").fill(f"{blog.address}/nothing")
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_role("alert")).to_contain_text("There is nothing at")
        assert (sideways(page), faults(page)) == ([], [])

        page.get_by_label("Address").fill(f"{blog.address}/")
        page.keyboard.press("Enter")
        expect(page.locator(".found-sentence")).to_contain_text("The Lighthouse Journal: 1 post")
        assert (sideways(page), faults(page)) == ([], [])
        assert not Source.objects.filter(kind="feed").exists()

        page.get_by_role("button", name="Connect and hear it").click()
        expect(page.locator("h1")).to_have_text("The Lighthouse Journal")
        expect(page.locator("#source-state")).to_contain_text("First look")
        listening(page)

        fetch_source(source=Source.objects.get(kind="feed").pk)

        expect(page.locator("#source-state")).to_contain_text("Listening", timeout=LIVE_MS)
        expect(page.locator("#source-state .facts dd").first).to_have_text("just now")
        assert (sideways(page), faults(page)) == ([], [])


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without"])
def test_an_archive_is_imported_while_the_page_watches(opens, cast, archive, has_scripts):
    with opens(cast.bea, java_script_enabled=has_scripts) as page:
        page.goto("/import")
        page.get_by_label("Files").set_input_files(archive)
        page.get_by_role("button", name="Import").click()
        expect(page.locator("h1")).to_have_text("old-letters.mbox")
        expect(page.locator("#run-state progress")).to_be_visible()
        if has_scripts:
            listening(page)

        bring_run(run=Run.objects.get().pk)

        expect(page.locator("#run-state")).to_contain_text("Done")
        expect(page.locator("#run-state .tally dd").first).to_have_text("3")
        page.get_by_role("link", name="To its conversations").click()
        expect(page.locator("#main, .pane-list").first).to_be_visible()


def test_what_is_no_mailbox_is_said_on_the_page_that_uploaded_it(opens, cast, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("hello")
    with opens(cast.bea) as page:
        page.goto("/import")
        page.get_by_label("Name of the new source").fill("Mine")
        page.get_by_label("Files").set_input_files(notes)
        page.get_by_role("button", name="Import").click()

        expect(page.locator(".field-error")).to_contain_text("notes.txt is not a mailbox file")
        expect(page.get_by_label("Name of the new source")).to_have_value("Mine")
        assert faults(page) == []
        page.get_by_role("button", name="Import").click()
        expect(page.locator(".field-error")).to_contain_text("Choose at least one file.")


def test_pausing_is_undone_by_a_key(opens, cast):
    archive = cast.mailbox
    Source.objects.filter(pk=archive.pk).update(
        settings={**archive.settings, "imap_host": "imap.rotor.example"}, last_tried_at=cast.now
    )
    with opens(cast.bea) as page:
        page.goto(f"/sources/{archive.pk}")
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("#source-state .state").first).to_have_text("Paused")

        page.keyboard.press("u")

        expect(page.locator("#source-state .state").first).to_have_text("Listening")
        assert not Source.objects.get(pk=archive.pk).is_paused


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_import_in_every_state_keeps_the_rules(opens, cast, viewport, scheme):
    run = runs.ask_for_run(cast.mailbox, path="/data/a-very-long-name-of-an-archive-from-2019-to-2026.mbox.zst")
    states = [{"state": Run.RUNNING, "seen": 12_345, "share": 0.4}, {"state": Run.STOPPED}, {"state": Run.DONE}]
    states.append({"state": Run.FAILED, "sentence": "a.mbox ends too early: the rest of it is missing."})
    with opens(cast.bea, viewport=viewport, color_scheme=scheme) as page:
        for state in states:
            Run.objects.filter(pk=run.pk).update(**state)
            for address in (f"/runs/{run.pk}", f"/sources/{cast.mailbox.pk}", "/sources"):
                page.goto(address)
                assert (state["state"], address, sideways(page), faults(page)) == (state["state"], address, [], [])
