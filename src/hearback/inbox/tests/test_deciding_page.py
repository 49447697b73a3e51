"""Facts about deciding on a page: who answers, that no answer is needed, and taking it back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.cast import part, words

from hearback.inbox.actions import assign, settle
from hearback.inbox.models import Turn
from hearback.infra.errors import Refusal
from hearback.staff.models import AuditLine, Colleague

HOUR = timedelta(hours=1)


def presses(cast, number: int, act: str, *, by=None, query: str = "", **posted):
    """Press a button on a conversation's page; return the page it leads to."""
    return cast.browser(by).post(f"/conversations/{number}/{act}{query}", posted, follow=True)


def flash(response) -> str:
    return words(part(response, 'id="flashes"'))


def undoes(cast, response, *, by=None):
    """Press Undo in the note of a page."""
    address = re.search(r'action="(/conversations/\d+/undo/[^"]*)"', part(response, 'id="flashes"'))[1]
    return cast.browser(by).post(address, follow=True)


def test_the_picker_offers_me_first_then_the_others_and_nobody(cast):
    number = cast.asks()

    menu = part(cast.browser(cast.cem).get(f"/conversations/{number}"), 'action="/conversations/')

    assert words(menu) == "Who answers? CA Cem Aydin you BN Bea Nakamura nobody Who should answer?"


@pytest.mark.parametrize(
    ("who", "sentence"), [("bea", "You answer this."), ("cem", "Cem Aydin answers this."), ("", "Nobody is in charge")]
)
def test_a_colleague_is_put_in_charge(cast, who, sentence):
    number = cast.asks()
    chosen = getattr(cast, who) if who else None
    if not chosen:
        assign(number, to=cast.bea, by=cast.bea)

    read = presses(cast, number, "assign", colleague=chosen.pk if chosen else "", query="?assignee=me")

    assert cast.turn(number).assignee == chosen
    assert read.redirect_chain == [(f"/conversations/{number}?assignee=me", 303)]
    assert sentence in flash(read)


@pytest.mark.parametrize("colleague", ["4711", "nonsense", "99999999999999999999999", "²"])
def test_somebody_who_does_not_work_here_cannot_be_in_charge(cast, colleague):
    number = cast.asks()

    read = presses(cast, number, "assign", colleague=colleague)

    assert read.status_code == 409
    assert "This colleague does not work here." in words(read)


def test_somebody_who_left_cannot_be_in_charge(cast):
    number = cast.asks()
    Colleague.objects.filter(pk=cast.cem.pk).update(is_active=False)

    assert presses(cast, number, "assign", colleague=cast.cem.pk).status_code == 409
    assert "Cem" not in part(cast.browser().get(f"/conversations/{number}"), 'class="menu-sheet" action="/conv')


def test_assigning_is_undone(cast):
    number = cast.asks()
    assign(number, to=cast.cem, by=cast.cem)

    read = undoes(cast, presses(cast, number, "assign", colleague=cast.bea.pk))

    assert cast.turn(number).assignee == cast.cem
    assert "Undone." in flash(read)
    assert "took this on" in words(part(read, 'id="thread"'))
    assert "Bea Nakamura took this" not in words(part(read, 'id="thread"'))


def test_the_same_choice_again_changes_nothing_and_offers_no_undo(cast):
    number = cast.asks()
    assign(number, to=cast.cem, by=cast.bea)

    read = presses(cast, number, "assign", colleague=cast.cem.pk)

    assert "Undo" not in flash(read)
    assert AuditLine.objects.filter(verb="assign").count() == 1


def test_a_conversation_is_settled_with_a_reason(cast):
    number = cast.asks()

    read = presses(cast, number, "settle", reason="It says thank you, and nothing else.")

    turn = cast.turn(number)
    assert (turn.state, turn.reason, turn.settled_by) == ("settled", "It says thank you, and nothing else.", cast.bea)
    assert "Settled." in flash(read)
    assert "Reopen" in part(read, 'id="talk-head"')


def test_reasons_are_offered(cast):
    menu = part(cast.browser().get(f"/conversations/{cast.asks()}"), 'id="talk-head"')

    assert 'name="reason" value="It is for our information only."' in menu
    assert 'placeholder="Another reason"' in menu


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_nothing_is_settled_without_a_reason(cast, reason):
    number = cast.asks()

    read = presses(cast, number, "settle", **({} if reason is None else {"reason": reason}))

    assert cast.turn(number).state == "ours"
    assert "Say why no answer is needed" in flash(read)


@pytest.mark.parametrize("before", ["ours", "theirs"])
def test_settling_is_undone_as_it_was(cast, before):
    number = cast.asks(ago=HOUR)
    if before == "theirs":
        cast.answers(number)
    due = cast.turn(number).answer_due

    undoes(cast, presses(cast, number, "settle", reason="Thanks only"))

    turn = cast.turn(number)
    assert (turn.state, turn.reason, turn.settled_by, turn.settled_at) == (before, "", None, None)
    assert turn.answer_due == due


