"""Facts about the list of what did not arrive in a real browser: by key, without scripts, live, and on a phone."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.checks import WIDTHS, faults, lost_focus, sideways

HOUR = timedelta(hours=1)


def bounce(key: str, about: str, address: str, status: str, why: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example.org\nTo: hello@rotor.example\nSubject: Undelivered\nMessage-ID: <{key}>\n"
        f"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; {address}\n"
        f"Action: failed\nStatus: {status}\nDiagnostic-Code: smtp; {why}\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{about}>\nSubject: Re: A question\n\nIt does.\n--b--\n"
    ).encode()


@pytest.fixture
def lost(cast):
    """Two answers that came back."""
    first = cast.asks(ago=5 * HOUR, subject="Which pipe fits the blue one")
    cast.answers(first, ago=2 * HOUR)
    second = cast.asks(ago=4 * HOUR, author="Eve Ito <eve@example.net>", subject="Opening hours")
    cast.answers(second, ago=HOUR, to="Eve Ito <eve@example.net>")
    why = "550 5.1.1 The email account that you tried to reach does not exist"
    cast.hears(bounce("b1@mx.example.org", cast.last_key(first), "ann@example.org", "5.1.1", why))
    cast.hears(bounce("b2@mx.example.org", cast.last_key(second), "eve@example.net", "5.2.2", "mailbox full"))
    return first


def test_a_key_opens_the_list_and_a_line_is_seen_and_brought_back(opens, cast, lost):
    with opens(cast.bea) as page:
        page.goto("/")
        page.keyboard.press("4")
        expect(page.locator(".unreached")).to_have_count(2)

        page.get_by_role("button", name="Seen eve@example.net").click()
        expect(page.locator(".unreached")).to_have_count(1)
        page.keyboard.press("u")
        expect(page.locator(".unreached")).to_have_count(2)

        page.keyboard.press("j")
        page.keyboard.press("o")
        expect(page.get_by_text("Did not reach eve@example.net: mailbox full (5.2.2)")).to_be_in_viewport()


def test_it_needs_no_script(opens, cast, lost):
    with opens(cast.bea, java_script_enabled=False) as page:
        page.goto("/unreached")
        page.get_by_role("button", name="Seen eve@example.net").click()
        expect(page.locator(".unreached")).to_have_count(1)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".unreached")).to_have_count(2)


def test_what_comes_back_appears_by_itself(opens, cast):
    number = cast.asks(ago=3 * HOUR)
    cast.answers(number, ago=HOUR)
    with opens(cast.cem) as page:
        page.goto("/unreached")
        expect(page.get_by_text("Everything arrived, as far as we were told")).to_be_visible()

        cast.hears(bounce("b1@mx.example.org", cast.last_key(number), "ann@example.org", "5.1.1", "550 no"))

        expect(page.locator(".unreached")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/unreached", "/unreached?assignee=nobody"])
def test_the_list_keeps_the_rules(opens, cast, lost, address, scheme):
    with opens(cast.bea, color_scheme=scheme) as page:
        page.goto(address)
        assert faults(page) == []
        assert lost_focus(page, steps=25) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, sideways(page)) == (width, [])
            if shots := os.environ.get("SHOTS"):
                page.screenshot(path=f"{shots}/{address.strip('/').replace('?', '-')}-{scheme}-{width}.png")
