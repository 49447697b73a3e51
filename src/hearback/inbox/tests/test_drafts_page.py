"""Facts about drafts: they save themselves, are their writer's, and keep whom they were to go to."""

from __future__ import annotations

from tests.cast import EVE, field_value

from hearback.inbox.models import Draft
from hearback.inbox.tests.writing import HOUR, WORDS, chips, composer, filled_in, flash, opens, saves


def test_a_draft_is_saved_without_a_word(cast):
    number = cast.asks()

    saved = saves(cast, number)

    assert (saved.status_code, saved.content) == (204, b"")
    read = opens(cast, number)
    assert f">{WORDS}</textarea>" in composer(read)
    assert "Draft saved 4 Mar, 10:00" in composer(read)


def test_without_a_script_the_draft_leads_back_and_says_that_it_is_saved(cast):
    number = cast.asks()

    browser, page = cast.browser(), opens(cast, number)

    read = browser.post(f"/conversations/{number}/draft", filled_in(page), follow=True)

    assert read.redirect_chain == [(f"/conversations/{number}", 303)]
    assert "The draft is saved." in flash(read)
    assert f">{WORDS}</textarea>" in composer(read)


def test_a_draft_is_its_writers_and_others_are_told_of_it(cast):
    number = cast.asks()
    saves(cast, number)

    read = opens(cast, number, by=cast.cem)

    assert "></textarea>" in composer(read)
    assert "Bea Nakamura has begun an answer here, too." in composer(read)


def test_an_emptied_draft_is_forgotten(cast):
    number = cast.asks()
    saves(cast, number)

    saves(cast, number, "  \n ")

    assert not Draft.objects.exists()


def test_recipients_that_were_changed_are_kept_with_the_draft(cast):
    number = cast.asks(Cc="Dan <dan@example.org>")

    saves(cast, number, cc=[], add_cc="eve@example.net, nonsense")

    read = opens(cast, number)
    assert chips(read) == {
        "Ann Archer <ann@example.org>": ("to", True, False),
        "Dan <dan@example.org>": ("cc", False, False),
        "eve@example.net": ("cc", True, True),
    }
    assert field_value(read, "add_cc") == "nonsense"


def test_recipients_as_computed_are_computed_again(cast):
    number = cast.asks(ago=HOUR)
    saves(cast, number)
    assert Draft.objects.get().recipients is None

    cast.asks_again(number, author=EVE, to="hello@rotor.example, ann@example.org")

    assert chips(opens(cast, number)) == {
        "Eve Ito <eve@example.net>": ("to", True, False),
        "ann@example.org": ("cc", True, False),
    }


def test_a_draft_older_than_the_newest_message_says_so(cast):
    number = cast.asks(ago=HOUR)
    saves(cast, number)
    assert "wrote again" not in composer(opens(cast, number))
    Draft.objects.update(saved_at=cast.now - HOUR)
    cast.asks_again(number)

    assert "Ann Archer wrote again since you saved this draft" in composer(opens(cast, number))
