"""Facts about the looks and manners that every page shares, tried on the page that shows all of them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from hearback.infra.showing import promise
from tests.browser.checks import WIDTHS, faults, lost_focus, sideways

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def design(page):
    page.goto("/design")
    return page


def focused(page):
    return page.evaluate("document.activeElement.id")


@pytest.mark.parametrize("contrast", ["no-preference", "more"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_can_be_read_named_and_pressed(opens, bea, scheme, contrast):
    with opens(bea, color_scheme=scheme, contrast=contrast) as page:
        page.goto("/design")
        assert faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_has_to_be_scrolled_sideways(opens, bea, width):
    with opens(bea, viewport={"width": width, "height": 800}) as page:
        page.goto("/design")
        assert sideways(page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_menus_open_within_the_window(opens, bea, width):
    with opens(bea, viewport={"width": width, "height": 800}) as page:
        page.goto("/design")
        outside = []
        for menu in page.locator("details.menu:visible").all():
            menu.locator("summary").click()
            box = menu.locator(".menu-sheet").bounding_box()
            outside += [box] if box["x"] < 0 or box["x"] + box["width"] > width else []
            page.keyboard.press("Escape")
        assert outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_the_keyboard_is_can_be_seen(opens, bea, scheme):
    with opens(bea, color_scheme=scheme) as page:
        page.goto("/design")
        assert lost_focus(page, steps=120) == []


def test_a_press_of_tab_leads_past_the_rail(design):
    design.keyboard.press("Tab")
    expect(design.get_by_role("link", name="Skip to the page")).to_be_focused()
    design.keyboard.press("Enter")
    assert focused(design) == "main"


def test_a_question_mark_shows_the_keys_and_escape_hides_them(design):
    design.keyboard.press("?")
    keys = design.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    design.keyboard.press("j")
    design.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    assert focused(design) != "row-1"


def test_j_and_k_walk_through_the_rows_and_stop_at_the_ends(design):
    walked = []
    for key in "jjkkk" + "j" * 12:
        design.keyboard.press(key)
        walked.append(focused(design))
    assert walked[:5] == ["row-3", "row-4", "row-3", "row-2", "row-1"]
    assert walked[-2:] == ["row-105", "row-105"]


def test_two_keys_lead_to_another_room(design):
    design.keyboard.press("g")
    design.keyboard.press("p")
    design.wait_for_url("**/people")


def test_two_keys_must_follow_each_other(design):
    design.keyboard.press("g")
    design.wait_for_timeout(1500)
    design.keyboard.press("p")
    assert design.url.endswith("/design#")  # p alone is the newer page of the list


def test_keys_with_ctrl_belong_to_the_browser(design):
    design.keyboard.press("Control+j")
    design.keyboard.press("Alt+r")
    assert focused(design) == ""


def test_typing_is_not_disturbed_and_escape_leaves_the_field(design):
    answer = design.locator("#answer-text")
    design.keyboard.press("r")
    expect(answer).to_be_focused()
    design.keyboard.type("Dear Jón, jjj? gp / e a")
    expect(answer).to_have_value("Dear Jón, jjj? gp / e a")
    expect(design.get_by_role("dialog")).to_have_count(0)
    design.keyboard.press("Escape")
    assert focused(design) == ""
    assert design.url.endswith("/design")


def test_a_menu_opens_by_key_is_walked_by_arrows_and_closed_by_escape(design):
    design.keyboard.press("a")
    menu = design.locator("details.menu[open]")
    expect(menu.get_by_role("button", name=re.compile("Bea Nakamura"))).to_be_focused()
    design.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name=re.compile("Cem Aydın"))).to_be_focused()
    design.keyboard.press("ArrowUp")
    design.keyboard.press("ArrowUp")
    expect(menu.get_by_role("button", name="nobody")).to_be_focused()
    design.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    assert design.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_one_menu_is_open_at_a_time_and_a_click_beside_closes_it(design):
    menus = design.locator("details.menu[open]")
    design.keyboard.press("a")
    design.keyboard.press("e")
    expect(menus).to_have_count(1)
    expect(menus.get_by_text("Needs no answer because…")).to_be_visible()
    design.locator("h1").first.click()
    expect(menus).to_have_count(0)


def test_the_theme_changes_at_once_and_stays(design):
    def ground():
        return design.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")

    def choose(words):
        design.locator(".bar summary").click()
        design.locator(".bar").get_by_role("button", name=words).click()

    light = ground()
    choose("Dark")
    dark = ground()
    design.reload()
    assert ground() == dark != light
    expect(design.locator(".bar [value=dark]")).to_have_attribute("aria-pressed", "true")
    choose("As the system says")
    design.reload()
    assert ground() == light


def test_a_note_says_what_was_done_and_can_be_dismissed(design):
    design.get_by_role("button", name="Take back").first.click()
    note = design.get_by_text("nothing was done")
    expect(note).to_be_visible()
    design.get_by_role("button", name="Dismiss").click()
    expect(note).to_be_hidden()


def test_a_button_is_pressed_once(design):
    posts = []
    design.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    design.get_by_role("button", name="Take back").first.dblclick()
    expect(design.get_by_text("nothing was done")).to_be_visible()
    assert len(posts) == 1


def test_the_page_keeps_time_by_the_words_and_borders_of_the_server(design):
    seconds = [-200_000, -172_800, -86_400, -86_399, -3_600, -3_599, -60, -59, 0, 59, 60, 3_599, 3_600, 14_399, 14_400]
    seconds += [86_399, 86_400, 172_799, 172_800, 900_000]
    there = design.evaluate(
        "async (all) => { const { promise } = await import('/static/site/js/time.js');"
        " return all.map(promise).map(({ state, words }) => [state, words]); }",
        seconds,
    )
    here = [promise(NOW + timedelta(seconds=left), now=NOW) for left in seconds]
    assert there == [[each.state, each.words] for each in here]


def test_without_a_script_everything_is_there_but_what_needs_one(opens, bea):
    with opens(bea, java_script_enabled=False) as page:
        page.goto("/design")
        expect(page.get_by_role("heading", name="How Hearback looks")).to_be_visible()
        expect(page.locator(".bar .live")).to_be_hidden()
        expect(page.get_by_role("button", name="Filter")).to_be_visible()
        page.locator("#controls summary", has_text="Settle").click()
        page.locator("#controls").get_by_role("button", name="it is spam").click()
        expect(page.get_by_text("nothing was done")).to_be_visible()
        expect(page.get_by_role("button", name="Dismiss")).to_be_hidden()
        page.locator(".bar").get_by_role("link", name="Keys").click()
        expect(page.get_by_role("heading", name="Keys", level=1)).to_be_visible()


def test_without_a_script_the_theme_is_a_form(opens, bea):
    with opens(bea, java_script_enabled=False) as page:
        page.goto("/design")
        page.locator(".bar summary").click()
        page.locator(".bar").get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert page.url.endswith("/design")


def test_a_page_that_moves_for_nobody_who_minds(opens, bea):
    with opens(bea, reduced_motion="reduce") as page:
        page.goto("/design")
        moving = page.evaluate(
            "document.getAnimations().filter((each) => each.playState === 'running'"
            " && each.effect.getComputedTiming().duration > 1).length"
        )
        assert moving == 0


def test_on_a_phone_the_rooms_are_at_the_thumb(opens, bea):
    with opens(bea, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        page.goto("/design")
        rail = page.get_by_role("navigation", name="Rooms").bounding_box()
        assert rail["y"] + rail["height"] == pytest.approx(844, abs=1)
        assert sideways(page) == []
