"""Facts about the inbox and a conversation in a real browser: by keyboard, live, and without a jump."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hearback.inbox.actions import assign
from hearback.inbox.models import Draft, Outbound
from tests.browser.checks import WIDTHS, faults, lost_focus, sideways
from tests.cast import EVE

HOUR = timedelta(hours=1)
SOON_MS = 2_000  # a message is on the open page within two seconds


@pytest.fixture
def talks(cast) -> list[int]:
    """Three conversations that are ours, in their order; Bea answers the second one."""
    numbers = [
        cast.asks("Does the blue one fit?", subject="The blue pump", ago=60 * HOUR),
        cast.asks("It hums at night.", subject="A hum", author=EVE, ago=50 * HOUR),
        cast.asks("Thank you!", subject="Thanks", author="Dan <dan@example.org>", ago=40 * HOUR),
    ]
    assign(numbers[1], to=cast.bea, by=cast.bea)
    return numbers


@pytest.fixture
def page(opens, cast, talks):
    with opens(cast.bea) as page:
        yield page


def subject(page) -> str:
    return page.locator(".talk-subject").inner_text()


def listening(page):
    """Wait until the page hears what happens."""
    expect(page.locator("[data-live-state]")).to_have_attribute("data-state", "on")


def test_a_turn_is_opened_assigned_settled_and_taken_back_by_keyboard(page, talks, cast):
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page.locator(".talk-subject")).to_have_text("The blue pump")

    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("Cem Aydin answers this.")
    expect(page.locator("#talk-head .assignee")).to_contain_text("Cem Aydin")

    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.locator("#talk-head .turn")).to_have_text("Settled")
    expect(page.locator("#turns")).not_to_contain_text("The blue pump")
    assert cast.turn(talks[0]).reason == "It says thank you, and nothing else."

    expect(page.locator("#flashes")).not_to_contain_text("answers this")
    page.keyboard.press("u")
    expect(page.locator("#talk-head .turn")).to_have_text("Our turn")


def test_the_list_is_walked_and_answered_by_keyboard(page, talks):
    page.goto(f"/conversations/{talks[0]}")
    page.keyboard.press("j")
    expect(page.locator(".talk-subject")).to_have_text("A hum")
    page.keyboard.press("j")
    expect(page.locator(".talk-subject")).to_have_text("Thanks")
    page.keyboard.press("k")
    expect(page.locator(".talk-subject")).to_have_text("A hum")
    expect(page.locator("#turns [aria-current=true]")).to_contain_text("A hum")

    page.keyboard.press("r")
    page.keyboard.type("It may be the cat.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#flashes")).to_contain_text("Your answer is on its way.")
    assert Outbound.objects.get().text == "It may be the cat."


def test_keys_lead_everywhere(page, talks):
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile(r"\?state=theirs$"))
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile(r"/$"))


def test_another_conversation_opens_beside_the_list_that_stays(page, talks):
    page.goto(f"/conversations/{talks[0]}")
    page.evaluate("document.querySelector('#turns').dataset.mark = 'same'")

    page.locator(f"#row-{talks[2]}").click()

    expect(page.locator(".talk-subject")).to_have_text("Thanks")
    expect(page).to_have_url(re.compile(rf"/conversations/{talks[2]}$"))
    assert page.locator("#turns").get_attribute("data-mark") == "same"
    expect(page.locator("#turns [aria-current=true]")).to_have_count(1)
    page.go_back()
    expect(page.locator(".talk-subject")).to_have_text("The blue pump")


def test_a_new_message_appears_in_the_list_without_reloading(page, cast):
    page.goto("/")
    listening(page)

    cast.asks("Are you there?", subject="A new voice", author="Zoe <zoe@example.org>")

    expect(page.locator("#turns")).to_contain_text("A new voice", timeout=SOON_MS)
    expect(page.locator(".tab[aria-current] .tab-count")).to_have_text("4")


def test_a_new_message_appears_while_somebody_writes_and_disturbs_nothing(page, cast, talks):
    page.goto(f"/conversations/{talks[0]}")
    listening(page)
    page.keyboard.press("r")
    page.keyboard.type("I am in the middle of ")

    cast.asks_again(talks[0], "One more thing!")
    expect(page.locator("#thread")).to_contain_text("One more thing!", timeout=SOON_MS)
    page.keyboard.type("a sentence.")

    expect(page.locator("#answer-text")).to_be_focused()
    expect(page.locator("#answer-text")).to_have_value("I am in the middle of a sentence.")


def test_what_was_unfolded_stays_unfolded(page, cast, talks):
    number = cast.asks("New words.\n\nOn Monday, Bea wrote:\n> Old words\n", ago=HOUR)
    cast.asks_again(number, "Later words.")
    page.goto(f"/conversations/{number}")
    listening(page)
    page.locator(".fold summary").first.click()

    cast.asks_again(number, "Even later words.")

    expect(page.locator("#thread")).to_contain_text("Even later words.", timeout=SOON_MS)
    expect(page.get_by_text("> Old words")).to_be_visible()


def test_what_a_colleague_decides_appears_on_the_open_page(page, cast, talks):
    page.goto(f"/conversations/{talks[0]}")
    listening(page)

    assign(talks[0], to=cast.cem, by=cast.cem)

    expect(page.locator("#talk-head .assignee")).to_contain_text("Cem Aydin", timeout=SOON_MS)
    expect(page.locator("#thread")).to_contain_text("Cem Aydin took this on", timeout=SOON_MS)


def test_deciding_moves_nothing_that_is_being_read_or_written(page, cast, talks):
    for count in range(12):
        cast.asks_again(talks[0], f"Words number {count}.\n" * 20, ago=(30 - count) * HOUR)
    page.goto(f"/conversations/{talks[0]}")
    page.locator("#answer-text").fill("Half a sentence")
    page.evaluate("document.querySelector('.pane-read').scrollTop = 300")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("You answer this.")

    assert page.evaluate("document.querySelector('.pane-read').scrollTop") == 300
    expect(page.locator("#answer-text")).to_have_value("Half a sentence")


def test_the_middle_of_a_long_conversation_unfolds_in_its_place(page, cast, talks):
    for count in range(20):
        cast.asks_again(talks[0], f"Words number {count}.", ago=(30 - count) * HOUR)
    page.goto(f"/conversations/{talks[0]}")
    expect(page.locator("#thread .message")).to_have_count(7)

    page.get_by_role("link", name="14 earlier messages").click()

    expect(page.locator("#thread .message")).to_have_count(21)


def test_a_draft_saves_itself_and_is_there_again(page, talks):
    page.goto(f"/conversations/{talks[0]}")
    page.locator("#answer-text").fill("Half a sentence")
    expect(page.locator("[data-draft-state]")).to_have_text("Draft saved")

    page.goto("/")
    page.goto(f"/conversations/{talks[0]}")

    expect(page.locator("#answer-text")).to_have_value("Half a sentence")
    assert Draft.objects.count() == 1


def test_somebody_left_out_gets_nothing(page, cast):
    number = cast.asks(Cc="Dan <dan@example.org>, Eve <eve@example.net>")
    page.goto(f"/conversations/{number}")
    page.get_by_role("checkbox", name="Dan").click()
    page.locator(".recipient-add summary").click()
    page.get_by_label("More in copy").fill("zoe@example.org")
    page.locator("#answer-text").fill("It does.")

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator("#thread .message-ours")).to_contain_text("It does.")
    assert Outbound.objects.get().recipients == [
        ["to", "Ann Archer <ann@example.org>"],
        ["cc", "Eve <eve@example.net>"],
        ["cc", "zoe@example.org"],
    ]


def test_who_was_overtaken_while_writing_reads_first_and_sends_then(page, cast, talks, complaints):
    page.goto(f"/conversations/{talks[0]}")
    page.locator("#answer-text").fill("The red one.")
    cast.asks_again(talks[0], "Never mind.")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("Ann Archer wrote meanwhile: “Never mind.”")
    expect(page.locator("#answer-text")).to_have_value("The red one.")
    assert not Outbound.objects.exists()
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator("#flashes")).to_contain_text("on its way")
    assert Outbound.objects.get().text == "The red one."
    complaints[:] = [line for line in complaints if "status of 422" not in line]


@pytest.mark.parametrize("script", [True, False], ids=["with-a-script", "without"])
def test_a_double_press_sends_once(opens, cast, talks, script):
    with opens(cast.bea, java_script_enabled=script) as page:
        page.goto(f"/conversations/{talks[0]}")
        page.locator("#answer-text").fill("The red one.")

        page.get_by_role("button", name="Send", exact=True).dblclick()

        expect(page.locator("#thread .message-ours")).to_contain_text("The red one.")
        expect(page.locator("#flashes")).to_contain_text("on its way")
        assert Outbound.objects.count() == 1


def test_without_a_script_one_reads_decides_and_answers(opens, cast, talks):
    with opens(cast.bea, java_script_enabled=False) as page:
        page.goto("/")
        page.locator(f"#row-{talks[0]}").click()
        expect(page.locator("#thread")).to_contain_text("Does the blue one fit?")

        page.locator("#talk-head summary", has_text="Assignee").click()
        page.get_by_role("button", name="Cem Aydin").click()
        expect(page.locator("#talk-head .assignee")).to_contain_text("Cem Aydin")

        page.locator("#talk-head summary", has_text="Settle").click()
        page.get_by_placeholder("Another reason").fill("We met and talked about it.")
        page.locator(".talk-head .menu-form button").click()
        expect(page.locator("#talk-head")).to_contain_text("We met and talked about it.")
        page.get_by_role("button", name="Reopen").click()
        expect(page.locator("#talk-head .turn")).to_have_text("Our turn")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#talk-head .turn")).to_have_text("Settled")

        page.locator("#answer-text").fill("It does.")
        page.get_by_role("button", name="Save draft").click()
        expect(page.locator("#flashes")).to_contain_text("The draft is saved.")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("#thread .message-ours")).to_contain_text("It does.")
        assert Outbound.objects.get().text == "It does."

        page.get_by_role("combobox", name="Assignee").select_option("me")
        page.get_by_role("button", name="Filter").click()
        expect(page.locator("#turns .row")).to_have_count(1)


@pytest.fixture
def difficult(cast) -> int:
    """A conversation with everything that is hard to lay out."""
    number = cast.asks(
        f"See https://example.org/{'long-' * 60}end\n\n{'w' * 400}\n\nעברית, العربية, 中文\n",
        subject=f"Re: {'pneumono' * 20} and more",
        author=f'"{"Wolfeschlegel" * 6}" <w@example.org>',
        to=", ".join(f"Somebody With A Long Name {n} <n{n}@example.org>" for n in range(9)),
        ago=3 * HOUR,
    )
    cast.answers(number, "An answer.\n\n-- \nBea\n", ago=2 * HOUR)
    cast.asks_again(number, "I am away.", Auto_Submitted="auto-replied", ago=HOUR)
    assign(number, to=cast.cem, by=cast.bea)
    return number


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_conversation_can_be_read_named_and_pressed(opens, cast, difficult, scheme):
    with opens(cast.bea, color_scheme=scheme) as page:
        page.goto(f"/conversations/{difficult}")
        assert faults(page) == []
        page.goto("/?state=theirs")
        assert faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_has_to_be_scrolled_sideways(opens, cast, difficult, width):
    with opens(cast.bea, viewport={"width": width, "height": 800}) as page:
        for address in ("/?state=theirs", f"/conversations/{difficult}"):
            page.goto(address)
            assert (address, sideways(page)) == (address, [])


@pytest.mark.parametrize("width", [390, 1280])
def test_where_the_keyboard_is_can_be_seen(opens, cast, talks, width):
    with opens(cast.bea, viewport={"width": width, "height": 800}) as page:
        for address in ("/", f"/conversations/{talks[0]}"):
            page.goto(address)
            assert lost_focus(page, steps=40) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_menus_open_within_the_window(opens, cast, talks, width):
    with opens(cast.bea, viewport={"width": width, "height": 800}) as page:
        page.goto(f"/conversations/{talks[0]}")
        for menu in page.locator("#talk-head details.menu").all():
            menu.locator("summary").click()
            box = menu.locator(".menu-sheet").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            page.keyboard.press("Escape")
