"""Facts about answering on a page: to whom it goes, what is kept, and that nothing is sent twice or past anybody."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from tests.cast import part, words
from tests.raw_mail import mail

from hearback.conversations.queries import by_key
from hearback.inbox.actions import assign
from hearback.inbox.models import Draft, Outbound
from hearback.inbox.tests.writing import HOUR, WORDS, chips, composer, filled_in, flash, opens, saves, sends
from hearback.sources.models import Source


def test_the_answer_goes_to_who_asked_and_copies_to_whom_they_named(cast):
    number = cast.asks(to="Rotor <hello@rotor.example>, Dan <dan@example.org>", Cc="Eve <eve@example.net>")

    assert chips(opens(cast, number)) == {
        "Ann Archer <ann@example.org>": ("to", True, False),
        "Dan <dan@example.org>": ("cc", True, False),
        "Eve <eve@example.net>": ("cc", True, False),
    }


def test_a_sent_answer_is_on_its_way_and_stands_in_the_conversation(cast):
    number = cast.asks()

    read = sends(cast, number)

    attempt = cast.attempt()
    assert (attempt.state, attempt.text, attempt.colleague) == ("queued", WORDS, cast.bea)
    assert attempt.recipients == [["to", "Ann Archer <ann@example.org>"]]
    assert read.redirect_chain == [(f"/conversations/{number}", 303)]
    assert "Your answer is on its way." in flash(read)
    waiting = part(read, 'class="message message-ours"')
    assert "Bea Nakamura" in waiting
    assert "and the red one, too." in waiting
    assert "Queued" in waiting


def test_who_answers_what_nobody_is_in_charge_of_is_in_charge_of_it(cast):
    number = cast.asks()

    read = sends(cast, number, by=cast.cem)

    assert cast.turn(number).assignee == cast.cem
    assert "You are in charge of this now." in flash(read)
    assert "Cem Aydin took this on" in words(part(read, 'id="thread"'))


def test_being_in_charge_by_an_answer_can_be_undone_and_the_answer_still_leaves(cast):
    number = cast.asks()
    read = sends(cast, number)

    way_back = re.search(r'action="(/conversations/\d+/undo/\d+)"', part(read, 'id="flashes"'))[1]
    cast.browser().post(way_back)

    assert cast.turn(number).assignee is None
    assert cast.attempt().state == "queued"


def test_an_answer_to_what_a_colleague_is_in_charge_of_leaves_it_to_them(cast):
    number = cast.asks()
    assign(number, to=cast.bea, by=cast.bea)

    read = sends(cast, number, by=cast.cem)

    assert cast.turn(number).assignee == cast.bea
    assert "in charge" not in flash(read)


def test_a_second_press_sends_nothing_twice(cast):
    number = cast.asks()
    page = opens(cast, number)

    sends(cast, number, page=page)
    read = sends(cast, number, page=page)

    assert Outbound.objects.count() == 1
    assert "it was not sent twice" in flash(read)


def test_other_words_under_a_pressed_button_are_kept_as_a_draft(cast):
    number = cast.asks()
    page = opens(cast, number)

    sends(cast, number, page=page)
    read = sends(cast, number, "And one more thing.", page=page)

    assert Outbound.objects.count() == 1
    assert "kept as a draft" in flash(read)
    assert ">And one more thing.</textarea>" in composer(read)


def test_sending_takes_the_draft_away(cast):
    number = cast.asks()
    page = opens(cast, number)
    saves(cast, number, page=page)

    read = sends(cast, number, page=page)

    assert not Draft.objects.exists()
    assert "></textarea>" in composer(read)


def test_a_draft_that_arrives_after_its_words_were_sent_is_not_kept(cast):
    number = cast.asks()
    page = opens(cast, number)
    sends(cast, number, page=page)

    saves(cast, number, page=page)

    assert not Draft.objects.exists()


def test_recipients_nobody_of_the_conversation_has_are_marked(cast):
    number = cast.asks()
    saves(cast, number, add_to="new@example.net")

    assert chips(opens(cast, number))["new@example.net"] == ("to", True, True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": " \n"}, "There is nothing written yet."),
        ({"to": [], "cc": []}, "There is nobody in To."),
        ({"add_to": "nonsense"}, "“nonsense” is no mail address."),
        ({"add_cc": "Dan <dan@>"}, "is no mail address."),
    ],
    ids=["nothing-written", "nobody", "no-address", "half-an-address"],
)
def test_what_cannot_be_sent_stays_in_the_composer_with_the_reason(cast, changed, sentence):
    number = cast.asks()

    read = sends(cast, number, **changed)

    assert read.status_code == 422
    assert not Outbound.objects.exists()
    assert sentence in words(part(read, 'class="composer-error"'))
    assert changed.get("text", WORDS) in composer(read)
    assert changed.get("add_to", "") in composer(read)
    assert all(ticked for _role, ticked, _new in chips(read).values()) == bool(changed.get("to", True))


def test_the_unticked_quote_stays_unticked(cast):
    number = cast.asks()
    page = opens(cast, number)
    posted = filled_in(page, "")
    del posted["quote"]

    read = cast.browser().post(f"/conversations/{number}/answer", posted)

    assert re.search(r'name="quote" value="1">', composer(read))


def test_a_message_that_came_meanwhile_is_read_before_anything_is_sent(cast):
    number = cast.asks(ago=HOUR)
    page = opens(cast, number)
    cast.asks_again(number, "Never mind, I have found it.")

    read = sends(cast, number, page=page)

    assert read.status_code == 422
    assert not Outbound.objects.exists()
    told = words(part(read, 'class="composer-error"'))
    assert "Ann Archer wrote meanwhile: “Never mind, I have found it.”." in told
    assert "Send anyway" in told
    assert f">{WORDS}</textarea>" in composer(read)
    assert Draft.objects.get().text == WORDS


def test_it_can_be_sent_all_the_same(cast):
    number = cast.asks(ago=HOUR)
    page = opens(cast, number)
    cast.asks_again(number, "Never mind, I have found it.")
    warned = sends(cast, number, page=page)

    read = sends(cast, number, page=warned)

    assert read.status_code == 200
    assert cast.attempt().text == WORDS
    assert not Draft.objects.exists()


def test_an_automatic_reply_that_came_meanwhile_holds_nothing_up(cast):
    number = cast.asks(ago=HOUR)
    page = opens(cast, number)
    cast.asks_again(number, "I am away.", Auto_Submitted="auto-replied")

    sends(cast, number, page=page)

    assert Outbound.objects.exists()


def test_a_colleague_who_answered_meanwhile_is_read_before_a_second_answer_is_sent(cast):
    number = cast.asks()
    page = opens(cast, number, by=cast.cem)
    sends(cast, number, "Bea's answer.")

    read = sends(cast, number, "Cem's answer.", by=cast.cem, page=page)

    assert read.status_code == 422
    assert "Bea Nakamura wrote meanwhile: “Bea's answer.”" in words(part(read, 'class="composer-error"'))
    assert "Cem&#x27;s answer.</textarea>" in composer(read)


def test_somebody_without_a_name_can_write_meanwhile(cast):
    number = cast.asks(ago=HOUR)
    page = opens(cast, number)
    cast.asks_again(number, "Hm.", author="")

    read = sends(cast, number, page=page)

    assert "Somebody wrote meanwhile: “Hm.”" in words(part(read, 'class="composer-error"'))


def test_words_written_before_the_way_out_was_gone_are_kept(cast):
    number = cast.asks()
    page = opens(cast, number)
    Source.objects.filter(pk=cast.mailbox.pk).update(settings={})

    read = sends(cast, number, page=page)

    assert read.status_code == 422
    assert "and the red one, too." in words(part(read, 'class="kept-words"'))
    assert Draft.objects.get().text == WORDS
    assert "and the red one, too." in words(part(opens(cast, number), 'class="kept-words"'))


def test_a_page_that_was_tampered_with_counts_as_a_fresh_one(cast):
    number = cast.asks()
    page = opens(cast, number)

    read = sends(cast, number, "A\0B", page=page, press="nonsense", answers="nonsense", after="9" * 30)

    assert read.status_code == 200
    assert cast.attempt().text == "AB"


def test_a_name_with_a_comma_survives_the_way_through_the_page(cast):
    number = cast.asks(author='"Archer, Ann" <ann@example.org>')
    saves(cast, number, "Draft", add_to="Dan <dan@example.org>")

    read = sends(cast, number)

    assert read.status_code == 200
    assert cast.attempt().recipients == [
        ["to", '"Archer, Ann" <ann@example.org>'],
        ["to", "Dan <dan@example.org>"],
    ]


def test_sending_keeps_the_place_in_the_list(cast):
    number = cast.asks()
    page = cast.browser().get(f"/conversations/{number}?assignee=nobody")
    action = re.search(r'class="composer-sheet" action="([^"]*)"', page.content.decode())[1]

    read = cast.browser().post(action, filled_in(page))

    assert read["Location"] == f"/conversations/{number}?assignee=nobody"


def test_what_is_written_in_a_conversation_that_went_into_another_goes_out_from_there(cast):
    kept = cast.asks("First branch.", key="2@example.org", answers=("1@example.org",), ago=2 * HOUR)
    gone = cast.asks("Second branch.", key="3@example.org", answers=("0@example.org",), ago=HOUR)
    page = opens(cast, gone)
    saves(cast, gone, "Half a draft", page=page)
    cast.asks("The start.", key="1@example.org", answers=("0@example.org",), ago=3 * HOUR)
    assert ">Half a draft</textarea>" in composer(opens(cast, kept))

    sends(cast, gone, page=page)

    assert cast.attempt().conversation_id == kept
    assert not Draft.objects.exists()


@pytest.mark.parametrize("act", ["answer", "draft"])
def test_writing_takes_a_press_by_somebody_who_works_here(cast, client, act):
    address = f"/conversations/{cast.asks()}/{act}"

    assert cast.browser().get(address).status_code == 405
    assert client.post(address)["Location"].startswith("/sign-in")
    assert cast.browser().post(f"/conversations/4711/{act}", {"press": uuid4()}).status_code == 404


def test_a_question_that_only_mentions_us_in_blind_copy_goes_back_to_who_asked(cast):
    cast.hears(mail(key="1@example.org", to="undisclosed-recipients:;"))

    assert list(chips(opens(cast, by_key("1@example.org").pk))) == ["Ann Archer <ann@example.org>"]