def test_a_settled_conversation_is_reopened_with_a_fresh_promise(cast):
    number = cast.asks(ago=90 * HOUR)
    settle(number, reason="Thanks only", by=cast.bea, at=cast.now)

    read = presses(cast, number, "reopen", by=cast.cem)

    turn = cast.turn(number)
    assert (turn.state, turn.answer_due) == ("ours", cast.now + timedelta(hours=24))
    assert "It is our turn again." in flash(read)
    assert "made this our turn again" in words(part(read, 'id="thread"'))


def test_what_is_ours_cannot_be_reopened_twice(cast):
    read = presses(cast, cast.asks(), "reopen")

    assert not AuditLine.objects.filter(verb="reopen").exists()
    assert "Undo" not in flash(read)


def test_reopening_is_undone_as_it_was(cast):
    number = cast.asks()
    settle(number, reason="Thanks only", by=cast.cem, at=cast.now - HOUR)

    undoes(cast, presses(cast, number, "reopen"))

    turn = cast.turn(number)
    assert (turn.state, turn.reason, turn.settled_by, turn.settled_at) == (
        "settled",
        "Thanks only",
        cast.cem,
        cast.now - HOUR,
    )


def test_reopening_is_not_undone_past_a_new_question(cast):
    number = cast.asks(ago=2 * HOUR)
    settle(number, reason="Thanks only", by=cast.bea, at=cast.now)
    read = presses(cast, number, "reopen")
    cast.asks_again(number)

    assert "cannot be undone any more" in flash(undoes(cast, read))
    assert cast.turn(number).state == "ours"


def test_settling_is_not_undone_past_a_new_question(cast):
    number = cast.asks(ago=2 * HOUR)
    read = presses(cast, number, "settle", reason="Thanks only")
    cast.asks_again(number)
    due = cast.turn(number).answer_due

    assert "cannot be undone any more" in flash(undoes(cast, read))
    assert cast.turn(number).answer_due == due


def test_nobody_undoes_what_another_has_decided(cast):
    number = cast.asks()
    read = presses(cast, number, "settle", reason="Thanks only")

    assert "cannot be undone" in flash(undoes(cast, read, by=cast.cem))
    assert cast.turn(number).state == "settled"


@pytest.mark.parametrize("line", ["4711", "99999999999999999999999999"])
def test_a_decision_that_never_was_cannot_be_undone(cast, line):
    assert "cannot be undone" in flash(presses(cast, cast.asks(), f"undo/{line}"))


def test_an_answer_is_no_decision_to_be_undone(cast):
    number = cast.asks()
    settle(number, reason="Thanks only", by=cast.bea, at=cast.now)
    line = AuditLine.objects.create(verb="answer", subject=f"conversation:{number}", colleague=cast.bea)

    assert "cannot be undone" in flash(presses(cast, number, f"undo/{line.pk}"))


def test_nothing_is_decided_about_what_has_no_turn(cast):
    number = cast.asks()
    Turn.objects.filter(pk=number).delete()

    read = presses(cast, number, "assign", colleague=cast.bea.pk)

    assert read.status_code == 409
    assert "went into another one" in words(read)


def test_settling_twice_for_one_reason_is_one_decision(cast):
    number = cast.asks()
    presses(cast, number, "settle", reason="Thanks only")

    read = presses(cast, number, "settle", reason="  Thanks   only ")

    assert AuditLine.objects.filter(verb="settle").count() == 1
    assert "Undo" not in flash(read)


def test_somebody_who_left_is_not_put_in_charge_by_other_ways(cast):
    number = cast.asks()
    cast.cem.is_active = False

    with pytest.raises(Refusal, match="Cem Aydin does not work here any more"):
        assign(number, to=cast.cem, by=cast.bea)


def test_what_is_decided_about_a_conversation_that_went_into_another_is_decided_about_that(cast):
    kept = cast.asks("First branch.", key="2@example.org", answers=("1@example.org",), ago=2 * HOUR)
    gone = cast.asks("Second branch.", key="3@example.org", answers=("0@example.org",), ago=HOUR)
    cast.asks("The start.", key="1@example.org", answers=("0@example.org",), ago=3 * HOUR)

    presses(cast, gone, "settle", reason="Thanks only")

    assert cast.turn(kept).state == "settled"


@pytest.mark.parametrize("act", ["assign", "settle", "reopen", "undo/1"])
def test_deciding_takes_a_press_by_somebody_who_works_here(cast, client, act):
    address = f"/conversations/{cast.asks()}/{act}"

    assert cast.browser().get(address).status_code == 405
    assert client.post(address)["Location"].startswith("/sign-in")
    assert (
        cast.browser().post(f"/conversations/4711/{act.partition('/')[0]}{'/1' if '/' in act else ''}").status_code
        == 404
    )
