"""Facts about signing a mailbox in, in a real browser: out to the provider and back, on any window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hearback.channels.mail import oauth
from hearback.channels.mail.settings import MailSettings
from hearback.channels.mail.tests.authorization_server import CLIENT, SECRET, authorization_server
from hearback.sources.actions import connect, describe_authority, keep_grant, note_try
from hearback.sources.models import Grant
from hearback.sources.queries import client_of
from tests.browser.checks import faults, sideways

PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def server():
    with authorization_server() as running:
        yield running


def pictured(page, name: str) -> None:
    """Keep a picture where somebody wants to look at it, and find no faults."""
    if folder := os.environ.get("PICTURES_FOLDER"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    assert faults(page) == []
    assert sideways(page) == []


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_mailbox_is_signed_in_at_its_provider(opens, cast, house, server, viewport):
    with opens(cast.bea, viewport=viewport) as page:
        page.goto("/sources/connect/mail")
        pictured(page, "connect-empty")
        page.get_by_role("link", name="Set that up once").click()
        pictured(page, "providers-empty")
        other = page.locator("#other")
        other.get_by_label("Client id").fill(CLIENT)
        other.get_by_label("Client secret").fill(SECRET)
        other.get_by_label("Name").fill("Example")
        other.get_by_label("Sign-in address").fill(f"{server.url}/authorize")
        other.get_by_label("Token address").fill(f"{server.url}/token")
        other.get_by_role("button", name="Save").click()
        expect(page.get_by_text("mailboxes can be signed in here")).to_be_visible()
        pictured(page, "providers")

        page.goto("/sources/connect/mail")
        pictured(page, "connect")
        page.get_by_role("button", name="Sign in with Example").click()
        page.wait_for_url(f"{server.url}/authorize?**")
        page.goto(house + server.sign_in(page.url).partition("8000")[2])

        expect(page.get_by_text("Signed in at Example as")).to_be_visible()
        expect(page.get_by_label("Address", exact=True)).to_have_value("team@example.org")
        pictured(page, "connect-signed-in")


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_sign_in_that_is_over_is_begun_again_from_the_sources_page(opens, cast, house, server, viewport):
    urls = {"authorize_url": f"{server.url}/authorize", "token_url": f"{server.url}/token"}
    made = describe_authority(
        "other", about={"label": "Example", "client_id": CLIENT, **urls}, secret=SECRET, by=cast.bea
    )
    tokens = oauth.refresh(client_of(made), token=server.grant())
    grant = keep_grant(made, tokens=tokens, by=cast.bea, at=cast.now)
    more = {
        "imap_host": "127.0.0.1",
        "imap_port": 9,
        "grant": str(grant.pk),
        "provider": "postmark",
        "provider_key": "k",
    }
    source = connect(kind="mail", name="Care", settings=MailSettings(address="team@example.org", **more))
    trouble = "Example has ended our access to this mailbox: sign in again."
    note_try(source, at=cast.now, heard=False, trouble=trouble, lasting=True)

    with opens(cast.bea, viewport=viewport) as page:
        page.goto(f"/sources/{source.pk}")
        pictured(page, "source-over")
        page.goto(f"/sources/{source.pk}/edit")
        pictured(page, "edit-signed-in")
        page.goto(f"/sources/{source.pk}")
        page.get_by_role("button", name="Sign in again").click()
        page.wait_for_url(f"{server.url}/authorize?**")
        page.goto(house + server.sign_in(page.url).partition("8000")[2])

        expect(page.get_by_text("Signed in again. It is being heard.")).to_be_visible()
        expect(page.get_by_text(trouble)).to_have_count(0)

    assert Grant.objects.count() == 1
