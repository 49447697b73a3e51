"""Facts about the doors in a real browser: the first run, signing in and out, an invitation handed over."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from playwright.sync_api import expect

from hearback.staff.models import Colleague

PASSWORD = "seven red kites"
PHONE = {"width": 390, "height": 844}


def fill_in(page, **fields):
    for name, words in fields.items():
        page.locator(f"[name={name}]:visible").fill(words)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "laptop"])
def test_the_first_one_comes_in_and_is_led_to_the_sources(opens, transactional_db, viewport, has_scripts):
    with opens(None, viewport=viewport, java_script_enabled=has_scripts) as page:
        page.goto("/")
        expect(page.locator("h1")).to_have_text("Nobody works here yet")

        fill_in(page, name="Dag Holm", email="dag@rotor.example", password="a lamp on the third stair")
        page.get_by_role("button", name="Begin").click()

        expect(page.locator("h1")).to_have_text("Sources")
        expect(page.locator("#main")).to_contain_text("Nothing is connected yet")
        assert Colleague.objects.get().is_admin


def test_signing_in_leads_to_where_one_wanted_to_be(opens, bea):
    bea.password = ScryptPasswordHasher().encode(PASSWORD, "salt")  # as the house does it, unlike hasty tests
    bea.save()
    with opens(None) as page:
        page.goto("/colleagues")
        fill_in(page, username="bea@rotor.example", password="wrong words here")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        expect(page.locator("[name=username]")).to_have_value("bea@rotor.example")

        fill_in(page, password=PASSWORD)
        page.keyboard.press("Enter")

        expect(page.locator("h1")).to_have_text("Colleagues")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without"])
def test_a_phone_finds_the_way_out(opens, bea, has_scripts):
    with opens(bea, viewport=PHONE, java_script_enabled=has_scripts) as page:
        page.goto("/sources")
        page.locator(".bar-phone").click()
        expect(page.locator("h1")).to_have_text("Bea Nakamura")

        page.locator("#main").get_by_role("button", name="Sign out").click()

        expect(page.locator("h1")).to_have_text("Sign in")
        page.goto("/me")
        expect(page.locator("h1")).to_have_text("Sign in")


def test_an_invitation_is_copied_handed_over_and_opens_once(opens, bea):
    with opens(bea, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto("/colleagues")
        fill_in(page, email="eli@elsewhere.example")
        page.get_by_role("button", name="Make an invitation").click()
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        link = page.evaluate("navigator.clipboard.readText()")
        page.reload()
        expect(page.locator("#handed-link")).to_have_count(0)
        expect(page.locator("#main")).to_contain_text("eli@elsewhere.example")
    path = re.sub("^https?://[^/]+", "", link)

    with opens(None) as page:
        page.goto(path)
        expect(page.locator("#main")).to_contain_text("Bea Nakamura invites you")
        fill_in(page, name="Eli Novak", password="a lamp on the third stair")
        page.get_by_role("button", name="Come in").click()
        expect(page.locator(".rail-foot, .bar-phone").first).to_contain_text("EN")


def test_an_invitation_that_is_over_says_so(opens, bea, complaints):
    with opens(None) as page:
        page.goto("/invitations/nothing")
        expect(page.locator("h1")).to_have_text("This invitation does not open any more")
    complaints[:] = [line for line in complaints if "status of 410" not in line]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-scripts", "without"])
def test_light_and_dark_are_remembered(opens, bea, has_scripts):
    with opens(bea, java_script_enabled=has_scripts) as page:
        page.goto("/me")
        page.locator(".theme-choices").get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")

        page.goto("/people")

        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
